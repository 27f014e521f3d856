package mptcp.conformance.habit;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Row;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the profiles decide of TCP; each test shows both answers. */
class TcpHabitsTest {
    private static final int MSS = 1000;

    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1).delayedAckNs(0));
    }

    private static boolean linux(WireProfile profile) {
        return profile != WireProfile.BSD;
    }

    private static Sock open(Drill d, boolean timestamps) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        var s = syn(0).mss(MSS).win(65535);
        d.inject(timestamps ? s.sackOk().ts(1000, 0).wscale(4) : s);
        d.expect(synAck(0, 1).anyOptions());
        d.inject(timestamps ? ack(1, 1).ts(1000, 0) : ack(1, 1));
        return d.accept();
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("takesBareSegments")
    void segmentsWithoutTheirTimestamp(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = open(d, true);
            d.inject(data(1, 1, 10));
            if (linux(profile)) {
                d.expect(ack(1, 11).ts(ANY, 1000));
                s.read(10);
            } else {
                d.expectNothing(seconds(1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("quickAcks")
    void theFirstSegmentsAreAcknowledgedAtOnce(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1)).open()) {
            open(d, false);
            d.inject(data(1, 1, 10));
            if (linux(profile)) {
                d.expect(ack(1, 11));
            } else {
                d.expectNothing(ms(39));
                d.expectWithin(ms(2), ack(1, 11));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("nagleForSmallOnly")
    void theRestOfALongWrite(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            d.accept().write(2 * MSS + 10);
            d.expect(data(1, 1, MSS), data(1 + MSS, 1, MSS));
            if (linux(profile)) {
                d.expect(data(1 + 2 * MSS, 1, 10));
            }
            d.expectNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("fillsWindow")
    void theRestOfTheWindow(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.peer().window(3500).mss(MSS);
            Sock s = d.handshakeServer().write(20 * MSS);
            assertEquals(linux(profile) ? 4 : 3, d.skip().size());
            d.inject(ack(1, 1 + MSS).win(2900));
            d.expectNothing(ms(10)); // with 500 bytes unacknowledged no other small one leaves
        }
    }

    /** Whatever the reason was that it was the last for now: the congestion window's end is none. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("pushesAtWindowEdge")
    void whichSegmentIsPushed(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).delayedAckNs(0)).open()) {
            d.peer().window(3000).mss(1028);
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).win(3000).mpCapable());
            d.skip();
            s.read(100).write(20_000);
            assertEquals(linux(profile) ? List.of(false, false, true) : List.of(false, false, false), pushed(d));
        }
        try (Drill d = drill(profile).open()) {
            open(d, false).write(11 * MSS);
            assertEquals(linux(profile) ? List.of(false, false, false, false, true, false, false, false, false, true) : Collections.nCopies(10, false),
                    pushed(d));
            d.inject(ack(1, 1 + 2 * MSS));
            assertEquals(List.of(true), pushed(d));
        }
    }

    private static List<Boolean> pushed(Drill d) {
        return d.skip().stream().filter(p -> p.payload().length > 0).map(p -> p.has(TcpFlags.PSH)).toList();
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("corkNs")
    void aCorkedRest(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = open(d, false);
            s.socket().cork(true);
            s.write(10);
            d.expectNothing(ms(199));
            if (linux(profile)) {
                d.expectWithin(ms(2), data(1, 1, 10));
            } else {
                d.expectNothing(seconds(60));
                s.socket().cork(false);
                d.run();
                d.expect(data(1, 1, 10));
            }
        }
    }

    /** Ten segments, of which one acknowledgement acknowledges eight: as many are let out besides, or two. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("slowStartSegments")
    void anAcknowledgementOfManySegments(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d, false).write(60 * MSS);
            assertEquals(10, d.skip().size());
            d.inject(ack(1, 1 + 8 * MSS));
            assertEquals(8 + (linux(profile) ? 8 : 2), d.skip().size());
        }
    }

    /** Six of ten segments are out, all acknowledged: the window was not filled, but half of it was. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("growsFromHalfWindow")
    void aWindowThatWasHalfUsed(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = open(d, false).write(6 * MSS);
            assertEquals(6, d.skip().size());
            d.inject(ack(1, 1 + 2 * MSS), ack(1, 1 + 4 * MSS), ack(1, 1 + 6 * MSS));
            s.write(60 * MSS);
            assertEquals(linux(profile) ? 12 : 10, d.skip().size()); // until half of it was not used any more
        }
    }

    /** Three of the four samples of a flight. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("evenSamples")
    void roundTripsOfOneFlight(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d, false).write(8 * MSS);
            assertEquals(8, d.skip().size());
            d.expectNothing(ms(100));
            d.inject(ack(1, 1 + 2 * MSS), ack(1, 1 + 4 * MSS), ack(1, 1 + 6 * MSS));
            double kept = linux(profile) ? Math.pow(1 - 1.0 / 8 / 4, 3) : Math.pow(1 - 1.0 / 8, 3);
            long srttNs = d.stack().inspector().connections().getFirst().subflows().getFirst().srttNs();
            assertEquals(ms(100) * (1 - kept), srttNs, ms(1));
        }
    }

    /** 100 ms are measured by the handshake: a third of it is the first timeout, four times the variance of a half included. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("rtoSlopNs")
    void timeoutsAfterTheHandshake(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1000).win(65535));
            d.expect(synAck(0, 1).anyOptions());
            d.advance(ms(100));
            d.inject(ack(1, 1));
            d.accept().write(100);
            d.expect(data(1, 1, 100));
            if (linux(profile)) {
                d.expectAfter(ms(300), data(1, 1, 100)); // a probe, with the timeout
                return;
            }
            for (int wait : new int[] {500, 800, 1400}) {
                d.expectAfter(ms(wait), data(1, 1, 100));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("bufferInSegments")
    void aBufferOfWholeSegments(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.windowScale(6).receiveBuffer(65_536, 65_536)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).wscale(6).win(65535));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            Sock s = d.accept();
            d.inject(syn(1));
            d.expect(ack(1, 1).win(linux(profile) ? 1003 : 1026)); // 65,700 bytes
            for (int i = 0; i < 11; i++) {
                d.inject(data(1 + 1460 * i, 1, 1460));
            }
            d.advance(ms(500));
            assertEquals(linux(profile) ? 752 : 784, d.skip().getLast().window()); // each acknowledgement has rounded up what was left
            s.read(16_060);
            d.expectNothing(ms(10));
            for (int i = 0; i < 12; i++) {
                d.inject(data(16_061 + 1460 * i, 1, 1460));
            }
            d.advance(ms(500));
            d.skip();
            s.read(17_520);
            if (linux(profile)) {
                d.expectNothing(ms(10));
            } else {
                d.expect(ack(1, 33_581).win(1027)); // a quarter of the buffer
            }
        }
    }

    /** The window was told as 65,535 of 65,536 bytes; 100 are taken, and 100 read. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("exactWindow")
    void theWindowThatIsLeft(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.windowScaling(false).receiveBuffer(58_400, 58_400)).open()) {
            Sock s = open(d, false);
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101).win(linux(profile) ? 58_300 : 58_900));
            s.read(100);
            d.inject(data(101, 1, 10));
            d.expect(ack(1, 111).win(linux(profile) ? 58_290 : 58_990));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("finOnAcks")
    void acknowledgementsBehindTheFin(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d, false).shutdownOutput();
            d.expect(fin(1, 1));
            d.inject(data(1, 1, 10));
            d.expect(linux(profile) ? ack(2, 11) : fin(1, 11));
            d.inject(fin(11, 1)); // both at once: CLOSING
            d.expect(linux(profile) ? ack(2, 12) : fin(1, 12));
            d.inject(syn(12));
            d.expect(ack(2, 12)); // a challenge has none
            d.inject(ack(12, 2));
            d.inject(fin(11, 2));
            d.expect(ack(2, 12));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("keepAliveProbes")
    void probesBeforeItIsGivenUp(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = open(d, false);
            s.socket().reconfigure(SocketConfig.DEFAULT.withKeepAlive(seconds(100)));
            d.advance(seconds(linux(profile) ? 100 + 9 * 75 - 1 : 100 + 8 * 75 - 1));
            assertEquals(linux(profile) ? 9 : 8, d.skip().size());
            s.expectNoError();
            d.advance(seconds(2));
            assertTrue(d.skip().getFirst().has(TcpFlags.RST));
            s.expectError(Reason.TIMED_OUT);
        }
    }

    /** RFC 6191: an older timestamp is that of an old SYN, whatever its sequence number; FreeBSD goes by the number alone. */
    @ParameterizedTest
    @EnumSource
    @Row(117)
    void aSynWithAnOlderTimestampDoesNotEndTimeWait(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d, true).close();
            d.expect(fin(1, 1).anyOptions());
            d.inject(fin(1, 2).ts(1001, 0));
            d.expect(ack(2, 2).anyOptions());
            d.inject(syn(5000).mss(MSS).sackOk().ts(1000, 0).wscale(4));
            if (!linux(profile)) {
                assertTrue(d.skip().getFirst().has(TcpFlags.SYN));
                return;
            }
            d.expect(ack(2, 2).anyOptions());
            d.expectNothing(ms(10));
            d.inject(syn(5000).mss(MSS).sackOk().ts(1002, 0).wscale(4));
            assertTrue(d.skip().getFirst().has(TcpFlags.SYN));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("listsDuplicates")
    void aDuplicateOfWhatCameOutOfOrder(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS).sackOk());
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            d.accept();
            d.inject(data(501, 1, 400));
            d.expect(ack(1, 1).sack(501, 901));
            d.inject(data(601, 1, 100));
            d.expect(ack(1, 1).sack(601, 701, 501, 901));
            d.inject(data(201, 1, 100));
            d.expect(linux(profile) ? ack(1, 1).sack(201, 301, 501, 901) : ack(1, 1).sack(201, 301, 601, 701, 501, 901));
            d.inject(data(401, 1, 100));
            d.expect(ack(1, 1).sack(401, 901, 201, 301)); // what touches it takes it along
        }
    }

    /** RFC 2883: what the next segment in order brings again of what was out of order. */
    @ParameterizedTest
    @EnumSource
    @Row(110)
    void theNextInOrderOverlapsWhatCameOutOfOrder(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS).sackOk());
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            Sock s = d.accept();
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 1).sack(101, 201));
            d.inject(data(1, 1, 150));
            d.expect(ack(1, 201).sack(101, 151));
            d.inject(data(401, 1, 100));
            d.expect(ack(1, 201).sack(401, 501));
            d.inject(data(201, 1, 400));
            d.expect(ack(1, 601).sack(401, 501));
            s.read(600);
            d.inject(data(601, 1, 100));
            d.expect(ack(1, 701));
            s.read(100);
        }
    }

    /** An acknowledgement that was overtaken still tells what came out of order. */
    @Test
    @Row(111)
    void blocksOfAnAcknowledgementThatWasOvertaken() {
        try (Drill d = drill(WireProfile.LINUX).open()) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            d.inject(syn(0).mss(MSS).sackOk());
            d.expect(synAck(0, 1).anyOptions());
            d.advance(ms(100));
            d.inject(ack(1, 1));
            d.accept().write(6 * MSS);
            assertEquals(6, d.skip().size());
            d.advance(ms(100));
            d.inject(ack(1, 1 + MSS));
            d.inject(ack(1, 1).nop().nop().sack(1 + 2 * MSS, 1 + 6 * MSS)); // older, and new all the same
            d.expect(data(1 + MSS, 1, MSS));
            d.inject(ack(1, 1 + 6 * MSS));
            d.expectNothing(seconds(5));
        }
    }

    /** RFC 9293 section 3.10.7.4: the window is what was advertised, however much the buffer holds. */
    @ParameterizedTest
    @EnumSource
    @Row(102)
    void theWindowIsWhatWasTold(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.windowScaling(false).receiveBuffer(500_000, 500_000)).open()) {
            Sock s = open(d, false);
            int told = 65_535;
            d.inject(rst(300_000));
            d.expectNothing(ms(10)); // outside: silence
            d.inject(rst(told + 1));
            d.expectNothing(ms(10)); // the first outside
            d.inject(rst(told));
            d.expect(ack(1, 1)); // the last inside: challenged
            d.advance(seconds(1)); // who is challenged has had its answer for a while
            d.inject(data(200_001, 1, 100));
            d.expect(ack(1, 1));
            d.inject(data(told - 99, 1, 200));
            d.expect(ack(1, 1)); // half of it lies inside
            s.expectNoData();
        }
    }

    /** RFC 7323 appendix G: a sample for every segment weighs less than one for a round trip. */
    @Test
    @Row(106)
    void theVariationOutlivesManySamples() {
        try (Drill d = drill(WireProfile.LINUX).open()) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            d.inject(syn(0).mss(MSS));
            d.expect(synAck(0, 1).anyOptions());
            d.advance(ms(48));
            d.inject(ack(1, 1));
            Sock s = d.accept();
            long at = 1;
            for (int round = 0; round < 4; round++) {
                s.write(10 * MSS);
                d.skip();
                d.advance(ms(48));
                for (int i = 0; i < 10; i++) {
                    at += MSS;
                    d.inject(ack(1, at));
                }
            }
            var sf = d.stack().inspector().connections().getLast().subflows().getFirst();
            // each round trip takes off a part of half of the first sample, 24 ms: with ten full weights it would be 24 ms * 0.75^40
            assertTrue(sf.rttvarNs() > ms(1), () -> "RTTVAR is " + sf.rttvarNs() + " ns");
        }
    }
}
