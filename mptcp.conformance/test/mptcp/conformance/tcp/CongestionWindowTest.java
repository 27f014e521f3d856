package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slow start, congestion avoidance, the initial window and idle restart: RFC 5681 sections 3.1 and 4.1, RFC 6928. */
class CongestionWindowTest {
    /** RFC 6928 section 2: min(10*MSS, max(2*MSS, 14600)). */
    @ParameterizedTest
    @CsvSource({"false, 536, 10", "false, 1460, 10", "true, 1220, 10", "false, 2000, 7", "false, 8000, 2"})
    @Row(107)
    void initialWindow(boolean v6, int mss, int segments) {
        try (Drill d = Tcp.plain(v6).mtu(9000).open()) {
            d.peer().mss(mss);
            Sock s = d.handshakeServer();
            s.write(30_000);
            assertEquals(segments, d.skip().size());
        }
    }

    /** RFC 6928 section 2, RFC 5681 section 3.1: one segment once the SYN or SYN/ACK was lost more than once. */
    @Test
    @Row(107)
    void oneSegmentAfterSynLosses() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1000));
            d.expect(synAck(0, 1).mss(1460));
            d.expectAfter(seconds(1), synAck(0, 1).mss(1460));
            d.expectAfter(seconds(2), synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            Sock s = d.accept();
            s.write(20_000);
            Sending.expect(d, 0, 1);
            d.expectNothing();
        }
    }

    @Test
    @Row(107)
    void oneSegmentAfterLossesOfOurSyn() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
            d.inject(synAck(0, 1).mss(1000));
            d.expect(ack(1, 1));
            s.write(20_000);
            Sending.expect(d, 0, 1);
            d.expectNothing();
        }
    }

    /** A single loss does not tell much (RFC 6928 section 2). */
    @Test
    @Row(107)
    void theWholeWindowAfterOneLoss() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1000));
            d.expect(synAck(0, 1).mss(1460));
            d.expectAfter(seconds(1), synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            Sock s = d.accept();
            s.write(20_000);
            Sending.expect(d, 0, 10);
            d.expectNothing();
        }
    }

    /** RFC 5681 section 3.1: a segment acknowledged, a segment more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(107)
    void slowStart(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(60_000);
            Sending.expect(d, 0, 10);
            for (int i = 0; i < 10; i++) {
                d.inject(Sending.acks(i + 1));
                Sending.expect(d, 10 + 2 * i, 12 + 2 * i);
                d.expectNothing();
            }
            assertEquals(20_000, Tcp.subflow(d).cwnd());
        }
    }

    /** Bytes count, not acknowledgements: one segment acknowledged in a hundred pieces is one segment (section 3.1). */
    @Test
    @Row(107)
    void splitAcknowledgementsGainNothing() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(60_000);
            Sending.expect(d, 0, 10);
            for (int i = 1; i <= 100; i++) {
                d.inject(ack(1, 1 + 10L * i));
            }
            assertTrue(Tcp.subflow(d).cwnd() <= 11_000);
            d.skip();
        }
    }

    /** Section 3.1: beyond ssthresh one segment for each window that was acknowledged. */
    @Test
    @Row(107)
    void congestionAvoidance() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(ms(1))).open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(100_000);
            Sending.expect(d, 0, 10);
            d.expectAfter(ms(300), Sending.seg(0)); // ssthresh 5000, cwnd 1000
            int una = 10;
            d.inject(Sending.acks(una));
            List<Integer> burst = Sending.sent(d);
            for (int round = 0; round < 12; round++) {
                long before = Tcp.subflow(d).cwnd();
                for (int i = 0; i < burst.size(); i++) {
                    d.inject(Sending.acks(++una));
                }
                burst = Sending.sent(d);
                long grown = Tcp.subflow(d).cwnd() - before;
                assertTrue(before < 5000 ? grown <= before : grown <= 1000, before + " grew by " + grown);
            }
            assertTrue(Tcp.subflow(d).cwnd() > 8000);
        }
    }

    /** A window that was not used says nothing about the path and does not grow. */
    @Test
    @Row(107)
    void anUnusedWindowDoesNotGrow() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = Sending.open(d, false, ms(10));
            for (int i = 0; i < 20; i++) {
                s.write(1000);
                d.expect(Sending.seg(i));
                d.inject(Sending.acks(i + 1));
            }
            assertEquals(10_000, Tcp.subflow(d).cwnd(), 10);
        }
    }

    /** Section 4.1: after an idle retransmission timeout no more than the restart window. */
    @Test
    @Row(107)
    void idleRestart() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(30_000);
            Sending.expect(d, 0, 10);
            for (int i = 0; i < 30; i++) {
                d.inject(Sending.acks(i + 1));
            }
            assertEquals(20, d.skip().size());
            assertTrue(Tcp.subflow(d).cwnd() >= 20_000);
            d.advance(seconds(10));
            s.write(30_000);
            assertEquals(10, d.skip().size());
        }
    }

    /** Idle is who sends no data: acknowledging the peer's does not keep the window. */
    @Test
    @Row(107)
    void acknowledgingIsIdle() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.write(30_000);
            Sending.expect(d, 0, 10);
            for (int i = 0; i < 30; i++) {
                d.inject(Sending.acks(i + 1));
            }
            assertEquals(20, d.skip().size());
            for (int i = 0; i < 30; i++) {
                d.advance(ms(100));
                d.inject(data(1 + i, Sending.at(30), 1));
                assertEquals(1, d.skip().size());
            }
            s.write(30_000);
            assertEquals(10, d.skip().size());
        }
    }
}
