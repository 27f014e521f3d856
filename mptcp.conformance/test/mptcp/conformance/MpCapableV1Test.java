package mptcp.conformance;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.NONE;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetSocketAddress;
import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;

/** The handshake of version 1: RFC 8684 section 3.1. */
class MpCapableV1Test {
    private static final long KEY = 0x0102030405060708L;

    @Test
    @Row(1)
    void synCarriesNoKey() {
        try (Drill d = Scripts.mptcp().open()) {
            d.connect();
            d.expect(syn(0).mss(1460).sackOk().ts(ANY, 0).wscale(ANY)
                    .mpCapable(capable().version(1).flags(0x01).senderKey(NONE).receiverKey(NONE)));
        }
    }

    @Test
    @Row({1, 10})
    void synAsksForChecksumsIfConfigured() {
        try (Drill d = Scripts.mptcp().config(c -> c.checksums(true)).open()) {
            d.connect();
            d.expect(syn(0).partial().mpCapable(capable().version(1).flags(0x81)));
        }
    }

    @Test
    @Row(2)
    void synAckCarriesTheResponderKeyOnly() {
        try (Drill d = Scripts.mptcp().entropy(e -> e.keys(KEY)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460)
                    .mpCapable(capable().version(1).flags(0x01).senderKey(KEY).receiverKey(NONE)));
        }
    }

    @Test
    @Row(3)
    void thirdPacketCarriesBothKeys() {
        try (Drill d = Scripts.mptcp().entropy(e -> e.keys(KEY)).open()) {
            d.conn().peerKey(0x1112131415161718L);
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable(capable().senderKey(KEY).receiverKey(0x1112131415161718L)));
            s.expectConnected();
        }
    }

    @Test
    @Row(3)
    void thirdPacketIsRepeatedWhenTheSynAckIs() {
        try (Drill d = Scripts.mptcp().open()) {
            d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable());
        }
    }

    @Test
    @Row(4)
    void firstDataCarriesTheMapping() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable());
            s.write(100);
            d.expect(data(1, 1, 100).mpCapable());
            // the fourth packet ends this form
            d.inject(ack(1, 101).dack(101));
            s.write(100);
            d.expect(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
        }
    }

    @Test
    @Row({4, 10})
    void firstDataCarriesTheChecksumIfThePeerAskedForIt() {
        try (Drill d = Scripts.mptcp().open()) {
            d.conn().peerChecksums(true);
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable());
            s.write(100);
            d.expect(data(1, 1, 100).mpCapable());
        }
    }

    @Test
    @Row(4)
    void firstDataKeepsItsFormWhenRepeated() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable());
            s.write(100);
            d.expect(data(1, 1, 100).mpCapable());
            d.expectWithin(seconds(3), data(1, 1, 100).mpCapable());
        }
    }

    @Test
    @Row(5)
    void dataWithBothKeysStandsInForALostThirdPacket() {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dss(dss().dack64(101)));
            d.accept().read(100);
            assertFalse(Scripts.connection(d).fallback());
        }
    }

    @Test
    @Row(5)
    void thirdPacketAfterTheDataDoesNoHarm() {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dss(dss().dack64(101)));
            d.inject(ack(1, 1).mpCapable());
            d.skipAcks();
            Sock s = d.accept();
            s.read(100);
            d.inject(data(101, 1, 50).dss(dss().dack(1).map(101, 101, 50)));
            d.expect(ack(1, 151).dack(151));
            s.read(50).expectNoError();
            d.expectNoAccept();
        }
    }

    @Test
    @Row(5)
    void checksumOfTheFirstDataIsVerified() {
        try (Drill d = Scripts.mptcp().config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dack(101));
            s.read(100);
        }
    }

    @Test
    @Row(6)
    void answersToTheHandshakeCarryWideDataAcks() {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(ack(1, 1).mpCapable());
            List<TcpPacket> answers = d.skip();
            answers.forEach(answer -> assertEquals(0, answer.payload().length));
            Sock s = d.accept();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dss(dss().dack64(101)));
            s.read(100);
        }
    }

    @Test
    @Row(6)
    void theServersFirstDataAcknowledgesTheThirdPacket() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            s.write(100);
            d.expect(data(1, 1, 100).dss(dss().dack(1).map(1, 1, 100)));
            d.inject(ack(1, 101).dack(101));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @Test
    @Row(9)
    void keysDifferAndATakenTokenIsNotTakenAgain() {
        try (Drill d = Scripts.mptcp().entropy(e -> e.keys(KEY, KEY, 2)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable(capable().senderKey(KEY)));
            var other = d.clientFlow("b");
            d.inject(syn(0).on(other).mss(1460).mpCapable());
            d.expect(synAck(0, 1).on(other).mss(1460).mpCapable(capable().senderKey(2)));
        }
    }

    @Test
    @Row({11, 12})
    void flagsThatAreNotUnderstoodMeanPlainTcp() {
        for (int flags : new int[] {0x41, 0x00, 0x80}) {
            try (Drill d = Scripts.mptcp().open()) {
                d.listen(8080);
                d.inject(syn(0).mss(1460).mpCapable(capable().flags(flags)));
                d.expect(synAck(0, 1).mss(1460));
                d.inject(ack(1, 1));
                d.accept();
            }
        }
    }

    @Test
    @Row(15)
    void lengthsThatCannotBeMeanPlainTcp() {
        for (int length = 5; length <= 8; length++) {
            int[] body = new int[length - 3];
            body[0] = 0x01;
            try (Drill d = Scripts.mptcp().open()) {
                d.listen(8080);
                d.inject(syn(0).mss(1460).mptcp(0, 1, body));
                d.expect(synAck(0, 1).mss(1460));
                d.inject(ack(1, 1));
                d.accept();
            }
        }
    }

    @Test
    @Row(17)
    void synKeepsItsOptionAndLosesItAtLast() {
        try (Drill d = Scripts.mptcp().config(c -> c.mptcpSynRetries(2)).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.expectAfter(seconds(1), syn(0).partial().mpCapable());
            d.expectAfter(seconds(1), syn(0).partial().mpCapable());
            d.expectAfter(seconds(1), syn(0).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
            d.inject(synAck(0, 1).mss(1460));
            d.expect(ack(1, 1));
            s.expectConnected();
            assertEquals(1, d.counter("MPTcpExtBlackhole"));
        }
    }

    @Test
    @Row(17)
    void aPathThatSwallowsTheOptionIsRememberedForATime() {
        try (Drill d = Scripts.mptcp().config(c -> c.mptcpSynRetries(0).blackholeNs(seconds(100))).open()) {
            swallowed(d, "a");
            avoided(d, "b");
            assertEquals(1, d.counter("MPTcpExtMPCapableSYNTXDisabled"));
            d.advance(seconds(100));
            swallowed(d, "c"); // it is tried again after its time, and remembered twice as long
            d.advance(seconds(150));
            avoided(d, "d");
            d.advance(seconds(60));
            passed(d, "e");
            swallowed(d, "f");
            d.advance(seconds(101)); // an answer to the option had wiped out what was before
            passed(d, "g");
            assertEquals(3, d.counter("MPTcpExtBlackhole"));
        }
    }

    @Test
    @Row(17)
    void nothingIsRememberedIfSoConfigured() {
        try (Drill d = Scripts.mptcp().config(c -> c.mptcpSynRetries(0).blackholeNs(0)).open()) {
            swallowed(d, "a");
            passed(d, "b");
            assertEquals(0, d.counter("MPTcpExtMPCapableSYNTXDisabled"));
        }
    }

    /** Another connection to the same peer. */
    private static Flow connect(Drill d, String name) {
        if (!name.equals("a")) {
            d.separateFlow(name, new InetSocketAddress(d.localAddress(), 0), d.flow("a").remote());
        }
        d.connect();
        return d.flow(name);
    }

    /** The SYN with the option gets no answer, the one without does. */
    private static void swallowed(Drill d, String name) {
        Flow f = connect(d, name);
        d.expect(syn(0).on(f).partial().mpCapable());
        d.expectAfter(seconds(1), syn(0).on(f).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
        d.inject(synAck(0, 1).on(f).mss(1460));
        d.expect(ack(1, 1).on(f));
    }

    private static void avoided(Drill d, String name) {
        Flow f = connect(d, name);
        d.expect(syn(0).on(f).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
        d.inject(synAck(0, 1).on(f).mss(1460));
        d.expect(ack(1, 1).on(f));
    }

    private static void passed(Drill d, String name) {
        Flow f = connect(d, name);
        d.expect(syn(0).on(f).partial().mpCapable());
        d.inject(synAck(0, 1).on(f).mss(1460).mpCapable());
        d.expect(ack(1, 1).on(f).partial().mpCapable());
    }
}
