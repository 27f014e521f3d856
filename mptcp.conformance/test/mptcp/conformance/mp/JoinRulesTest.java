package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.inet;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When, where and with what joins may come and go: RFC 8684 sections 3.1, 3.2 and 3.4.1; RFC 6824 section 3.2. */
class JoinRulesTest {
    private static final int CHECKSUM_FREE = 0x01;
    private static final int NO_JOIN = 0x20;
    private static final int PROHIBITED = 3;

    /** Asks the stack, as its path manager, for a subflow. @return whether it will try */
    private static boolean opens(Drill d, InetAddress local, InetSocketAddress remote) {
        boolean[] agreed = new boolean[1];
        d.command("open to " + remote, c -> {
            agreed[0] = c.open(local, remote, false);
            return true;
        });
        return agreed[0];
    }

    // --- the C flag

    @Test
    @Row(14)
    void noJoinsGoToAPeerThatDeclinesThem() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable(capable().flags(CHECKSUM_FREE | NO_JOIN)));
            d.expect(ack(1, 1).partial().mpCapable());
            d.inject(ack(1, 1).dack(1));
            s.expectConnected();
            InetSocketAddress initial = new InetSocketAddress(d.peerAddress(), 8080);
            assertFalse(opens(d, d.localAddress(), initial));
            assertFalse(opens(d, d.localAddress(), new InetSocketAddress(d.peerAddress(), 0)));
            d.expectNothing(seconds(5));
            // other ports and addresses of the peer are not meant
            assertTrue(opens(d, d.localAddress(), new InetSocketAddress(d.peerAddress(), 8081)));
            assertEquals(1, Mp.count(d.skip(), TcpOption.JoinSyn.class));
        }
    }

    @Test
    @Row(14)
    void aStackThatTakesNoJoinsSaysSoAndRefusesThem() {
        try (Drill d = Mp.drill(1).secondAddress().config(c -> c.acceptJoins(false)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).partial().mpCapable(capable().flags(CHECKSUM_FREE | NO_JOIN)));
            d.inject(ack(1, 1).mpCapable());
            d.skipAcks();
            d.accept();
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            Mp.expectReset(d, b, PROHIBITED, false);
            // an address that it announced is another matter
            int id = d.announce(d.secondLocalAddress(), 8081);
            d.expect(ack(1, 1).partial().addAddr(address(id, "10.0.2.1").port(8081)));
            Flow c = d.flow("c", new InetSocketAddress(d.secondLocalAddress(), 8081),
                    new InetSocketAddress(d.secondPeerAddress(), 40_900));
            d.inject(syn(0).on(c).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(c).partial().mpJoin(join().id(id)));
        }
    }

    // --- nonces

    @Test
    @Row(32)
    void aRepeatedSynKeepsItsNonceAndAnotherJoinHasAnother() {
        try (Drill d = Mp.drill(1).open()) {
            d.handshakeClient();
            InetSocketAddress remote = new InetSocketAddress(d.secondPeerAddress(), 8080);
            Flow b = d.openSubflow("b", d.localAddress(), remote, false);
            long nonce = nonce(d, b, 0);
            assertEquals(nonce, nonce(d, b, seconds(2)));
            assertEquals(nonce, nonce(d, b, seconds(4)));
            Flow c = d.openSubflow("c", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8081), false);
            assertNotEquals(nonce, nonce(d, c, 0));
        }
    }

    private static long nonce(Drill d, Flow flow, long withinNs) {
        var packet = d.expectWithin(withinNs, syn(0).on(flow).partial().mpJoin(join().id(ANY)));
        return packet.option(TcpOption.JoinSyn.class).orElseThrow().nonce();
    }

    // --- not before the connection is fully established

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(44)
    void aClientDoesNotJoinBeforeThePeerHasShownTheKeys(int version) {
        try (Drill d = Mp.drill(version).open()) {
            d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            InetSocketAddress remote = new InetSocketAddress(d.secondPeerAddress(), 8080);
            assertFalse(opens(d, d.localAddress(), remote));
            d.inject(ack(1, 1).dack(1));
            assertTrue(opens(d, d.localAddress(), remote));
            assertEquals(1, Mp.count(d.skip(), TcpOption.JoinSyn.class));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({41, 44})
    void aServerRefusesJoinsToAnOpeningConnection(int version) {
        try (Drill d = Mp.drill(version).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).partial().mpCapable());
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            Mp.expectReset(d, b);
            d.inject(ack(1, 1).mpCapable());
            d.skipAcks();
            d.accept().expectConnected();
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(41)
    void joinsToAConnectionThatHasEndedAreReset(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            s.close();
            d.expect(ack(1, 101).partial().dss(dss().dack(101).dataFin(1)));
            d.inject(ack(101, 1).dss(dss().dack(2).dataFin(101)));
            d.skip();
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            Mp.expectReset(d, b);
        }
    }

    @Test
    @Row({36, 89})
    void anUnknownTokenIsAnsweredWithAReason() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().token(d.conn().stackToken() ^ 1)));
            Mp.expectReset(d, b, 1, false);
        }
    }

    @Test
    @Row({41, 83, 89})
    void tooManyJoinsAreRefusedForNow() {
        try (Drill d = Mp.drill(1).config(c -> c.maxSubflows(3)).open()) {
            Mp.server(d);
            d.joinServer("b");
            d.joinServer("c");
            Flow e = d.joinFlow("e");
            d.inject(syn(0).on(e).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(e).partial().mpJoin());
            d.inject(ack(1, 1).on(e).mpJoin());
            Mp.expectReset(d, e, PROHIBITED, false);
            assertEquals(1, d.counter("MPTcpExtMPJoinRejectedLimit"));
            assertEquals(1, d.counter("MPTcpExtMPJoinRejected"));
            // with one gone there is room again
            d.inject(rst(1).on("c"));
            d.joinServer("f");
            assertEquals(3, Mp.connection(d).subflows().size());
        }
    }

    @Test
    @Row(83)
    void theStacksOwnJoinsObeyTheLimit() {
        try (Drill d = Mp.drill(1).config(c -> c.maxSubflows(2)).open()) {
            d.handshakeClient();
            d.joinClient("b");
            opens(d, d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8081));
            d.expectNothing(seconds(5));
            assertEquals(1, d.counter("MPTcpExtMPJoinRejectedLimit"));
        }
    }

    // --- ports and addresses

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(42)
    void joinsComeToAnAnnouncedPort(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).secondAddress().open()) {
            Sock s = Mp.server(d);
            int id = d.announce(d.secondLocalAddress(), 8081);
            d.expect(ack(1, 101).partial().addAddr(
                    address(id, d.secondLocalAddress().getHostAddress()).port(8081)));
            Flow b = d.flow("b", new InetSocketAddress(d.secondLocalAddress(), 8081),
                    new InetSocketAddress(d.secondPeerAddress(), 41_000));
            d.inject(syn(0).on(b).mss(1400).mpJoin(join().id(4)));
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(id)));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100)));
            d.expect(ack(1, 101).on(b).partial().dack(201));
            s.read(100);
        }
    }

    @Test
    @Row(42)
    void joinsToAPortThatNobodyAnnouncedAreReset() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Mp.server(d);
            Flow b = d.flow("b", new InetSocketAddress(d.secondLocalAddress(), 8082),
                    new InetSocketAddress(d.secondPeerAddress(), 41_000));
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            Mp.expectReset(d, b, PROHIBITED, false);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(45)
    void anIpv6SubflowJoinsAnIpv4Connection(int version) {
        LinkAddress sixth = LinkAddress.of("fd00:1::1/64");
        try (Drill d = Mp.drill(version).secondAddress().address(sixth).open()) {
            Sock s = Mp.server(d);
            d.peer().addressId(2);
            Flow b = d.joinServer("b");
            Flow c = d.flow("c", new InetSocketAddress(sixth.address(), 8080),
                    new InetSocketAddress(inet("fd00:1::2"), 50_001));
            d.inject(syn(0).on(c).mss(1440).mpJoin(join().id(3)));
            d.expect(synAck(0, 1).on(c).partial().mss(1440).mpJoin(join().id(ANY)));
            d.inject(ack(1, 1).on(c).mpJoin());
            d.expect(ack(1, 1).on(c).partial().dack(101));
            assertEquals(3, Mp.connection(d).subflows().size());
            assertNotEquals(0, Mp.subflow(d, c).localId());
            d.inject(data(1, 1, 200).on(c).dss(dss().dack(1).map(301, 1, 200)));
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(201, 1, 100)));
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.skipAcks();
            s.read(400);
            d.prefer("c");
            s.write(100);
            d.expect(data(1, 201, 100).on(c).partial().dss(dss().dack(501).map(1, 1, 100)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(91)
    void aTranslatedJoinIsKnownByItsAddressId(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = Mp.server(d);
            // the peer announced 10.0.2.2 as id 7; on the way its join became 192.0.2.9:1024
            Flow b = d.flow("b", new InetSocketAddress(d.localAddress(), 8080),
                    new InetSocketAddress(inet("192.0.2.9"), 1024));
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().id(7)));
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(0)));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            assertEquals(7, Mp.subflow(d, b).remoteId());
            d.inject(ack(101, 1).dack(1).removeAddr(7));
            Mp.expectReset(d, b);
            s.expectNoError();
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }
}
