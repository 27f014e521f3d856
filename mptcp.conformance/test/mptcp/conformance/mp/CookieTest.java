package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multipath TCP through a flood of SYNs: nothing is kept of them, the third segment has the keys (RFC 8684 section 3.1). */
class CookieTest {
    private static final int BACKLOG = 2;
    private static final int OPENING = 4 * BACKLOG;

    /** A listener of whose SYNs nothing is kept any more. */
    private static Drill flooded(int version, boolean v6, boolean checksums) {
        Drill d = Mp.drill(version, v6).config(c -> c.checksums(checksums)).open();
        d.listen(8080, SocketConfig.DEFAULT.withBacklog(BACKLOG).withNoDelay(true));
        for (int i = 0; i < OPENING; i++) {
            Flow f = d.clientFlow("flood" + i);
            d.inject(syn(0).on(f).mss(1460));
            d.expect(synAck(0, 1).on(f).anyOptions());
        }
        return d;
    }

    private static ConnectionSnapshot newest(Drill d) {
        return d.stack().inspector().connections().getLast();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(18)
    void theThirdSegmentBringsTheKeysBack(boolean v6) {
        try (Drill d = flooded(1, v6, false)) {
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(Mp.mss(v6)).mpCapable());
            assertEquals(OPENING, d.stack().inspector().connections().size());
            d.advance(seconds(60));
            d.skip();
            d.inject(ack(1, 1).mpCapable());
            Sock s = d.accept().expectConnected();
            d.inject(Mp.first(d, 100));
            d.expect(ack(1, 101).partial().dack(101));
            s.read(100).write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 101).dack(101));
            assertFalse(newest(d).fallback());
            // its token is known: it can be joined
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(101).map(101, 1, 100)));
            d.skipAcks();
            s.read(100).expectNoError();
            assertEquals(1, d.counter("TcpExtSyncookiesRecv"));
        }
    }

    @Test
    @Row(18)
    void theFirstDataBringsTheKeysAsWell() {
        try (Drill d = flooded(1, false, true)) {
            d.conn().peerChecksums(true);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).partial().dack(101));
            Sock s = d.accept().read(100);
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            assertFalse(newest(d).fallback());
        }
    }

    /** Without the keys, and with a key that is not ours, it is plain TCP. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(18)
    void otherwiseItIsPlain(boolean guessed) {
        try (Drill d = flooded(1, false, false)) {
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(guessed ? ack(1, 1).mpCapable(capable().senderKey(7).receiverKey(8)) : ack(1, 1));
            Sock s = d.accept().expectConnected();
            s.write(100);
            d.expect(data(1, 1, 100));
            assertTrue(newest(d).fallback());
        }
    }

    /** Data of version 0 in place of a lost third segment carries no keys, so that nothing could be made of it. */
    @Test
    @Row(18)
    void versionZeroIsAnsweredPlainly() {
        try (Drill d = flooded(0, false, false)) {
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460));
        }
    }

    @Test
    @Row(18)
    void keysDifferFromConnectionToConnection() {
        try (Drill d = flooded(1, false, false)) {
            long[] keys = new long[2];
            for (int i = 0; i < keys.length; i++) {
                Flow f = d.clientFlow("f" + i);
                d.inject(syn(0).on(f).mss(1460).mpCapable());
                keys[i] = d.expect(synAck(0, 1).on(f).mss(1460).mpCapable(capable().senderKey(ANY)))
                        .option(TcpOption.MpCapable.class).orElseThrow().senderKey();
            }
            assertNotEquals(keys[0], keys[1]);
        }
    }
}
