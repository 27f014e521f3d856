package mptcp.conformance;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** What is left when the network or the peer does not play: RFC 8684 section 3.7. */
class FallbackTest {
    /** Both directions and the end, without one option of Multipath TCP; relative numbers from these on. */
    private static void expectPlain(Drill d, Sock s, long peerSeq, long stackSeq) {
        d.inject(data(peerSeq, stackSeq, 100));
        d.expect(ack(stackSeq, peerSeq + 100));
        s.read(100);
        s.write(100);
        d.expect(data(stackSeq, peerSeq + 100, 100));
        d.inject(ack(peerSeq + 100, stackSeq + 100));
        assertEquals(0, s.socket().unacknowledged());
        assertTrue(Scripts.connection(d).fallback());
        s.shutdownOutput();
        d.expect(fin(stackSeq + 100, peerSeq + 100));
        d.inject(fin(peerSeq + 100, stackSeq + 101));
        d.expect(ack(stackSeq + 101, peerSeq + 101));
        s.expectEof().expectReady(StreamSocket.PEER_CLOSED);
    }

    @Test
    @Row({19, 25, 27})
    void serverAnswersAPlainSynPlainly() {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            expectPlain(d, d.accept(), 1, 1);
        }
    }

    @Test
    @Row({19, 27})
    void serverAnswersAPlainSynPlainlyOverIpv6() {
        try (Drill d = Drill.v6().config(c -> c.delayedAckNs(0)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1440));
            d.expect(synAck(0, 1).mss(1440));
            d.inject(ack(1, 1));
            expectPlain(d, d.accept(), 1, 1);
        }
    }

    @Test
    @Row({20, 25, 27})
    void clientAcceptsAPlainAnswer() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460));
            d.expect(ack(1, 1));
            expectPlain(d, s.expectConnected(), 1, 1);
        }
    }

    @Test
    @Row({20, 27})
    void clientAcceptsAPlainAnswerOverIpv6() {
        try (Drill d = Drill.v6().config(c -> c.delayedAckNs(0)).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1440));
            d.expect(ack(1, 1));
            expectPlain(d, s.expectConnected(), 1, 1);
        }
    }

    @Test
    @Row(21)
    void serverFallsBackWhenTheThirdPacketIsStripped() {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(ack(1, 1));
            d.expectNothing();
            expectPlain(d, d.accept(), 1, 1);
        }
    }

    @Test
    @Row(21)
    void serverFallsBackWhenTheFirstDataIsStripped() {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(data(1, 1, 50));
            d.expect(ack(1, 51));
            Sock s = d.accept();
            s.read(50);
            expectPlain(d, s, 51, 1);
        }
    }

    @Test
    @Row(22)
    void serverFallsBackWhenOptionsVanishBeforeTheFirstMapping() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101).anyOptions());
            s.read(100).expectNoError();
            assertTrue(Scripts.connection(d).fallback());
            assertEquals(1, d.counter("MPTcpExtDssFallback"));
            d.inject(data(101, 1, 100));
            // a peer that has seen no DSS of this end knows from plain acknowledgements
            d.expect(ack(1, 201));
            s.read(100);
            s.write(100);
            d.expect(data(1, 201, 100));
            d.inject(ack(201, 101));
            s.write(100);
            d.expect(data(101, 201, 100));
        }
    }

    @Test
    @Row(22)
    void clientFallsBackWhenItsFirstDataIsAcknowledgedPlainly() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable());
            s.write(100);
            d.expect(data(1, 1, 100).mpCapable());
            d.inject(ack(1, 101));
            s.expectNoError();
            assertTrue(Scripts.connection(d).fallback());
            assertEquals(0, s.socket().unacknowledged());
            d.skip();
            s.write(100);
            d.expect(data(101, 1, 100).anyOptions());
            d.inject(data(1, 201, 100));
            d.expect(ack(201, 101));
            s.read(100);
        }
    }

    @Test
    @Row(23)
    void aJoinedSubflowThatLosesItsOptionsIsReset() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dack(101));
            s.read(100);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b));
            d.expectOneOf(rst(1).on(b).partial(), rstAck(1, 1).on(b).partial());
            s.expectNoError();
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).dack(201));
            s.read(100);
            assertFalse(Scripts.connection(d).fallback());
        }
    }

    @Test
    @Row(23)
    void theResetNamesTheMiddlebox() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dack(101));
            s.read(100);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(100);
            d.expect(data(1, 1, 100).on(b).dss(dss().dack(101).map(1, 1, 100)));
            // acknowledged, and no DATA_ACK: the options do not pass
            d.inject(ack(1, 101).on(b));
            d.expectOneOf(rst(101).on(b).partial().tcpRst(ANY, 6), rstAck(101, 1).on(b).partial().tcpRst(ANY, 6));
            d.expectWithin(seconds(3), data(1, 101, 100).dss(dss().dack(101).map(1, 1, 100)));
            s.expectNoError();
        }
    }

    /** With others there is no stretch of the stream that the first subflow could go on with by itself. */
    @Test
    @Row(23)
    void theFirstSubflowThatLosesItsOptionsWhileAnotherLivesIsReset() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100)));
            d.skipAcks();
            d.inject(data(1, 1, 100));
            d.expectOneOf(rst(1).partial().tcpRst(ANY, 6), rstAck(1, ANY).partial().tcpRst(ANY, 6));
            d.inject(data(101, 1, 100).on(b).dss(dss().dack(1).map(1, 101, 100)));
            d.skipAcks();
            s.read(200).expectNoError();
            assertFalse(Scripts.connection(d).fallback());
            assertEquals(1, d.counter("MPTcpExtFallbackFailed"));
        }
    }

    @Test
    @Row(24)
    void theInfiniteMappingOfAPeerEndsMultipath() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dack(101));
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 0)));
            d.expect(ack(1, 201).anyOptions());
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 301).anyOptions());
            s.read(300);
            assertTrue(Scripts.connection(d).fallback());
            d.inject(fin(301, 1));
            d.expect(ack(1, 302).anyOptions());
            s.expectEof();
            s.close();
            d.expect(fin(1, 302).anyOptions());
            d.inject(ack(302, 2));
            d.expectNothing(seconds(5));
        }
    }

    @Test
    @Row(16)
    void simultaneousOpenIsPlain() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).anyOptions());
            d.inject(synAck(0, 1).mss(1460));
            d.skipAcks();
            s.expectConnected();
            assertTrue(Scripts.connection(d).fallback());
            s.write(10);
            d.expect(data(1, 1, 10));
        }
    }
}
