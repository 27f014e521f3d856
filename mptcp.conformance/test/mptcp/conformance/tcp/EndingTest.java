package mptcp.conformance.tcp;

import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.WireProfile;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways out of ESTABLISHED: RFC 9293 sections 3.6 and 3.10.7.4, RFC 6191, RFC 2525 section 2.17. */
class EndingTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(117)
    void halfCloseInBothDirections(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            s.shutdownOutput();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2));
            assertEquals("FIN-WAIT-2", Tcp.state(d));
            for (int i = 0; i < 5; i++) {
                d.inject(data(1 + 100L * i, 2, 100));
                d.expect(ack(2, 101 + 100L * i));
            }
            s.read(500).expectNoData();
            d.inject(fin(501, 2));
            d.expect(ack(2, 502));
            s.expectEof();
            assertEquals("TIME-WAIT", Tcp.state(d));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(117)
    void thePeerHalfCloses(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            d.inject(fin(1, 1));
            d.expect(ack(1, 2));
            s.expectEof();
            for (int i = 0; i < 5; i++) {
                s.write(100);
                d.expect(data(1 + 100L * i, 2, 100));
                d.inject(ack(2, 101 + 100L * i));
            }
            assertEquals("CLOSE-WAIT", Tcp.state(d));
            s.shutdownOutput();
            d.expect(fin(501, 2));
            assertEquals("LAST-ACK", Tcp.state(d));
            d.inject(ack(2, 502));
            assertEquals("-", Tcp.state(d));
        }
    }

    /** Figure 13: both FINs cross, both ends pass CLOSING and stay in TIME-WAIT. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(117)
    void simultaneousClose(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.timeWaitNs(seconds(60))).open()) {
            Sock s = d.handshakeServer();
            s.close();
            d.expect(fin(1, 1));
            d.inject(fin(1, 1));
            d.expect(ack(2, 2));
            assertEquals("CLOSING", Tcp.state(d));
            d.expectBetween(ms(100), seconds(2), fin(1, 2));
            d.inject(ack(2, 2));
            assertEquals("TIME-WAIT", Tcp.state(d));
            d.expectNothing(seconds(61));
            assertEquals("-", Tcp.state(d));
        }
    }

    /** FreeBSD's acknowledgements carry the FIN until it is acknowledged: that of the other's FIN is a repetition of its own. */
    @Test
    @Row(117)
    void simultaneousCloseWithAcknowledgementsThatCarryTheFin() {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD).timeWaitNs(seconds(60))).open()) {
            Sock s = d.handshakeServer();
            s.close();
            d.expect(fin(1, 1));
            d.inject(fin(1, 1));
            d.expect(fin(1, 2));
            d.inject(fin(1, 2));
            assertEquals("TIME-WAIT", Tcp.state(d));
            d.expect(ack(2, 2));
            d.expectNothing(seconds(61));
        }
    }

    /** In FIN-WAIT-1 the FIN is sent again, with the data before it that was lost too. */
    @Test
    @Row(117)
    void theFinIsRepeated() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            s.write(10).shutdownOutput();
            d.expect(data(1, 1, 10), fin(11, 1));
            d.expectBetween(ms(100), seconds(2), segment("FP.", 1, 10).ack(1)); // by habit in one segment
            d.inject(ack(1, 11));
            d.expectBetween(0, seconds(3), fin(11, 1));
            d.inject(ack(1, 12));
            assertEquals("FIN-WAIT-2", Tcp.state(d));
            d.expectNothing(seconds(10));
        }
    }

    @Test
    @Row(117)
    void lastAckGivesUp() {
        try (Drill d = Tcp.plain().config(c -> c.retries(3)).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.handshakeServer();
            d.inject(fin(1, 1));
            d.expect(ack(1, 2));
            s.close();
            for (int i = 0; i < 4; i++) {
                d.expectEventually(seconds(20), fin(1, 2));
            }
            d.expectEventually(seconds(20), rstAck(2, 2));
            assertEquals("-", Tcp.state(d));
        }
    }

    /** Nobody reads any more and the peer never ends its side: FIN-WAIT-2 does not last for ever. */
    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    @Row(117)
    void anOrphanInFinWait2IsForgotten(int secondsToTheAcknowledgement) {
        try (Drill d = Tcp.plain().config(c -> c.closeTimeoutNs(seconds(10))).open()) {
            d.handshakeServer().close();
            d.expect(fin(1, 1));
            d.advance(seconds(secondsToTheAcknowledgement));
            d.skip();
            d.inject(ack(1, 2));
            assertEquals("FIN-WAIT-2", Tcp.state(d));
            d.advance(seconds(60));
            d.skip();
            assertEquals("-", Tcp.state(d));
        }
    }

    // ---- TIME-WAIT

    private static void toTimeWait(Drill d, boolean timestamps) {
        d.peer().timestamps(timestamps);
        Sock s = d.handshakeServer();
        s.close();
        d.expect(timestamps ? fin(1, 1).ts() : fin(1, 1));
        d.inject(timestamps ? fin(1, 2).ts() : fin(1, 2));
        d.expect(timestamps ? ack(2, 2).ts() : ack(2, 2));
    }

    /**
     * FreeBSD's TIME-WAIT answers acknowledgements. Two ends that wait and do not agree would answer each other for ever, the more so where
     * packets come twice; and one that counts marks (RFC 9768) is the last one again whatever it counts.
     */
    @Test
    @Row(117)
    void twoEndsInTimeWaitDoNotAnswerEachOtherForEver() {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD).timeWaitNs(seconds(60))).open()) {
            toTimeWait(d, false);
            for (String flags : new String[] {".", "E.", "W.", "EW."}) {
                d.inject(segment(flags, 2, 0).ack(2));
            }
            d.expectNothing();
            int answers = 0;
            for (int i = 0; i < 1000; i++) {
                d.inject(ack(2, 1));
                answers += d.skip().size();
            }
            assertTrue(answers > 0 && answers <= 10, answers + " answers");
            d.inject(data(-50, 2, 20));
            d.expect(ack(2, 2));
        }
    }

    /** Two maximum segment lifetimes; the peer's FIN is acknowledged meanwhile, and starts the time anew. */
    @ParameterizedTest
    @CsvSource({"60", "240"})
    @Row(117)
    void timeWaitLastsTwoSegmentLifetimes(int duration) {
        try (Drill d = Tcp.plain().config(c -> c.timeWaitNs(seconds(duration))).open()) {
            toTimeWait(d, false);
            d.advance(seconds(duration - 1));
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
            d.advance(seconds(duration - 1));
            assertEquals("TIME-WAIT", Tcp.state(d));
            d.advance(seconds(2));
            assertEquals("-", Tcp.state(d));
            d.inject(ack(2, 2));
            d.expect(rst(2));
        }
    }

    /** What is old is acknowledged, what is new is not taken. */
    @Test
    @Row(117)
    void timeWaitAnswersOldSegments() {
        try (Drill d = Tcp.plain().open()) {
            toTimeWait(d, false);
            d.inject(data(-50, 2, 20));
            d.expect(ack(2, 2));
            d.inject(data(2, 2, 20));
            d.expectNothing();
            d.inject(synAck(0, 1));
            d.expect(ack(2, 2));
        }
    }

    /** Section 3.6.1, MAY-2: a larger initial number opens a new connection; a smaller one does not. */
    @ParameterizedTest
    @CsvSource({"false, 2, false", "false, 1000, true", "true, 1000, true", "false, -1000, false"})
    @Row(117)
    void aNewSyn(boolean v6, int isn, boolean opens) {
        try (Drill d = Tcp.plain(v6).open()) {
            toTimeWait(d, false);
            int old = d.flow("a").stackIsn();
            if (opens) {
                d.flow("a").restart(d.flow("a").peerIsn() + isn);
                d.inject(syn(0).mss(1460));
                d.expect(synAck(0, 1).mss(v6 ? 1440 : 1460));
                assertEquals(true, d.flow("a").stackIsn() - old > 2); // above what the old one used
                d.inject(ack(1, 1));
                d.accept().expectConnected();
            } else {
                d.inject(syn(isn).mss(1460));
                d.expect(ack(2, 2));
            }
        }
    }

    /** RFC 6191: a later timestamp opens a new connection whatever its number. */
    @Test
    @Row(117)
    void aNewSynWithALaterTimestamp() {
        try (Drill d = Tcp.plain().open()) {
            toTimeWait(d, true);
            d.advance(seconds(2));
            d.flow("a").restart(d.flow("a").peerIsn() - 100_000);
            d.inject(syn(0).mss(1460).ts());
            d.expect(synAck(0, 1).mss(1460).ts(ANY, ANY));
        }
    }

    // ---- resets on the way out

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(118)
    void unreadDataAtClose(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            s.close();
            d.expect(rstAck(1, 11));
            assertEquals("-", Tcp.state(d));
            assertEquals(1, d.counter("TcpExtTCPAbortOnClose"));
        }
    }

    /** Bytes behind a hole were not read either. */
    @Test
    @Row(118)
    void dataBehindAHoleAtClose() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(101, 1, 10));
            d.expect(ack(1, 1));
            s.close();
            d.expect(rstAck(1, 1));
        }
    }

    /** Data that comes when nobody will read it any more. */
    @Test
    @Row(118)
    void dataAfterClose() {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.handshakeServer();
            s.close();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2));
            d.inject(data(1, 2, 10));
            d.expect(rst(2));
            assertEquals("-", Tcp.state(d));
        }
    }

    /** What was read does not count. */
    @Test
    @Row(118)
    void allReadClosesInOrder() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            s.read(10).close();
            d.expect(fin(1, 11));
        }
    }

    /** A linger of zero: what waits is thrown away (RFC 9293 section 3.10.5, as sockets offer it). */
    @Test
    @Row(118)
    void lingerOfZeroResets() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080, SocketConfig.DEFAULT.withLinger(0));
            d.peer().mss(1000);
            Sock s = d.handshakeServer();
            s.write(50_000);
            assertEquals(10, d.skip().size());
            s.close();
            d.expect(rstAck(10_001, 1));
            s.expectWriteError(Reason.ABORTED);
        }
    }

    /** Without it, close sends in the background what was written. */
    @Test
    @Row(118)
    void closeSendsWhatWasWritten() {
        try (Drill d = Tcp.plain().open()) {
            d.peer().mss(1000);
            Sock s = d.handshakeServer();
            s.write(15_000).close();
            Sending.expect(d, 0, 10);
            d.inject(Sending.acks(10));
            assertEquals(5000, d.skip().stream().mapToInt(p -> p.payload().length).sum());
            d.inject(ack(1, 15_002));
            d.inject(fin(1, 15_002));
            d.expect(ack(15_002, 2));
        }
    }
}
