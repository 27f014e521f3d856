package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payload that changes on the way, with TCP checksums that are right: only the DSS checksum can tell. */
class ChecksumTest {
    private static final String LINK = "rate=10m,delay=20ms,queue=60k";

    /** One of two paths changes a bit in every hundredth segment: its subflow ends, the bytes come by the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0})
    void onOneOfTwoSubflows(int version) {
        Scenario.of(ChecksumTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version).checksums(true));
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of(LINK));
            w.path(Route.of(LINK + ",flip=1%"));
            w.transfer(2 << 20, 2 << 20);
            w.expect(() -> {
                long errors = w.client().counter("MPTcpExtDataCsumErr") + w.server().counter("MPTcpExtDataCsumErr");
                assertTrue(errors > 0, "nothing was changed");
                assertTrue(w.client().counter("MPTcpExtDSSCorruptionReset")
                        + w.server().counter("MPTcpExtDSSCorruptionReset") > 0);
                assertEquals(0, w.client().counter("MPTcpExtDSSCorruptionFallback")
                        + w.server().counter("MPTcpExtDSSCorruptionFallback"));
            });
        }).verify(1);
    }

    /** The only path changes one segment, once: MP_FAIL, infinite mapping, and the right bytes come after all. */
    @ParameterizedTest
    @CsvSource({"1,FORWARD,1", "1,FORWARD,30", "1,BACKWARD,30", "0,FORWARD,1", "0,FORWARD,30", "0,BACKWARD,30"})
    void onTheOnlySubflow(int version, Direction direction, int nth) {
        Scenario.of(ChecksumTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version).checksums(true));
            w.client().choose(PolicyKind.PATH_MANAGER, "builtin");
            FlippingOnce box = new FlippingOnce(nth);
            w.path(Route.of(LINK).box(direction, box));
            w.transfer(500_000, 500_000);
            w.expect(() -> {
                assertTrue(box.flipped);
                SimHost receiver = direction == Direction.FORWARD ? w.server() : w.client();
                assertEquals(1, receiver.counter("MPTcpExtDataCsumErr"));
                assertEquals(1, receiver.counter("MPTcpExtDSSCorruptionFallback"));
                assertTrue(receiver.counter("MPTcpExtMPFailTx") > 0);
            });
        }).verify(2);
    }

    /** As before with loss, reordering and duplicates around it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0})
    void onTheOnlySubflowOfABadPath(int version) {
        for (int seed = 1; seed <= 20; seed++) {
            Scenario.of(ChecksumTest.class, w -> {
                w.hosts(b -> b.mptcpVersion(version).checksums(true));
                w.client().choose(PolicyKind.PATH_MANAGER, "builtin");
                w.path(Route.of(LINK + ",loss=2%,reorder=5%/10ms,duplicate=2%")
                        .box(Direction.FORWARD, new FlippingOnce(10 + (int) (w.seed() % 40))));
                w.transfer(200_000, 100_000);
                w.limit(120 * SECOND);
            }).run(seed);
        }
    }

    /** The path of the first subflow changes bits; a second subflow comes and goes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0})
    void onTheSubflowThatIsLeft(int version) {
        Scenario.of(ChecksumTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version).checksums(true));
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of(LINK).box(Direction.FORWARD, new FlippingOnce(1000)));
            w.path(Route.of(LINK));
            w.transfer(3 << 20, 1000).expect(Transfer.Expected.CORRECT_OR_ERROR);
            w.at(300 * MS, "client loses path 2", () -> w.client().stack().removeAddress(World.address(2, 1, false)));
        }).verify(3);
    }

    /** Changes one bit of the n-th segment with payload that is no retransmission, and repairs the TCP checksum. */
    private static final class FlippingOnce implements Middlebox {
        private final TcpView view = new TcpView();
        private int left;
        private boolean flipped;

        FlippingOnce(int nth) {
            left = nth;
        }

        @Override
        public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
            if (!flipped && view.parse(packet.memory(), packet.offset(), packet.length()) && view.payloadLength() > 0
                    && --left == 0) {
                long at = view.payload() + view.payloadLength() / 2;
                view.putByte(at, view.byteAt((int) (at - view.tcp())) ^ 4);
                flipped = true;
            }
            return Verdict.PASS;
        }
    }
}
