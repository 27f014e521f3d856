package mptcp.conformance.habit;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Habits of loss recovery, and others that dialogues with the kernel showed; each test shows both answers. */
class RecoveryHabitsTest {
    private static final int MSS = 1000;

    private static Drill drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1).policySet("report")).open();
    }

    private static boolean linux(WireProfile profile) {
        return profile != WireProfile.BSD;
    }

    /** A server whose handshake took 100 ms. */
    private static Sock open(Drill d) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        d.inject(syn(0).mss(MSS).win(65_535).sackOk());
        d.expect(synAck(0, 1).anyOptions());
        d.advance(ms(100));
        d.inject(ack(1, 1).win(65_535));
        return d.accept();
    }

    /** How many segments leave within this time. */
    private static int sentWithin(Drill d, int millis) {
        d.advance(ms(millis));
        return d.skip().size();
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("probesBeforeTimeouts")
    void aSegmentThatNothingAnswers(WireProfile profile) {
        try (Drill d = drill(profile)) {
            open(d).write(MSS);
            d.skip();
            if (linux(profile)) {
                assertEquals(0, sentWithin(d, 299));
                assertEquals(1, sentWithin(d, 2)); // in the place of the timeout
                assertEquals(1, sentWithin(d, 310));
                assertEquals(0, sentWithin(d, 300));
            } else {
                assertEquals(0, sentWithin(d, 399));
                assertEquals(1, sentWithin(d, 2)); // before it
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("probesBeforeTimeouts")
    void whatIsProbedForAfterTwoRoundTrips(WireProfile profile) {
        try (Drill d = drill(profile)) {
            open(d).write(2 * MSS);
            d.skip();
            assertEquals(0, sentWithin(d, 199));
            assertEquals(linux(profile) ? 0 : 1, sentWithin(d, 2)); // ten at the least, which these are beyond
            assertEquals(linux(profile) ? 1 : 0, sentWithin(d, 2));
        }
    }

    /** Without probes the timeout comes when it would, and doubles. */
    @ParameterizedTest
    @EnumSource
    void noProbesWhereTheyAreOff(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1).policySet("report").set("tail.probes", "false")).open()) {
            open(d).write(2 * MSS);
            d.skip();
            assertEquals(0, sentWithin(d, linux(profile) ? 299 : 499));
            assertEquals(1, sentWithin(d, 2));
            assertEquals(0, sentWithin(d, linux(profile) ? 500 : 790)); // behind the slop
            assertEquals(1, sentWithin(d, 110));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("halvesWhenIdle")
    void aWindowThatWasIdle(WireProfile profile) {
        int before = sentAfter(profile, 150); // which is 250 ms after the last was sent
        assertEquals(linux(profile) ? 40 : 14, before);
        assertEquals(linux(profile) ? 20 : 10, sentAfter(profile, linux(profile) ? 300 : 500));
        assertEquals(10, sentAfter(profile, 5000));
    }

    private static int sentAfter(WireProfile profile, int idleMs) {
        try (Drill d = drill(profile)) {
            Sock s = open(d);
            int sent = 0;
            for (int flight : new int[] {10, linux(profile) ? 20 : 12}) { // the whole window each time
                s.write(flight * MSS);
                sent += d.skip().size();
                d.advance(ms(100));
                d.inject(ack(1, 1 + sent * MSS).win(65_535));
            }
            d.advance(ms(idleMs));
            s.write(60 * MSS);
            return d.skip().size();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("collapses")
    void smallSegmentsThatAreSentAgain(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1).policySet("report").set("tail.probes", "false")).open()) {
            open(d).write(200).write(300).write(400).write(500);
            assertEquals(4, d.skip().size());
            d.advance(ms(linux(profile) ? 301 : 501));
            List<TcpPacket> again = d.skip();
            assertEquals(linux(profile) ? 900 : 200, again.getFirst().payload().length);
            assertEquals(linux(profile), again.getFirst().has(TcpFlags.PSH)); // it ends a write
            d.inject(ack(1, 1401).win(65_535));
        }
    }

    /** What left two by two goes again so. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("burstPush")
    void burstsThatAreSentAgain(WireProfile profile) {
        try (Drill d = drill(profile)) {
            open(d).write(10 * MSS);
            d.skip();
            d.advance(ms(100));
            d.inject(ack(1, 1).win(65_535).sack(1 + 4 * MSS, 1 + 10 * MSS));
            List<Boolean> pushed = d.skip().stream().map(p -> p.has(TcpFlags.PSH)).toList();
            assertEquals(linux(profile) ? List.of(false, true, false, true) : List.of(false, false, false, false), pushed);
        }
    }

    /** Of marks, as after a loss: by what is delivered, until more than what was out is acknowledged. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("reducesInSegments")
    void aWindowThatComesDownForMarks(WireProfile profile) {
        try (Drill d = drill(profile)) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            d.inject(segment("SEW", 0, 0).mss(MSS).win(65_535).sackOk());
            d.skip();
            d.inject(ack(1, 1).win(65_535));
            d.accept().write(20 * MSS);
            assertEquals(10, d.skip().size());
            d.inject(segment(".E", 1, 0).ack(1 + MSS).win(65_535));
            assertEquals(linux(profile) ? 1 : 0, d.skip().size());
            d.inject(ack(1, 1 + 2 * MSS).win(65_535), ack(1, 1 + 3 * MSS).win(65_535));
            assertEquals(linux(profile) ? 1 : 0, d.skip().size());
        }
    }

    /** A handshake whose SYN/ACK was sent twice tells no round trip. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("probesBeforeTimeouts")
    void whatIsProbedForWithoutASample(WireProfile profile) {
        try (Drill d = drill(profile)) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            d.inject(syn(0).mss(MSS).win(65_535).sackOk());
            d.expect(synAck(0, 1).anyOptions());
            d.advance(ms(1500));
            d.skip();
            d.inject(ack(1, 1).win(65_535));
            d.accept().write(MSS);
            d.skip();
            assertEquals(0, sentWithin(d, 990));
            assertEquals(linux(profile) ? 1 : 0, sentWithin(d, 20));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("countsBuffers")
    void howMuchIsWrittenAhead(WireProfile profile) {
        try (Drill d = drill(profile)) {
            Sock s = open(d);
            s.socket().reconfigure(SocketConfig.DEFAULT.withNoDelay(true).withUnsentLowWater(2500));
            d.advance(ms(1));
            int first = s.offer(60_000);
            assertEquals(linux(profile) ? 32_000 : 2500, first); // half of the window, in whole segments
            d.skip();
            assertEquals(linux(profile) ? 10_000 : 2500, s.offer(60_000)); // the buffer that was begun, as ten segments left
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("dropsSigned")
    void aSignatureThatNobodyAskedFor(WireProfile profile) {
        try (Drill d = drill(profile)) {
            Sock s = open(d);
            d.inject(data(1, 1, 100).win(65_535).option(new TcpOption.Raw(new byte[] {19, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1})));
            d.skip();
            if (linux(profile)) {
                s.expectNoData();
                assertEquals(1, d.counter("TcpExtTCPMD5Unexpected"));
            } else {
                s.read(100);
            }
        }
    }

    /** RFC 5681 section 4.1 is a SHOULD; Linux's users turn it off. */
    @ParameterizedTest
    @EnumSource
    void aWindowThatMayBeIdle(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1).policySet("report").set("idle.restart", "false")).open()) {
            Sock s = open(d).write(10 * MSS);
            d.skip();
            d.advance(ms(100));
            d.inject(ack(1, 1 + 10 * MSS).win(65_535));
            d.advance(ms(60_000));
            s.write(60 * MSS);
            assertEquals(linux(profile) ? 20 : 12, d.skip().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("reducesInSegments")
    void whatGoesWithTheFirstRetransmission(WireProfile profile) {
        try (Drill d = drill(profile)) {
            open(d).write(12 * MSS);
            assertEquals(10, sentWithin(d, 20));
            d.inject(ack(1, 1).win(65_535).sack(1001, 4001));
            assertEquals(linux(profile) ? 2 : 1, d.skip().size());
        }
    }

    /** Reordering is waited for as long as a quarter of the shortest round trip. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("samplesSacked")
    void theRoundTripOfWhatCameOutOfOrder(WireProfile profile) {
        try (Drill d = drill(profile)) {
            open(d).write(4 * MSS);
            assertEquals(4, sentWithin(d, 20));
            d.inject(ack(1, 1).win(65_535).sack(1001, 2001));
            assertEquals(linux(profile) ? 1 : 0, sentWithin(d, 8));
            assertEquals(linux(profile) ? 0 : 1, sentWithin(d, 25));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("hastensReneged")
    void aPeerThatTakesItsWordBack(WireProfile profile) {
        try (Drill d = drill(profile)) {
            open(d).write(5 * MSS);
            assertEquals(5, sentWithin(d, 20));
            d.inject(ack(1, 1).win(65_535).sack(1001, 5001));
            assertEquals(1, d.skip().size());
            d.advance(ms(20));
            d.inject(ack(1, 1001).win(65_535));
            assertEquals(linux(profile) ? 1 : 0, sentWithin(d, 60));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("delaysFinAck")
    void anEndBehindData(WireProfile profile) {
        try (Drill d = drill(profile)) {
            open(d);
            d.inject(data(1, 1, 10));
            d.advance(ms(50));
            d.skip();
            d.inject(fin(11, 1));
            if (linux(profile)) {
                d.expectNothing(ms(39));
                d.expectWithin(ms(2), ack(1, 12));
            } else {
                d.expect(ack(1, 12));
            }
        }
        try (Drill d = drill(profile)) {
            open(d);
            d.inject(fin(1, 1));
            d.expect(ack(1, 2)); // nothing came before: there is nothing to wait for
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("resetsBehindSacks")
    void aResetBehindWhatCameOutOfOrder(WireProfile profile) {
        try (Drill d = drill(profile)) {
            Sock s = open(d);
            d.inject(data(1001, 1, 100));
            d.skip();
            d.inject(rst(1101));
            if (linux(profile)) {
                s.expectError(Reason.RESET);
            } else {
                d.expect(ack(1, 1).anyOptions());
                s.expectNoError();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("scaleByBuffer")
    void theScaleOfAFixedBuffer(WireProfile profile) {
        try (Drill d = drill(profile)) {
            d.listen(8080, SocketConfig.DEFAULT.withBuffers(0, 64 << 10));
            d.inject(syn(0).mss(MSS).nop().wscale(7));
            assertEquals(linux(profile), d.expect(synAck(0, 1).anyOptions()).options().contains(new TcpOption.WindowScale(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("timesOutProbing")
    void aWindowThatStaysShut(WireProfile profile) {
        try (Drill d = drill(profile)) {
            Sock s = open(d);
            s.socket().reconfigure(SocketConfig.DEFAULT.withUserTimeout(ms(2000)));
            s.write(MSS);
            d.inject(ack(1, 1001).win(0));
            s.write(MSS);
            for (int i = 0; i < 3; i++) {
                d.advance(ms(340 << i)); // a probe leaves
                d.inject(ack(1, 1001).win(0));
            }
            d.skip();
            if (linux(profile)) {
                s.expectError(Reason.TIMED_OUT);
            } else {
                s.expectNoError();
            }
        }
    }

    /** A silent peer is given up by time, where there is one, instead of by the number of probes. */
    @ParameterizedTest
    @EnumSource
    void aSilentPeerAndAUserTimeout(WireProfile profile) {
        try (Drill d = drill(profile)) {
            Sock s = open(d);
            s.socket().reconfigure(SocketConfig.DEFAULT.withKeepAlive(ms(1000), ms(1000), 9).withUserTimeout(ms(3000)));
            d.advance(ms(2900));
            s.expectNoError();
            d.advance(ms(200));
            d.skip();
            s.expectError(Reason.TIMED_OUT);
        }
    }
}
