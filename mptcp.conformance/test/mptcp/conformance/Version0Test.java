package mptcp.conformance;

import static mptcp.testkit.Script.NONE;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;

/** The older version: RFC 6824. */
class Version0Test {
    private static final long KEY = 0x0102030405060708L;

    /** A server whose first 100 bytes have arrived. */
    private static Sock server(Drill d) {
        Sock s = d.handshakeServer();
        d.inject(data(1, 1, 100).dss(dss().dack(1).map(1, 1, 100)));
        d.expect(ack(1, 101).dack(101));
        return s.read(100);
    }

    @Test
    @Row(7)
    void activeOpenShowsTheKeyOnTheSyn() {
        try (Drill d = Scripts.version(0).entropy(e -> e.keys(KEY)).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable(capable().version(0).flags(0x01).senderKey(KEY).receiverKey(NONE)));
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable(capable().version(0).senderKey(KEY)));
            s.expectConnected();
        }
    }

    @Test
    @Row(7)
    void passiveOpenAnswersWithItsOwnKey() {
        try (Drill d = Scripts.version(0).entropy(e -> e.keys(KEY)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable(capable().version(0).senderKey(KEY).receiverKey(NONE)));
            d.inject(ack(1, 1).mpCapable());
            d.skipAcks();
            d.accept().expectConnected();
            assertFalse(Scripts.connection(d).fallback());
        }
    }

    @Test
    @Row(8)
    void clientDataStartsWithDss() {
        try (Drill d = Scripts.version(0).open()) {
            Sock s = d.handshakeClient();
            s.write(100);
            d.expect(data(1, 1, 100).dss(dss().dack(1).map(1, 1, 100)));
            d.inject(ack(1, 101).dack(101));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @Test
    @Row({8, 28})
    void serverReadsDss() {
        try (Drill d = Scripts.version(0).open()) {
            server(d).write(100);
            d.expect(data(1, 101, 100).dss(dss().dack(101).map(1, 1, 100)));
        }
    }

    @Test
    @Row(43)
    void joinsUseTheOtherHash() {
        try (Drill d = Scripts.version(0).open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100)));
            d.expect(ack(1, 101).on(b).dack(201));
            s.read(100);
        }
    }

    @Test
    @Row({30, 31, 43})
    void theStackJoinsWithTheOtherHash() {
        try (Drill d = Scripts.version(0).open()) {
            d.handshakeClient();
            d.joinClient("b");
            assertEquals(2, Scripts.connection(d).subflows().size());
        }
    }

    @Test
    @Row(77)
    void announcementsHaveNoHmacAndNoEcho() {
        try (Drill d = Scripts.version(0).secondAddress().open()) {
            server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(id, "10.0.2.1")));
            d.inject(ack(101, 1).dack(1).addAddr(address(3, "10.0.2.2").port(4433)));
            assertTrue(d.paths().events().contains("addAddr 3 10.0.2.2 4433"));
            d.inject(ack(101, 1).dack(1).addAddr(address(4, "fd00:2::2")));
            assertTrue(d.paths().events().contains("addAddr 4 fd00:2:0:0:0:0:0:2 0"));
            assertTrue(d.skip().stream().flatMap(p -> p.option(TcpOption.AddAddr.class).stream())
                    .allMatch(a -> a.addressId() == id));
        }
    }

    @Test
    @Row(13)
    void aVersionOnePeerGetsPlainTcpOrTheLowerVersion() {
        try (Drill d = Scripts.version(0).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable(capable().version(1).senderKey(NONE)));
            d.expectOneOf(synAck(0, 1).mss(1460), synAck(0, 1).mss(1460).mpCapable());
            d.inject(ack(1, 1));
            d.skipAcks();
            Sock s = d.accept();
            d.inject(data(1, 1, 10));
            d.expectWithin(seconds(1), ack(1, 11));
            s.read(10);
        }
    }
}
