package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User timeout and keep-alive: RFC 9293 sections 3.8.3 and 3.8.4, RFC 5482. */
class LivenessTest {
    private static Sock open(Drill d, SocketConfig config) {
        d.listen(8080, config);
        return d.handshakeServer();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(116)
    void theUserTimeoutCountsFromTheFirstTransmission(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = open(d, SocketConfig.DEFAULT.withUserTimeout(seconds(5)));
            d.advance(seconds(60));
            s.write(10);
            d.expectEventually(seconds(5), rstAck(11, 1));
            assertEquals(seconds(65), d.elapsedNs());
            s.expectError(Reason.TIMED_OUT);
        }
    }

    /** What is acknowledged on the way starts it anew. */
    @Test
    @Row(116)
    void progressRestartsTheUserTimeout() {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().mss(1000);
            Sock s = open(d, SocketConfig.DEFAULT.withUserTimeout(seconds(5)));
            s.write(2000);
            d.advance(seconds(4));
            d.inject(ack(1, 1001));
            d.skip();
            d.expectEventually(seconds(5), rstAck(2001, 1));
            assertEquals(seconds(9), d.elapsedNs());
            s.expectError(Reason.TIMED_OUT);
        }
    }

    /** Nothing outstanding, nothing to time out. */
    @Test
    @Row(116)
    void anIdleConnectionHasNoUserTimeout() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = open(d, SocketConfig.DEFAULT.withUserTimeout(seconds(5)));
            s.write(10);
            d.expect(data(1, 1, 10));
            d.inject(ack(1, 11));
            d.expectNothing(seconds(3600));
            s.expectConnected();
        }
    }

    /** MUST-24, 25: off unless asked for. */
    @Test
    @Row(116)
    void noKeepAliveByDefault() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.expectNothing(seconds(86_400));
            s.expectConnected();
        }
    }

    /** An old number and no data, which every TCP answers. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(116)
    void keepAliveAsksAfterSilence(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = open(d, SocketConfig.DEFAULT.withKeepAlive(seconds(100)));
            for (int i = 0; i < 3; i++) {
                d.expectAfter(seconds(100), ack(0, 1));
                d.inject(ack(1, 1));
            }
            d.advance(seconds(50));
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            d.expectAfter(seconds(100), ack(0, 11)); // counted from what came last
            d.inject(ack(11, 1));
            s.expectConnected();
        }
    }

    /** MUST-26: one unanswered probe does not end it, but many do. */
    @Test
    @Row(116)
    void keepAliveGivesUp() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = open(d, SocketConfig.DEFAULT.withKeepAlive(seconds(100)));
            d.expectAfter(seconds(100), ack(0, 1));
            for (int i = 1; i < 9; i++) {
                d.expectAfter(seconds(75), ack(0, 1));
                s.expectNoError();
            }
            d.expectAfter(seconds(75), rstAck(1, 1));
            s.expectError(Reason.TIMED_OUT);
        }
    }

    /** MUST-27: not while data is outstanding: the retransmission timer watches then. */
    @Test
    @Row(116)
    void noKeepAliveWhileDataIsOut() {
        try (Drill d = Tcp.plain().config(c -> c.minRtoNs(seconds(30)).retries(5)).open()) {
            Sock s = open(d, SocketConfig.DEFAULT.withKeepAlive(seconds(10)));
            s.write(10);
            d.expect(data(1, 1, 10));
            d.expectBetween(seconds(29), seconds(31), data(1, 1, 10));
            d.expectBetween(seconds(59), seconds(62), data(1, 1, 10));
            d.inject(ack(1, 11));
            d.expectBetween(seconds(9), seconds(11), ack(10, 1));
            d.inject(ack(1, 11));
            s.expectConnected();
        }
    }

    /** The peer's probes are answered, with or without a byte of garbage. */
    @Test
    @Row(116)
    void theProbesOfThePeerAreAnswered() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            s.read(10);
            d.inject(ack(10, 1));
            d.expect(ack(1, 11));
            d.inject(data(10, 1, 1).payload(new byte[] {0}));
            d.expect(ack(1, 11));
            s.expectNoData();
            d.expectNothing(ms(1));
        }
    }
}
