package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows, silly and closed, Nagle and delayed acknowledgements: RFC 9293 sections 3.7.4 and 3.8.6. */
class FlowControlTest {
    private static final int BUFFER = 8192;

    // ---- the closed window

    /** Section 3.8.6.1: probes from the retransmission timeout on, doubling, and for ever while they are answered. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(115)
    void aClosedWindowIsProbed(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.maxRtoNs(seconds(2)).retries(3)).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().mss(1000).window(1000);
            Sock s = d.handshakeServer();
            s.write(3000);
            d.expect(Sending.seg(0));
            d.inject(Sending.acks(1).win(0));
            long wait = Tcp.subflow(d).rtoNs();
            for (int i = 0; i < 12; i++) {
                d.expectAfter(Math.min(wait << i, seconds(2)), ack(1000, 1));
                d.inject(Sending.acks(1).win(0));
            }
            s.expectNoError();
            d.inject(Sending.acks(1).win(2000));
            Sending.expect(d, 1, 3);
            d.inject(Sending.acks(3));
            d.expectNothing(seconds(10));
        }
    }

    /** One that answers nothing is gone: R2 counts probes as it counts retransmissions. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(115)
    void probesWithoutAnswerEnd(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.maxRtoNs(seconds(2)).retries(3)).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = closedWindow(d, SocketConfig.DEFAULT);
            d.expectWithin(seconds(2), ack(1000, 1));
            d.inject(Sending.acks(1).win(0)); // so the count begins after this one
            d.expectWithin(seconds(2), ack(1000, 1));
            d.expectWithin(seconds(2), ack(1000, 1));
            d.expectWithin(seconds(2), ack(1000, 1));
            s.expectNoError();
            d.expectWithin(seconds(2), rstAck(1001, 1));
            s.expectError(Reason.TIMED_OUT);
            assertEquals(1, d.counter("TcpExtTCPAbortOnTimeout"));
        }
    }

    /** With a user timeout, silence may last so long; answers end the silence. */
    @Test
    @Row(115)
    void theUserTimeoutBoundsTheSilence() {
        try (Drill d = Tcp.plain().config(c -> c.maxRtoNs(seconds(5)).retries(3)).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = closedWindow(d, SocketConfig.DEFAULT.withUserTimeout(seconds(60)));
            for (int i = 0; i < 30; i++) {
                d.expectWithin(seconds(5), ack(1000, 1));
                d.inject(Sending.acks(1).win(0));
            }
            long start = d.elapsedNs();
            d.expectEventually(seconds(70), rstAck(1001, 1));
            assertTrue(d.elapsedNs() - start >= seconds(60));
            s.expectError(Reason.TIMED_OUT);
        }
    }

    private static Sock closedWindow(Drill d, SocketConfig config) {
        d.peer().mss(1000).window(1000);
        d.listen(8080, config);
        Sock s = d.handshakeServer();
        s.write(3000);
        d.expect(Sending.seg(0));
        d.inject(Sending.acks(1).win(0));
        return s;
    }

