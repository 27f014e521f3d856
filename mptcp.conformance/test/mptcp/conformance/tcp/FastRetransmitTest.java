package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast retransmit, fast recovery and limited transmit without SACK: RFC 5681 section 3.2, RFC 6582, RFC 3042. */
class FastRetransmitTest {
    private static Sock tenInFlight(Drill d, int bytes) {
        Sock s = Sending.open(d, false, ms(100));
        s.write(bytes);
        Sending.expect(d, 0, 10);
        return s;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(108)
    void theThirdDuplicate(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            tenInFlight(d, 10_000);
            d.inject(Sending.acks(0), Sending.acks(0));
            d.expectNothing();
            d.inject(Sending.acks(0));
            d.expect(Sending.seg(0));
            assertEquals("RECOVERY", Tcp.subflow(d).loss());
            assertEquals(5000, Tcp.subflow(d).ssthresh());
            d.inject(Sending.acks(10));
            assertEquals("OPEN", Tcp.subflow(d).loss());
            assertTrue(Tcp.subflow(d).cwnd() <= 5000);
            d.expectNothing(ms(5000));
        }
    }

    /** RFC 5681 section 2: with data, with another window, or with nothing outstanding it is no duplicate. */
    @Test
    @Row(108)
    void whatIsNoDuplicate() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            for (int i = 0; i < 6; i++) {
                d.inject(Sending.acks(0).win(60_000 + 10 * i));
            }
            d.expectNothing();
            for (int i = 0; i < 6; i++) {
                d.inject(data(1 + i, 1, 1).win(60_050));
            }
            assertTrue(d.skip().stream().allMatch(p -> p.payload().length == 0));
            assertEquals("OPEN", Tcp.subflow(d).loss());
            for (int i = 0; i < 7; i++) {
                d.inject(ack(7, Sending.at(10)).win(60_050));
            }
            d.expectNothing();
            assertEquals("OPEN", Tcp.subflow(d).loss());
        }
    }

    /** RFC 6582 section 3.2 step 4: duplicates beyond the third let new segments out, half a window in all. */
    @Test
    @Row(108)
    void duplicatesLetNewSegmentsOut() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 30_000);
            d.inject(Sending.acks(0), Sending.acks(0), Sending.acks(0));
            List<Integer> first = Sending.sent(d);
            assertTrue(first.contains(0));
            int fresh = first.size() - 1;
            for (int i = 0; i < 6; i++) {
                d.inject(Sending.acks(0));
            }
            List<Integer> more = Sending.sent(d);
            assertTrue(more.stream().allMatch(n -> n >= 10));
            assertEquals(5, fresh + more.size(), 1);
            d.inject(Sending.acks(10 + fresh + more.size()));
            assertEquals("OPEN", Tcp.subflow(d).loss());
            assertTrue(Tcp.subflow(d).cwnd() <= 5000);
            d.skip();
        }
    }

    /** Step 5: a partial acknowledgement tells of the next hole, without waiting for duplicates or the timer. */
    @Test
    @Row(108)
    void partialAcknowledgements() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            d.inject(Sending.acks(0), Sending.acks(0), Sending.acks(0));
            d.expect(Sending.seg(0));
            d.inject(Sending.acks(3));
            d.expect(Sending.seg(3));
            d.inject(Sending.acks(7));
            d.expect(Sending.seg(7));
            assertEquals("RECOVERY", Tcp.subflow(d).loss());
            assertEquals(5000, Tcp.subflow(d).ssthresh());
            d.inject(Sending.acks(10));
            assertEquals("OPEN", Tcp.subflow(d).loss());
            d.expectNothing(ms(5000));
        }
    }

    /** Step 1 and section 4: duplicates that retransmissions caused do not start another recovery. */
    @Test
    @Row(108)
    void noSecondRecoveryForTheSameWindow() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = tenInFlight(d, 10_000);
            d.inject(Sending.acks(0), Sending.acks(0), Sending.acks(0));
            d.expect(Sending.seg(0));
            d.inject(Sending.acks(10));
            long ssthresh = Tcp.subflow(d).ssthresh();
            s.write(4000);
            Sending.expect(d, 10, 14);
            d.inject(Sending.acks(10), Sending.acks(10), Sending.acks(10), Sending.acks(10));
            d.expectNothing();
            assertEquals("OPEN", Tcp.subflow(d).loss());
            assertEquals(ssthresh, Tcp.subflow(d).ssthresh());
            d.inject(Sending.acks(11));
            d.inject(Sending.acks(11), Sending.acks(11), Sending.acks(11));
            d.expect(Sending.seg(11));
        }
    }

    /** RFC 6582 section 3.2 "Retransmit timeouts": duplicates after a timeout do not start a recovery either. */
    @Test
    @Row(108)
    void noRecoveryAfterATimeout() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(ms(1))).open()) {
            tenInFlight(d, 10_000);
            d.expectAfter(ms(300), Sending.seg(0));
            for (int i = 0; i < 5; i++) {
                d.inject(Sending.acks(0));
            }
            d.expectNothing();
            assertEquals("LOSS", Tcp.subflow(d).loss());
        }
    }

    /** RFC 3042 section 2: the first two duplicates let one new segment out each; the window stays as it is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(109)
    void limitedTransmit(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            tenInFlight(d, 30_000);
            long cwnd = Tcp.subflow(d).cwnd();
            d.inject(Sending.acks(0));
            Sending.expect(d, 10, 11);
            d.expectNothing();
            d.inject(Sending.acks(0));
            Sending.expect(d, 11, 12);
            d.expectNothing();
            assertEquals(cwnd, Tcp.subflow(d).cwnd());
            d.inject(Sending.acks(0));
            d.expect(Sending.seg(0));
            d.skip();
        }
    }

    /** The same with SACK, where the new block is what shows that a segment left the network. */
    @Test
    @Row(109)
    void limitedTransmitWithSack() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = Sending.open(d, true, ms(100));
            s.write(30_000);
            Sending.expect(d, 0, 10);
            d.advance(ms(100)); // what SACK tells of is a sample of the round trip, too
            d.inject(Sending.acks(0, 1, 2));
            Sending.expect(d, 10, 11);
            d.expectNothing();
            d.inject(Sending.acks(0, 1, 3));
            Sending.expect(d, 11, 12);
            d.expectNothing();
        }
    }

    /** The peer's window binds limited transmit as well. */
    @Test
    @Row(109)
    void limitedTransmitObeysTheWindow() {
        try (Drill d = Tcp.plain().open()) {
            d.peer().mss(1000).window(10_000);
            Sock s = d.handshakeServer();
            s.write(30_000);
            Sending.expect(d, 0, 10);
            d.inject(Sending.acks(0).win(10_000), Sending.acks(0).win(10_000));
            d.expectNothing();
        }
    }

    /** A lost retransmission is left to the timer. */
    @Test
    @Row(108)
    void aLostRetransmissionWaitsForTheTimer() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(ms(1))).open()) {
            tenInFlight(d, 10_000);
            d.inject(Sending.acks(0), Sending.acks(0), Sending.acks(0));
            d.expect(Sending.seg(0));
            for (int i = 0; i < 6; i++) {
                d.inject(Sending.acks(0));
            }
            d.expectNothing(ms(299));
            d.expectAfter(ms(1), Sending.seg(0));
            d.inject(Sending.acks(10));
            d.expectNothing(ms(5000));
        }
    }
}
