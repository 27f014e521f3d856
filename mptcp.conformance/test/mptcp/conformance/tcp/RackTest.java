package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss by time and the tail loss probe: RFC 8985 sections 6 and 7. */
class RackTest {
    private static final long RTT = ms(100);

    private static Sock open(Drill d) {
        return Sending.open(d, true, RTT);
    }

    /** Section 6.2 step 5: fewer than three delivered: after a quarter of the round-trip time the rest is lost. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(112)
    void theReorderingWindow(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = open(d);
            s.write(3000);
            Sending.expect(d, 0, 3);
            d.advance(RTT);
            d.inject(Sending.acks(0, 2, 3));
            d.expectNothing(ms(24));
            d.expectWithin(ms(3), Sending.seg(0));
            assertEquals("RECOVERY", Tcp.subflow(d).loss());
            d.inject(Sending.acks(1, 2, 3)); // the rate of RFC 6937 sets one free for each that arrives
            d.expect(Sending.seg(1));
            d.inject(Sending.acks(3));
            d.expectNothing(seconds(10));
        }
    }

    /** Within the window it was reordering: nothing is sent again. */
    @Test
    @Row(112)
    void reorderingIsNotLoss() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = open(d);
            s.write(3000);
            Sending.expect(d, 0, 3);
            d.advance(RTT);
            d.inject(Sending.acks(0, 2, 3));
            d.advance(ms(10));
            d.inject(Sending.acks(3));
            d.expectNothing(seconds(10));
            assertEquals("OPEN", Tcp.subflow(d).loss());
        }
    }

    /** Section 7.2: without an acknowledgement for two round trips the last segment goes out again. */
    @Test
    @Row(112)
    void theTailLossProbe() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(seconds(1))).open()) {
            Sock s = open(d);
            s.write(3000);
            Sending.expect(d, 0, 3);
            d.expectAfter(2 * RTT + ms(2), Sending.seg(2));
            assertEquals(1, d.counter("TcpExtTCPLossProbes"));
            d.advance(RTT);
            d.inject(Sending.acks(0, 2, 3)); // so the others were lost
            d.advance(ms(60));
            assertTrue(Sending.sent(d).contains(0));
        }
    }

    /** Section 7.3: new data serves as well as old. */
    @Test
    @Row(112)
    void theProbeIsNewDataIfThereIsAny() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(seconds(1))).open()) {
            Sock s = open(d);
            s.write(20_000);
            Sending.expect(d, 0, 10);
            d.expectAfter(2 * RTT + ms(2), Sending.seg(10));
        }
    }

    /** Section 7.2: one segment alone may be waiting for a delayed acknowledgement. */
    @Test
    @Row(112)
    void aSingleSegmentWaitsForADelayedAcknowledgement() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(seconds(1))).open()) {
            Sock s = open(d);
            s.write(1000);
            d.expect(Sending.seg(0));
            d.expectAfter(2 * RTT + ms(200), Sending.seg(0));
        }
    }

    /** Section 7.4: the probe alone repaired the tail: that was a loss and congestion control hears of it. */
    @Test
    @Row(112)
    void aLossThatTheProbeRepairedCounts() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(seconds(1))).open()) {
            Sock s = open(d);
            s.write(10_000);
            Sending.expect(d, 0, 10);
            d.advance(RTT);
            d.inject(Sending.acks(9));
            long cwnd = Tcp.subflow(d).cwnd();
            d.expectWithin(seconds(1), Sending.seg(9));
            d.advance(RTT);
            d.inject(Sending.acks(10));
            s.write(1000);
            d.expect(Sending.seg(10));
            d.advance(RTT);
            d.inject(Sending.acks(11)); // and no duplicate was reported
            assertTrue(Tcp.subflow(d).cwnd() < cwnd);
        }
    }

    /** The same with a duplicate reported: the original had arrived, and nothing is reduced. */
    @Test
    @Row(112)
    void aNeedlessProbeDoesNotCount() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(seconds(1))).open()) {
            Sock s = open(d);
            s.write(10_000);
            Sending.expect(d, 0, 10);
            d.advance(RTT);
            d.inject(Sending.acks(9));
            long cwnd = Tcp.subflow(d).cwnd();
            d.expectWithin(seconds(1), Sending.seg(9));
            d.inject(Sending.acks(10));
            d.advance(RTT);
            d.inject(Sending.acks(10, 9, 10));
            s.write(1000);
            d.expect(Sending.seg(10));
            d.inject(Sending.acks(11));
            assertTrue(Tcp.subflow(d).cwnd() >= cwnd);
        }
    }

    /** Section 6.2: a lost retransmission is found when something sent after it is delivered. */
    @Test
    @Row(112)
    void aLostRetransmissionIsFound() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(seconds(1))).open()) {
            Sock s = open(d);
            s.write(40_000);
            Sending.expect(d, 0, 10);
            d.advance(RTT);
            d.inject(Sending.acks(0, 1, 4));
            assertTrue(Sending.sent(d).contains(0));
            d.advance(ms(10));
            d.inject(Sending.acks(0, 1, 10)); // lets new data out, after the retransmission
            assertTrue(Sending.sent(d).stream().allMatch(n -> n >= 10));
            d.advance(RTT + ms(30));
            d.inject(Sending.acks(0, 1, 12));
            assertTrue(Sending.sent(d).contains(0));
        }
    }
}
