package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.middlebox.AckForgingProxy;
import mptcp.io.sim.middlebox.Nat;
import mptcp.io.sim.middlebox.OptionStripper;
import mptcp.io.sim.middlebox.PayloadAlg;
import mptcp.io.sim.middlebox.Place;
import mptcp.io.sim.middlebox.SegmentCoalescer;
import mptcp.io.sim.middlebox.SegmentSplitter;
import mptcp.io.sim.middlebox.SequenceRewriter;
import mptcp.simtest.Transfer.Expected;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every middlebox, in each direction, on the first path, on the second, and on the only one, with each version: a
 * correct byte stream or a clear error, in bounded time.
 */
class MiddleboxTest {
    private static final String LINK = "rate=10m,delay=10ms,queue=60k";
    private static final byte[] SEARCHED = "PORT 10,0,0,1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SAME_LENGTH = "PORT 99,9,9,9".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONGER = "PORT 203,0,113,77".getBytes(StandardCharsets.US_ASCII);

    /** Where the box stands. */
    private enum Where { ONLY_PATH, FIRST_OF_TWO, SECOND_OF_TWO }

    private record Kind(String name, boolean harmless, Function<Direction, Middlebox> box) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Changes one direction, and so has to see both. */
    private record TwoWay(Middlebox box) implements Middlebox {
        @Override
        public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
            return box.packet(packet, direction, port, nowNs);
        }
    }

    private static List<Kind> kinds() {
        List<Kind> all = new ArrayList<>();
        all.add(new Kind("sequence rewriter", true, d -> new TwoWay(new SequenceRewriter(
                d == Direction.FORWARD ? 1 << 30 : 0, d == Direction.FORWARD ? 0 : -12_345))));
        all.add(new Kind("splitter to 536", true, _ -> new SegmentSplitter(536)));
        all.add(new Kind("splitter to 700", true, _ -> new SegmentSplitter(700)));
        all.add(new Kind("coalescer", true, _ -> new SegmentCoalescer(1500, 5 * MS)));
        all.add(new Kind("ack forger", false, _ -> new AckForgingProxy()));
        for (Place p : Place.values()) {
            boolean beforeData = p == Place.SYN || p == Place.SYN_ACK || p == Place.THIRD_ACK;
            all.add(new Kind("stripper at " + p, beforeData, _ -> OptionStripper.mptcp(p)));
        }
        all.add(new Kind("stripper of all", true, _ -> OptionStripper.mptcp(Place.SYN, Place.values())));
        all.add(new Kind("stripper of ACK and DATA", false, _ -> OptionStripper.mptcp(Place.ACK, Place.DATA)));
        for (int subtype = 0; subtype < 8; subtype++) {
            int s = subtype;
            boolean harmless = s == Segments.ADD_ADDR || s == Segments.REMOVE_ADDR || s > 4;
            all.add(new Kind("stripper of subtype " + s, harmless, _ -> OptionStripper.mptcpSubtype(s)));
        }
        all.add(new Kind("timestamp stripper", true, _ -> OptionStripper.of(8, Place.SYN)));
        return all;
    }

    static Stream<Arguments> matrix() {
        List<Arguments> all = new ArrayList<>();
        for (Kind k : kinds()) {
            for (int version : new int[] {1, 0}) {
                for (Direction d : Direction.values()) {
                    for (Where where : Where.values()) {
                        all.add(Arguments.of(k, version, d, where));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, v{1}, {2}, {3}")
    @MethodSource("matrix")
    void outcome(Kind kind, int version, Direction direction, Where where) {
        for (long seed = 1; seed <= 2; seed++) {
            Scenario.of(MiddleboxTest.class, w -> {
                hosts(w, version, w.seed() % 2 == 0);
                Middlebox box = kind.box().apply(direction);
                paths(w, where, box instanceof TwoWay ? null : direction, box);
                Transfer t = w.transfer(150_000, 150_000)
                        .config(SocketConfig.DEFAULT.withKeepAlive(10 * SECOND));
                t.expect(kind.harmless() ? Expected.COMPLETE : Expected.CORRECT_OR_ERROR);
            }).run(seed);
        }
    }

    private static void hosts(World w, int version, boolean checksums) {
        w.hosts(b -> b.mptcpVersion(version).checksums(checksums).maxRtoNs(5 * SECOND).closeTimeoutNs(20 * SECOND));
        w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
        w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
        w.limit(900 * SECOND);
    }

    /** A direction of null: both. */
    private static void paths(World w, Where where, Direction direction, Middlebox box) {
        w.path(where == Where.SECOND_OF_TWO ? Route.of(LINK) : Route.of(LINK).box(direction, box));
        if (where != Where.ONLY_PATH) {
            w.path(where == Where.FIRST_OF_TWO ? Route.of(LINK) : Route.of(LINK).box(direction, box));
        }
    }

    static Stream<Arguments> versionsAndPlaces() {
        return Stream.of(1, 0, -1).flatMap(v -> Stream.of(Where.values()).map(p -> Arguments.of(v, p)));
    }

    /** Joins are known by their address id and token, not by the address (RFC 8684 section 3.2). */
    @ParameterizedTest
    @MethodSource("versionsAndPlaces")
    void addressTranslation(int version, Where where) {
        Scenario.of(MiddleboxTest.class, w -> {
            hosts(w, version, true);
            paths(w, where, null, new Nat(World.address(where == Where.SECOND_OF_TWO ? 2 : 1, 99, false), 40_000));
            w.transfer(300_000, 300_000);
            w.expect(() -> assertEquals(version < 0 || where == Where.ONLY_PATH ? 0 : 1, w.server().joins()));
        }).verify(3);
    }

    /** One of two paths changes the payload: the checksum tells, its subflow ends, the bytes come by the other path. */
    @ParameterizedTest
    @CsvSource({"1,FIRST_OF_TWO,false", "1,FIRST_OF_TWO,true", "1,SECOND_OF_TWO,false", "1,SECOND_OF_TWO,true",
        "0,FIRST_OF_TWO,false", "0,FIRST_OF_TWO,true", "0,SECOND_OF_TWO,false", "0,SECOND_OF_TWO,true"})
    void addressInThePayloadOfOnePath(int version, Where where, boolean longer) {
        for (int seed = 1; seed <= 5; seed++) {
            Scenario.of(MiddleboxTest.class, w -> {
                hosts(w, version, true);
                paths(w, where, null, new PayloadAlg(SEARCHED, longer ? LONGER : SAME_LENGTH, 1500));
                Speech up = new Speech(w.seed(), 90_000 + w.seed() * 1000, SEARCHED, 0);
                w.transfer(0, 0).bytes(300_000, up, 300_000, new Speech(~w.seed()));
            }).run(seed);
        }
    }

    /** The only path does: with checksums the change is noticed, and what follows is plain TCP, which it changes, too. */
    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "0,false", "0,true", "-1,false", "-1,true"})
    void addressInThePayload(int version, boolean longer) {
        Scenario.of(MiddleboxTest.class, w -> {
            hosts(w, version, true);
            byte[] replacement = longer ? LONGER : SAME_LENGTH;
            PayloadAlg alg = new PayloadAlg(SEARCHED, replacement, 1500);
            paths(w, Where.ONLY_PATH, null, alg);
            int growth = replacement.length - SEARCHED.length;
            Transfer t = w.transfer(0, 0).bytes(300_000, new Speech(w.seed(), 123_456, SEARCHED, 0), 300_000,
                    new Speech(~w.seed())).expect(Expected.CORRECT_OR_ERROR);
            t.server().expectChanged(new Speech(w.seed(), 123_456, replacement, growth), growth);
            t.config(SocketConfig.DEFAULT.withKeepAlive(10 * SECOND).withMaxSegment(1300));
            w.expect(() -> {
                assertTrue(alg.replaced() > 0);
                assertEquals(version < 0 ? 0 : 1, w.server().counter("MPTcpExtDSSCorruptionFallback"));
            });
        }).verify(4);
    }
}
