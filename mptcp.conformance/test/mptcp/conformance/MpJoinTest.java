package mptcp.conformance;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;

/** Subflows after the first: RFC 8684 section 3.2. */
class MpJoinTest {
    /** The stack opens a subflow; its SYN has been seen. */
    private static Flow opening(Drill d) {
        Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
        d.expect(syn(0).on(b).mss(1460).sackOk().ts(ANY, 0).wscale(ANY).mpJoin());
        return b;
    }

    /** A server with a connection that has carried data, so that it is fully established on both ends. */
    private static Sock server(Drill d) {
        Sock s = d.handshakeServer();
        d.inject(data(1, 1, 100).mpCapable());
        d.expect(ack(1, 101).dack(101));
        return s.read(100);
    }

    private static void expectReset(Drill d, Flow flow) {
        d.expectOneOf(rst(1).on(flow).partial(), rstAck(1, 1).on(flow).partial());
    }

    @Test
    @Row({30, 31, 33})
    void clientSendsNoDataBeforeTheFourthPacket() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeClient();
            Flow b = opening(d);
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin());
            d.expect(ack(1, 1).on(b).mpJoin());
            d.prefer("b");
            s.write(100);
            d.expect(data(1, 1, 100).dss(dss().dack(1).map(1, 1, 100)));
            d.inject(ack(1, 101).dack(101));
            d.inject(ack(1, 1).on(b).dack(101));
            s.write(100);
            d.expect(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100)));
            d.inject(ack(1, 101).on(b).dack(201));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @Test
    @Row({30, 31, 34})
    void serverSendsTheFourthPacketAtOnce() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().id(5)));
            d.expect(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(0)));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).dack(101));
            d.expectNothing(seconds(5));
        }
    }

    @Test
    @Row(34)
    void dataFlowsOnAJoinedSubflowBothWays() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 300).on(b).dss(dss().dack(1).map(101, 1, 300)));
            d.expect(ack(1, 301).on(b).dack(401));
            s.read(300);
            d.prefer("b");
            s.write(200);
            d.expect(data(1, 301, 200).on(b).dss(dss().dack(401).map(1, 1, 200)));
            d.inject(ack(301, 201).on(b).dack(201));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @Test
    @Row(35)
    void thirdPacketIsRepeatedUntilTheFourth() {
        try (Drill d = Scripts.mptcp().open()) {
            d.handshakeClient();
            Flow b = opening(d);
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin());
            d.expect(ack(1, 1).on(b).mpJoin());
            d.expectWithin(seconds(2), ack(1, 1).on(b).mpJoin());
            d.expectWithin(seconds(4), ack(1, 1).on(b).mpJoin());
            d.inject(ack(1, 1).on(b).dack(1));
            d.expectNothing(seconds(10));
        }
    }

    @Test
    @Row(36)
    void unknownTokenIsReset() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().token(d.conn().stackToken() ^ 1)));
            d.expect(rstAck(0, 1).on(b).tcpRst(ANY, ANY));
            assertEquals(1, Scripts.connection(d).subflows().size());
        }
    }

    @Test
    @Row(37)
    void badHmacInTheSynAckIsReset() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeClient();
            Flow b = opening(d);
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().badHmac()));
            expectReset(d, b);
            s.expectNoError();
            d.expectNothing(seconds(5));
        }
    }

    @Test
    @Row(37)
    void badHmacInTheThirdPacketIsReset() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(ANY)));
            d.inject(ack(1, 1).on(b).mpJoin(join().badHmac()));
            expectReset(d, b);
            s.expectNoError();
            assertEquals(1, Scripts.connection(d).subflows().size());
        }
    }

    @Test
    @Row(37)
    void synAckWithoutMpJoinIsReset() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeClient();
            Flow b = opening(d);
            d.inject(synAck(0, 1).on(b).mss(1460));
            expectReset(d, b);
            s.expectNoError();
        }
    }

    @Test
    @Row(38)
    void joinedSubflowIsNotAccepted() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.joinServer("b");
            d.expectNoAccept();
            assertEquals(1, d.stack().inspector().connections().size());
        }
    }

    @Test
    @Row(39)
    void backupFlagsAreOfOneDirectionEach() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().backup()));
            d.expect(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(ANY)));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).dack(101));
            assertTrue(Scripts.subflow(d, b).backupRemote());
            assertFalse(Scripts.subflow(d, b).backupLocal());
        }
    }

    @Test
    @Row(39)
    void aClientAsksForABackup() {
        try (Drill d = Scripts.mptcp().open()) {
            d.handshakeClient();
            Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), true);
            d.expect(syn(0).on(b).partial().mpJoin(join().backup()));
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin());
            d.expect(ack(1, 1).on(b).mpJoin());
            d.inject(ack(1, 1).on(b).dack(1));
            assertTrue(Scripts.subflow(d, b).backupLocal());
            assertFalse(Scripts.subflow(d, b).backupRemote());
        }
    }

    @Test
    @Row(40)
    void theFirstSubflowHasTheAddressIdZero() {
        try (Drill d = Scripts.mptcp().secondAddress().open()) {
            d.handshakeClient();
            assertEquals(0, Scripts.subflow(d, d.flow("a")).localId());
            assertEquals(0, Scripts.subflow(d, d.flow("a")).remoteId());
            var remote = new InetSocketAddress(d.secondPeerAddress(), 8080);
            Flow b = d.openSubflow("b", d.secondLocalAddress(), remote, false);
            var syn = d.expect(syn(0).on(b).partial().mpJoin());
            long id = syn.option(TcpOption.JoinSyn.class).orElseThrow().addressId();
            assertNotEquals(0, id);
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(9)));
            d.expect(ack(1, 1).on(b).mpJoin());
            assertEquals(id, Scripts.subflow(d, b).localId());
            assertEquals(9, Scripts.subflow(d, b).remoteId());
        }
    }

    @Test
    @Row(40)
    void theServerRemembersTheJoinersId() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.peer().addressId(7);
            Flow b = d.joinServer("b");
            assertEquals(7, Scripts.subflow(d, b).remoteId());
            assertEquals(0, Scripts.subflow(d, b).localId());
        }
    }

    @Test
    @Row(41)
    void joinsBeyondTheLimitAreReset() {
        try (Drill d = Scripts.mptcp().config(c -> c.maxSubflows(2)).open()) {
            server(d);
            d.joinServer("b");
            Flow c = d.joinFlow("c");
            d.inject(syn(0).on(c).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(c).partial().mpJoin());
            d.inject(ack(1, 1).on(c).mpJoin());
            d.expect(rst(1).on(c).tcpRst(0, 3));
        }
    }

    @Test
    @Row(41)
    void joinsThatThePathManagerDeclinesAreReset() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.paths().admit(false);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(rst(1).on(b).tcpRst(0, 3));
        }
    }

    @Test
    @Row(41)
    void joinsAfterAFallbackAreReset() {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(ack(1, 1));
            d.accept();
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(rstAck(0, 1).on(b).partial());
        }
    }

    @Test
    @Row({37, 38})
    void aJoinThatIsNeverFinishedLeavesTheConnectionAlone() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(ANY)));
            s.write(10);
            d.expect(data(1, 101, 10).dss(dss().dack(101).map(1, 1, 10)));
            d.inject(ack(101, 11).dack(11));
            d.inject(rst(1).on(b));
            s.expectNoError();
            assertEquals(1, Scripts.connection(d).subflows().size());
        }
    }
}
