package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recovery with SACK, by RFC 6675 and in its place RFC 8985 with the rate of RFC 6937. */
class SackRecoveryTest {
    private static Sock tenInFlight(Drill d, int bytes) {
        Sock s = Sending.open(d, true, ms(100));
        s.write(bytes);
        Sending.expect(d, 0, 10);
        d.advance(ms(100));
        return s;
    }

    /** Holes below three delivered segments are lost; all of them are filled, in order, and nothing else. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(111)
    void holesAreFilled(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            tenInFlight(d, 10_000);
            d.inject(Sending.acks(1));
            d.inject(Sending.acks(1, 2, 3));
            d.inject(Sending.acks(1, 2, 3, 4, 5));
            d.expectNothing();
            d.inject(Sending.acks(1, 2, 3, 4, 5, 6, 7));
            d.expect(Sending.seg(1));
            assertEquals("RECOVERY", Tcp.subflow(d).loss());
            d.inject(Sending.acks(1, 2, 3, 4, 5, 6, 8));
            d.inject(Sending.acks(1, 2, 3, 4, 5, 6, 9));
            d.inject(Sending.acks(1, 2, 3, 4, 5, 6, 10));
            List<Integer> filled = Sending.sent(d);
            assertTrue(List.of(3, 5).containsAll(filled) && filled.getFirst() == 3, "" + filled);
            d.inject(Sending.acks(3, 4, 5, 6, 10));
            d.inject(Sending.acks(5, 6, 10));
            filled = Stream.concat(filled.stream(), Sending.sent(d).stream()).toList();
            assertEquals(List.of(3, 5), filled);
            d.inject(Sending.acks(10));
            assertEquals("OPEN", Tcp.subflow(d).loss());
            d.expectNothing(seconds(10));
        }
    }

    /** RFC 6675 section 5 step (C): no more than cwnd - pipe, so about half a window leaves during recovery. */
    @Test
    @Row(111)
    void thePipeBoundsWhatIsSent() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 60_000);
            int sent = 0;
            for (int i = 2; i <= 10; i++) {
                d.inject(Sending.acks(0, 1, i));
                sent += Sending.sent(d).size();
                assertTrue(Tcp.subflow(d).inFlight() <= 10_000);
            }
            // nine delivered, ten in flight before: at ssthresh 5 the proportional rate gives about five, and the three
            // of limited transmit went out before
            assertTrue(sent >= 5 && sent <= 8, sent + " sent");
            assertEquals(5000, Tcp.subflow(d).ssthresh());
        }
    }

    /** Section 4, NextSeg (2): holes first, then what was never sent. */
    @Test
    @Row(111)
    void holesBeforeNewData() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 60_000);
            d.inject(Sending.acks(0, 4, 10));
            List<Integer> sent = Sending.sent(d);
            assertEquals(List.of(0, 1, 2, 3), sent.stream().filter(n -> n < 10).toList());
            assertEquals(sent.stream().sorted().toList(), sent);
        }
    }

    /** What was reported delivered is not sent again. */
    @Test
    @Row(111)
    void deliveredDataIsNotSentAgain() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            d.inject(Sending.acks(0, 2, 4), Sending.acks(0, 6, 8, 2, 4));
            d.inject(Sending.acks(0, 9, 10, 6, 8, 2, 4));
            d.advance(ms(60));
            List<Integer> again = Sending.sent(d);
            assertTrue(List.of(0, 1, 4, 5, 8).containsAll(again), "" + again);
        }
    }

    /** RFC 2018 section 8: reported data may be dropped again; a timeout with it at the head forgets all reports. */
    @Test
    @Row(111)
    void reneging() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            d.inject(Sending.acks(0, 1, 4));
            d.expect(Sending.seg(0));
            d.inject(Sending.acks(1)); // not 4: the receiver threw 1 to 3 away
            d.skip();
            d.advance(seconds(3));
            List<Integer> again = Sending.sent(d);
            assertTrue(again.contains(1), "" + again);
            assertEquals(1, d.counter("TcpExtTCPSACKReneging"));
            for (int i = 2; i <= 10; i++) {
                d.inject(Sending.acks(i));
            }
            List<Integer> rest = Sending.sent(d);
            assertTrue(rest.containsAll(List.of(2, 3)), "" + rest);
            d.expectNothing(seconds(30));
        }
    }

    /** Blocks outside what is in flight are nonsense and change nothing. */
    @Test
    @Row(111)
    void nonsenseBlocks() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            for (int i = 0; i < 5; i++) {
                d.inject(Sending.acks(0, 20, 30), Sending.acks(0, 5, 4), Sending.acks(0, -8, -2));
            }
            assertEquals("OPEN", Tcp.subflow(d).loss());
            d.expectNothing();
            d.inject(Sending.acks(10));
            d.expectNothing(seconds(10));
        }
    }

    /**
     * A block that begins and ends inside segments speaks for the whole ones between: no receiver keeps parts of a segment,
     * and a scoreboard that is cut to pieces is sent again in pieces (the kind of CVE-2019-11478).
     */
    @Test
    @Row(111)
    void blocksThatCutSegments() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            d.inject(ack(1, 1).nop().nop().sack(501, 9501));
            long total = d.skip().stream().mapToInt(p -> p.payload().length).sum();
            assertEquals(1000, total);
            d.inject(Sending.acks(10));
            d.expectNothing(seconds(10));
        }
    }

    /** RFC 6675 section 5.1: after a timeout everything not reported counts as lost, one segment at first. */
    @Test
    @Row(111)
    void aTimeoutInRecovery() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            d.inject(Sending.acks(0, 4, 7));
            assertEquals(List.of(0, 1), Sending.sent(d)); // three delivered, five is the goal, three are in flight
            d.advance(seconds(2));
            List<Integer> again = Sending.sent(d);
            assertTrue(again.getFirst() == 0 || again.contains(0), "" + again);
            assertEquals("LOSS", Tcp.subflow(d).loss());
            d.inject(Sending.acks(10));
            assertEquals("OPEN", Tcp.subflow(d).loss());
        }
    }

    /** RFC 2883, RFC 3708: all that was sent again was duplicate: the reduction is taken back. */
    @Test
    @Row({110, 111})
    void duplicateReportsUndo() {
        try (Drill d = Tcp.plain().open()) {
            tenInFlight(d, 10_000);
            long before = Tcp.subflow(d).cwnd();
            d.inject(Sending.acks(0, 1, 4));
            d.expect(Sending.seg(0));
            assertTrue(Tcp.subflow(d).cwnd() < before);
            d.inject(Sending.acks(4)); // it was only late
            d.inject(Sending.acks(4, 0, 1));
            assertEquals("OPEN", Tcp.subflow(d).loss());
            assertTrue(Tcp.subflow(d).cwnd() >= before);
            d.inject(Sending.acks(10));
        }
    }
}