    /** The update was lost: the answer to a probe brings it. */
    @Test
    @Row(115)
    void theAnswerToAProbeOpensTheWindow() {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().mss(1000).window(1000);
            Sock s = d.handshakeServer();
            s.write(2000);
            d.expect(Sending.seg(0));
            d.inject(Sending.acks(1).win(0));
            d.expectWithin(seconds(1), ack(1000, 1));
            d.inject(Sending.acks(1).win(1000));
            d.expect(Sending.seg(1));
        }
    }

    /** MUST-34, SHLD-15, 16: a window that shrinks stops new data; what is out is sent again. */
    @Test
    @Row(115)
    void aWindowThatShrinks() {
        try (Drill d = Tcp.plain().open()) {
            d.peer().mss(1000).window(10_000);
            Sock s = d.handshakeServer();
            s.write(2000);
            Sending.expect(d, 0, 2);
            d.inject(Sending.acks(1).win(500));
            s.write(5000);
            d.expectNothing(ms(150));
            d.inject(Sending.acks(2).win(10_000));
            Sending.expect(d, 2, 7);
        }
    }

    // ---- silly windows

    /** Section 3.8.6.2.2: the edge moves by a segment or half the buffer, not by what was read. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(115)
    void theReceiverOffersNoSillyWindow(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.receiveBuffer(BUFFER, BUFFER)).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().mss(1024);
            Sock s = d.handshakeServer();
            for (int i = 0; i < 8; i++) {
                d.inject(data(1 + 1024L * i, 1, 1024));
                d.expect(ack(1, 1025 + 1024L * i).win(BUFFER - 1024L * (i + 1)));
            }
            s.readSome(100);
            d.expectNothing();
            d.inject(ack(BUFFER, 1)); // a probe
            d.expect(ack(1, BUFFER + 1).win(0));
            s.readSome(4096);
            d.expect(ack(1, BUFFER + 1).win(4196));
        }
    }

    /** Section 3.8.6.2.1: a small window is not filled at once. */
    @Test
    @Row(115)
    void theSenderFillsNoSillyWindow() {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD)).open()) { // Linux does fill it
            d.peer().mss(1000).window(10_000);
            Sock s = d.handshakeServer();
            s.write(10_000);
            Sending.expect(d, 0, 10);
            d.inject(Sending.acks(10).win(100));
            s.write(2000);
            d.expectNothing(ms(100));
            d.inject(Sending.acks(10).win(5000));
            Sending.expect(d, 10, 12);
        }
    }

    // ---- Nagle

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(115)
    void nagle(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            d.peer().mss(1000);
            Sock s = d.handshakeServer();
            s.write(10);
            d.expect(data(1, 1, 10));
            s.write(10).write(20);
            d.expectNothing();
            s.write(1500); // a whole segment need not wait
            d.expect(data(11, 1, 1000));
            d.expectNothing();
            d.inject(ack(1, 1011));
            d.expect(data(1011, 1, 530));
        }
    }

    /** The end of a long write leaves with it, as in Linux; FreeBSD keeps it until all before is acknowledged. */
    @ParameterizedTest
    @EnumSource(WireProfile.class)
    @Row(115)
    void theEndOfALongWrite(WireProfile profile) {
        try (Drill d = Tcp.plain().config(c -> c.profile(profile)).open()) {
            d.peer().mss(1000);
            Sock s = d.handshakeServer();
            s.write(2010);
            Sending.expect(d, 0, 2);
            if (profile != WireProfile.BSD) {
                d.expect(data(2001, 1, 10));
                s.write(10); // but no second small one
            }
            d.expectNothing();
            d.inject(ack(1, profile != WireProfile.BSD ? 2011 : 2001));
            d.expect(data(profile != WireProfile.BSD ? 2011 : 2001, 1, 10));
        }
    }

    @Test
    @Row(115)
    void nagleCanBeSwitchedOff() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            for (int i = 0; i < 5; i++) {
                s.write(10);
                d.expect(data(1 + 10L * i, 1, 10));
            }
        }
    }

    /** The last bytes before a FIN do not wait. */
    @Test
    @Row(115)
    void theEndDoesNotWait() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            s.write(10);
            d.expect(data(1, 1, 10));
            s.write(10).shutdownOutput();
            assertEquals(10, d.skip().stream().mapToInt(p -> p.payload().length).sum());
        }
    }

    // ---- delayed acknowledgements

    private static Drill delaying() {
        return Tcp.delaying().config(c -> c.profile(WireProfile.BSD)).open();
    }

    /** Section 3.8.6.3: within half a second. */
    @Test
    @Row(115)
    void acknowledgementsAreDelayedALittle() {
        try (Drill d = delaying()) {
            d.handshakeServer();
            d.inject(data(1, 1, 100));
            d.expectNothing();
            d.expectWithin(ms(500), ack(1, 101));
        }
    }

    /** Every second whole segment at once (MUST-59, SHLD-19). */
    @Test
    @Row(115)
    void everySecondSegmentIsAcknowledged() {
        try (Drill d = delaying()) {
            d.handshakeServer();
            for (int i = 0; i < 10; i++) {
                d.inject(data(1 + 1460L * i, 1, 1460));
                if (i % 2 == 1) {
                    d.expect(ack(1, 1 + 1460L * (i + 1)));
                } else {
                    d.expectNothing();
                }
            }
        }
    }

    /** RFC 5681 section 4.2: out of order and filling a hole at once. */
    @Test
    @Row(115)
    void holesAreToldAtOnce() {
        try (Drill d = delaying()) {
            d.handshakeServer();
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 1));
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 201));
        }
    }

    /** Data takes the acknowledgement along. */
    @Test
    @Row(115)
    void dataAcknowledges() {
        try (Drill d = delaying()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100));
            s.write(10);
            d.expect(data(1, 101, 10));
            d.inject(ack(101, 11));
            d.expectNothing(seconds(1));
            assertTrue(Tcp.state(d).equals("ESTAB"));
        }
    }
}
