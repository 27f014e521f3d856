package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which resets, and which SYNs, end a connection: RFC 5961 sections 3.2 and 4.2, RFC 9293 section 3.5.3. */
class ResetTest {
    private static final int WINDOW = 32_768;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(102)
    void onlyAtTheNextNumber(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.receiveBuffer(WINDOW, WINDOW)).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101));
            s.read(100);
            d.skipAcks();
            int edge = 1 + (v6 ? 23 * 1440 : 23 * 1460); // of whole segments
            d.inject(rst(100), rst(1), rst(edge), rstAck(-50_000, 1));
            d.expectNothing();
            d.inject(rst(102));
            d.expect(ack(1, 101));
            d.inject(rst(edge - 1)); // the last of the window that was told; what was read since is not told yet
            d.expect(ack(1, 101));
            s.expectNoError();
            d.inject(rst(101));
            s.expectError(Reason.RESET);
            d.expectNothing(seconds(60));
        }
    }

    /** RFC 9293 section 3.5.3 looks at the sequence number only. */
    @Test
    @Row(102)
    void theAcknowledgementOfAResetDoesNotCount() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(rstAck(1, 500_000));
            s.expectError(Reason.RESET);
        }
    }

    @Test
    @Row(102)
    void aResetMayCarryText() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(segment("R.", 1, 20).ack(1));
            s.expectError(Reason.RESET);
        }
    }

    /** With a hole before it the number to hit is still RCV.NXT. */
    @Test
    @Row(102)
    void behindAHoleAResetIsChallenged() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 1));
            d.inject(rst(201));
            d.expect(ack(1, 1));
            s.expectNoError();
            d.inject(rst(1));
            s.expectError(Reason.RESET);
        }
    }

    /** A true peer answers the challenge with a reset at the right number (RFC 5961 section 3.2). */
    @Test
    @Row(102)
    void theAnswerToAChallengeEndsIt() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(rst(5000));
            d.expect(ack(1, 1));
            d.inject(rst(1));
            s.expectError(Reason.RESET);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-70_000, 0, 1, 100, 500_000})
    @Row(102)
    void aSynAnywhereIsChallenged(long at) {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.handshakeServer();
            d.inject(syn(at).mss(1460));
            d.expect(ack(1, 1));
            d.inject(synAck(at, 1).mss(1460));
            d.expect(ack(1, 1));
            s.expectConnected();
            assertEquals("ESTAB", Tcp.state(d));
        }
    }

    /** A peer that forgot the connection resets it when challenged, and its next SYN opens a new one. */
    @Test
    @Row(102)
    void aPeerThatRestartedGetsThrough() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(syn(7000).mss(1460));
            d.expect(ack(1, 1));
            d.inject(rst(1));
            s.expectError(Reason.RESET);
            d.flow("a").restart(77);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
        }
    }

    @Test
    @Row(102)
    void inSynReceivedTheListenerSurvives() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
            d.inject(rst(50));
            d.expect(ack(1, 1));
            d.inject(rst(1));
            d.expectNothing(seconds(10));
            d.inject(syn(0).mss(1460));
            assertEquals(1, d.skip().size());
        }
    }
}
