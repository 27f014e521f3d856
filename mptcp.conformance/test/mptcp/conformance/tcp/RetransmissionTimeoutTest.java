package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The retransmission timer: RFC 6298 sections 2 to 5, RFC 8961 section 4. */
class RetransmissionTimeoutTest {
    /** The lower bound out of the way, so that the formula shows. */
    private static DrillBuilder unbounded() {
        return Tcp.plain().config(c -> c.minRtoNs(ms(1)));
    }

    /** Sections 2.2 and 2.3, by hand: R = 100, 100, 200 ms gives 300, 250 and 325 ms. */
    @Test
    @Row(106)
    void theFormula() {
        try (Drill d = unbounded().open()) {
            Sock s = Sending.open(d, false, ms(100));
            assertEquals(ms(300), Tcp.subflow(d).rtoNs());
            exchange(d, s, 0, ms(100));
            assertEquals(ms(250), Tcp.subflow(d).rtoNs());
            exchange(d, s, 1, ms(200));
            assertEquals(112_500_000 + 4 * 53_125_000, Tcp.subflow(d).rtoNs());
            s.write(1000);
            d.expect(Sending.seg(2));
            d.expectAfter(325_000_000, Sending.seg(2));
        }
    }

    private static void exchange(Drill d, Sock s, int segment, long rttNs) {
        s.write(1000);
        d.expect(Sending.seg(segment));
        d.advance(rttNs);
        d.inject(Sending.acks(segment + 1));
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "1000, 1000"})
    @Row(106)
    void theLowerBoundIsASetting(int minMs, int rtoMs) {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(ms(minMs))).open()) {
            Sock s = Sending.open(d, false, ms(1));
            s.write(1000);
            d.expect(Sending.seg(0));
            d.expectBetween(ms(rtoMs), ms(rtoMs + 5), Sending.seg(0));
        }
    }

    /** Sections 5.5, 5.6 and 2.5: doubled each time, up to the upper bound. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row({106, 114})
    void backoffUpToTheBound(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.minRtoNs(ms(1)).maxRtoNs(seconds(2))).open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(1000);
            d.expect(Sending.seg(0));
            for (int wait : new int[] {300, 600, 1200, 2000, 2000}) {
                d.expectAfter(ms(wait), Sending.seg(0));
            }
        }
    }

    /** Section 2.1 and RFC 8961 section 4 (1): 1 s at least before there is a sample. */
    @Test
    @Row({106, 114})
    void initiallyOneSecond() {
        try (Drill d = Tcp.plain().open()) {
            d.connect();
            d.expect(syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
        }
    }

    /** Section 3, Karn: what was sent twice gives no sample, and the backoff stays until there is one. */
    @Test
    @Row(106)
    void karn() {
        try (Drill d = unbounded().open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(1000);
            d.expect(Sending.seg(0));
            d.expectAfter(ms(300), Sending.seg(0));
            d.advance(ms(10));
            d.inject(Sending.acks(1));
            assertEquals(ms(100), Tcp.subflow(d).srttNs());
            s.write(1000);
            d.expect(Sending.seg(1));
            d.expectAfter(ms(600), Sending.seg(1));
            d.inject(Sending.acks(2));
            s.write(1000);
            d.expect(Sending.seg(2));
            d.advance(ms(100));
            d.inject(Sending.acks(3)); // sent once: a sample, and the end of the backoff
            assertEquals(ms(250), Tcp.subflow(d).rtoNs());
        }
    }

    /** Section 5.3: new acknowledgements start the timer anew; section 5.2: the last one stops it. */
    @Test
    @Row(106)
    void theTimerIsManaged() {
        try (Drill d = unbounded().open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(2000);
            Sending.expect(d, 0, 2);
            d.advance(ms(200));
            d.inject(Sending.acks(1));
            long rto = Tcp.subflow(d).rtoNs();
            d.expectAfter(rto, Sending.seg(1));
            d.inject(Sending.acks(2));
            d.expectNothing(seconds(100));
        }
    }

    /** Section 5.4: the earliest segment only, and more as acknowledgements come. */
    @Test
    @Row(106)
    void theEarliestIsSentAgain() {
        try (Drill d = unbounded().open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(5000);
            Sending.expect(d, 0, 5);
            d.expectAfter(ms(300), Sending.seg(0));
            d.expectNothing(ms(100));
            d.inject(Sending.acks(1));
            Sending.expect(d, 1, 3);
            d.inject(Sending.acks(3));
            Sending.expect(d, 3, 5);
            d.inject(Sending.acks(5));
            d.expectNothing(seconds(10));
        }
    }

    /** Section 5.7: 3 s for data if the SYN/ACK was lost and nothing was measured. */
    @Test
    @Row(106)
    void threeSecondsAfterALostSynAck() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1000));
            d.expect(synAck(0, 1).mss(1460));
            d.expectAfter(seconds(1), synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            Sock s = d.accept();
            s.write(10);
            d.expect(data(1, 1, 10));
            d.expectAfter(seconds(3), data(1, 1, 10));
        }
    }

    @Test
    @Row(106)
    void threeSecondsAfterALostSyn() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
            d.inject(synAck(0, 1).mss(1000));
            d.expect(ack(1, 1));
            s.write(10);
            d.expect(data(1, 1, 10));
            d.expectAfter(seconds(3), data(1, 1, 10));
        }
    }

    /** RFC 8961 section 4 (4), RFC 5681 section 3.1: expiry is congestion; ssthresh falls once for the same segment. */
    @Test
    @Row({107, 114})
    void expiryIsCongestion() {
        try (Drill d = unbounded().open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(20_000);
            Sending.expect(d, 0, 10);
            d.expectAfter(ms(300), Sending.seg(0));
            assertEquals(5000, Tcp.subflow(d).ssthresh());
            assertEquals(1000, Tcp.subflow(d).cwnd());
            d.expectAfter(ms(600), Sending.seg(0));
            assertEquals(5000, Tcp.subflow(d).ssthresh());
            assertEquals(1000, Tcp.subflow(d).cwnd());
        }
    }
}
