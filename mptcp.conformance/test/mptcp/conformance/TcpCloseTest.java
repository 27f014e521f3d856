package mptcp.conformance;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** Ending a TCP connection: RFC 9293 sections 3.6 and 3.10.7. */
class TcpCloseTest {
    @Test
    @Row(117)
    void activeCloseGoesThroughTimeWait() {
        try (Drill d = Scripts.plain().config(c -> c.timeWaitNs(seconds(60))).open()) {
            Sock s = d.handshakeServer();
            s.close();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2));
            d.expectNothing();
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
            d.expectNothing(seconds(50));
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
            // the repeated FIN started the time anew
            d.expectNothing(seconds(59));
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
            d.expectNothing(seconds(61));
            d.inject(fin(1, 2));
            d.expect(rst(2));
        }
    }

    @Test
    @Row(117)
    void passiveClose() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            d.inject(fin(11, 1));
            d.expect(ack(1, 12));
            s.expectReady(StreamSocket.PEER_CLOSED);
            s.read(10).expectEof();
            s.write(5);
            d.expect(data(1, 12, 5));
            d.inject(ack(12, 6));
            s.close();
            d.expect(fin(6, 12));
            d.inject(ack(12, 7));
            d.expectNothing(seconds(10));
            d.inject(ack(12, 7));
            d.expect(rst(7));
        }
    }

    @Test
    @Row(117)
    void simultaneousClose() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            s.close();
            d.expect(fin(1, 1));
            d.inject(fin(1, 1));
            d.expect(ack(2, 2));
            d.inject(ack(2, 2));
            d.expectNothing(seconds(5));
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
        }
    }

    @Test
    @Row(117)
    void halfCloseStillReceives() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            s.write(10).shutdownOutput();
            d.expect(data(1, 1, 10), fin(11, 1));
            s.expectWriteError(Reason.BROKEN_PIPE);
            d.inject(ack(1, 12));
            d.inject(data(1, 12, 1000));
            d.expect(ack(12, 1001));
            s.read(1000).expectNoData();
            d.inject(fin(1001, 12));
            d.expect(ack(12, 1002));
            s.expectEof();
        }
    }

    @Test
    @Row(117)
    void lastAckRepeatsTheFin() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(fin(1, 1));
            d.expect(ack(1, 2));
            s.close();
            d.expect(fin(1, 2));
            d.expectBetween(ms(200), ms(1100), fin(1, 2));
            d.expectBetween(ms(400), ms(2200), fin(1, 2));
            d.inject(ack(2, 2));
            d.expectNothing(seconds(10));
        }
    }

    @Test
    @Row(101)
    void finInsideAHoleWaitsForIt() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 1));
            d.inject(fin(201, 1));
            d.expect(ack(1, 1));
            s.expectNoData();
            d.inject(data(1, 1, 100));
            d.expectEventually(0, ack(1, 202));
            s.read(200).expectEof();
        }
    }

    @Test
    @Row(118)
    void unreadDataAtCloseResets() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            s.close();
            d.expect(rstAck(1, 11));
            d.expectNothing(seconds(10));
        }
    }

    @Test
    @Row(117)
    void abortResets() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            s.abort();
            d.expect(rstAck(1, 1));
            d.inject(ack(1, 1));
            d.expect(rst(1));
        }
    }

    @Test
    @Row(117)
    void aResetByThePeerIsAnError() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            d.inject(rstAck(11, 1));
            s.expectError(Reason.RESET);
            s.expectReady(StreamSocket.FAILED);
            s.expectWriteError(Reason.RESET);
            d.expectNothing(seconds(10));
        }
    }

    @Test
    @Row(117)
    void aNewSynEndsTimeWait() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            s.close();
            d.expect(fin(1, 1));
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
            d.flow("a").restart(d.flow("a").peerIsn() + 100_000);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            d.accept().expectConnected();
        }
    }

    /** What Nagle's algorithm kept back, or what the window did, goes with the FIN in one segment. */
    @Test
    @Row(117)
    void theFinGoesWithTheLastOfTheData() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            s.write(10);
            d.expect(data(1, 1, 10));
            s.write(10);
            d.expectNothing();
            s.close();
            d.expect(segment("FP.", 11, 10).ack(1));
            d.inject(ack(1, 22));
            d.expectNothing(ms(500));
        }
    }
}
