package mptcp.conformance.habit;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Habits that were found by holding dialogues with the kernel and this stack; each test shows both answers. */
class LinuxHabitsTest {
    private static final int MSS = 1000;

    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1));
    }

    private static boolean linux(WireProfile profile) {
        return profile != WireProfile.BSD;
    }

    /** A server whose handshake took 100 ms. */
    private static Sock open(Drill d, int window) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        d.inject(syn(0).mss(MSS).win(window).sackOk());
        d.expect(synAck(0, 1).anyOptions());
        d.advance(ms(100));
        d.inject(ack(1, 1).win(window));
        return d.accept();
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("burstPush")
    void theLastOfABurstIsPushed(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d, 65_535).write(7 * MSS);
            List<Boolean> pushed = d.skip().stream().map(p -> p.has(TcpFlags.PSH)).toList();
            assertEquals(linux(profile) ? List.of(false, true, false, true, false, true, true)
                    : List.of(false, false, false, false, false, false, true), pushed);
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("halvesWindow")
    void aSmallWindowHasRoomForTwo(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d, 1200).write(1200);
            List<Integer> sizes = d.skip().stream().map(p -> p.payload().length).toList();
            assertEquals(linux(profile) ? List.of(600, 600) : List.of(1000, 200), sizes);
        }
    }

    /** Six segments are out in a window of ten when one is lost. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("thresholdByWindow")
    void whatALossLeaves(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.policySet("report")).open()) {
            open(d, 65_535).write(6 * MSS);
            d.skip();
            for (int i = 2; i < 5; i++) {
                d.inject(ack(1, 1).sack(1 + MSS, 1 + i * MSS));
            }
            d.advance(ms(60));
            d.skip();
            long threshold = d.stack().inspector().connections().getLast().subflows().getFirst().ssthresh();
            assertEquals((linux(profile) ? 5 : 3) * MSS, threshold);
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("interactiveAcks")
    void acknowledgementsWaitForAnswers(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = open(d, 65_535);
            d.inject(data(1, 1, 10));
            d.expectWithin(ms(60), ack(1, 11));
            d.inject(data(11, 1, 10));
            s.write(10); // soon: the application answers
            d.skip();
            d.inject(data(21, 11, 10), data(31, 11, 10));
            if (linux(profile)) {
                d.expectNothing(ms(30)); // two, but of few bytes
                d.expectWithin(ms(30), ack(11, 41));
            } else {
                d.expect(ack(11, 41));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("synWindowInSegments")
    void theFirstWindow(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.receiveBuffer(20_000, 20_000)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS));
            d.expect(synAck(0, 1).anyOptions().win(linux(profile) ? 13 * 1460 : 20_000));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("oddAckNs")
    void oddSegmentsInARow(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d, 65_535);
            d.inject(rst(100));
            d.expect(ack(1, 1));
            d.inject(rst(200));
            if (linux(profile)) {
                d.expectNothing(ms(500));
                d.inject(rst(300));
            }
            d.expect(ack(1, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("readShutRefuses")
    void dataForWhoShutBothWays(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = open(d, 65_535);
            s.shutdownOutput().shutdownInput();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2), data(1, 2, 10));
            List<TcpPacket> answers = d.skip();
            assertEquals(linux(profile), answers.stream().anyMatch(p -> p.has(TcpFlags.RST)));
            if (linux(profile)) {
                s.expectError(Reason.RESET);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("resetsHalfOpen")
    void anOddSegmentInSynReceived(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(syn(5).mss(MSS));
            TcpPacket answer = d.skip().getLast();
            assertEquals(linux(profile), answer.has(TcpFlags.RST)); // FreeBSD's says the same again
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("resendsSynAtOnce")
    void anOddAnswerToTheSyn(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(ack(0, 700));
            d.expect(rst(700));
            if (linux(profile)) {
                d.expectWithin(ms(20), syn(0).anyOptions());
            } else {
                d.expectNothing(ms(500));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("refusesWithoutState")
    void aWrongProof(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile)).open()) {
            established(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(ANY)));
            d.inject(ack(1, 1).on(b).mpJoin(join().badHmac()));
            d.expect(linux(profile) ? rst(1).on(b).tcpRst(ANY, 1) : rstAck(1, 1).on(b).tcpRst(ANY, 3));
        }
    }

    private static void established(Drill d) {
        d.listen(8080);
        Sock s = d.handshakeServer();
        d.inject(data(1, 1, 100).mpCapable());
        d.skipAcks();
        s.read(100);
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("givesUpSilently")
    void aPeerThatAnswersNothing(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.retries(1)).open()) {
            Sock s = open(d, 65_535).write(10);
            d.advance(seconds(5));
            assertEquals(linux(profile), d.skip().stream().noneMatch(p -> p.has(TcpFlags.RST)));
            s.expectError(Reason.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("unreachableEndsSyn")
    void aHostThatIsUnreachable(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.injectUnreachable(1);
            if (linux(profile)) {
                s.expectError(Reason.UNREACHABLE);
            } else {
                s.expectNoError();
            }
        }
    }
}
