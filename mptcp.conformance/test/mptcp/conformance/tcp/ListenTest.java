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
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.RawPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LISTEN, its backlog, and what a flood of SYNs does: RFC 9293 section 3.10.7.2, RFC 4987. */
class ListenTest {
    private static final int BACKLOG = 2;
    /** How many connections may be opening at a time with that backlog. */
    private static final int OPENING = 8;

    private static Drill small(boolean v6) {
        Drill d = Tcp.plain(v6).open();
        d.listen(8080, SocketConfig.DEFAULT.withBacklog(BACKLOG));
        return d;
    }

    /** Fills the list of opening connections. */
    private static void flood(Drill d) {
        for (int i = 0; i < OPENING; i++) {
            Flow f = d.clientFlow("flood" + i);
            d.inject(syn(0).on(f).mss(1460));
            d.expect(synAck(0, 1).on(f).anyOptions());
        }
        assertEquals(0, d.counter("TcpExtSyncookiesSent"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(120)
    void whatIsNoSyn(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            d.listen(8080);
            d.inject(rst(0), rstAck(0, 5), segment("SR", 0, 0), segment("SR.", 0, 0).ack(9), segment("FR", 0, 0));
            d.expectNothing();
            d.inject(segment("F", 0, 0), segment("", 0, 10), segment("P", 0, 10));
            d.expectNothing();
            d.inject(ack(0, 77));
            d.expect(rst(77));
            d.inject(data(0, 78, 10));
            d.expect(rst(78));
            d.inject(segment("F.", 0, 0).ack(79));
            d.expect(rst(79));
            d.inject(synAck(0, 80));
            d.expect(rst(80));
            d.expectNoAccept();
        }
    }

    /** MUST-63: a SYN from a broadcast or multicast address is dropped in silence; nothing else could be sent there. */
    @Test
    @Row(120)
    void noSynFromManyHosts() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            for (int first : new int[] {224, 239, 255, 0}) {
                byte[] packet = d.encode(syn(0).mss(1460));
                packet[12] = (byte) first;
                d.injectRaw(RawPackets.resealed(packet));
            }
            d.expectNothing(seconds(1));
            assertEquals(4, d.counter("IpInAddrErrors"));
        }
    }

    /** Established and not accepted: as many as the backlog says, and no SYN is taken beyond it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(120)
    void theBacklog(boolean v6) {
        try (Drill d = small(v6)) {
            for (int i = 0; i < BACKLOG; i++) {
                Flow f = d.clientFlow("f" + i);
                d.inject(syn(0).on(f).mss(1460));
                d.expect(synAck(0, 1).on(f).anyOptions());
                d.inject(ack(1, 1).on(f));
            }
            Flow f = d.clientFlow("late");
            d.inject(syn(0).on(f).mss(1460));
            d.expectNothing();
            assertEquals(1, d.counter("TcpExtListenOverflows"));
            d.accept().expectConnected();
            d.inject(syn(0).on(f).mss(1460));
            d.expect(synAck(0, 1).on(f).anyOptions());
            d.inject(ack(1, 1).on(f));
            d.accept().expectConnected();
            d.accept().expectConnected();
            d.expectNoAccept();
        }
    }

    // ---- floods

    /** RFC 4987 section 3.6: nothing is kept of a SYN, and who answers is connected all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(120)
    void aFloodIsAnsweredWithCookies(boolean v6) {
        try (Drill d = small(v6)) {
            flood(d);
            for (int i = 0; i < 200; i++) {
                Flow f = d.clientFlow("more" + i);
                d.inject(syn(0).on(f).mss(1460));
                d.expect(synAck(0, 1).on(f).mss(v6 ? 1440 : 1460));
            }
            assertEquals(200, d.counter("TcpExtSyncookiesSent"));
            assertEquals(OPENING, d.stack().inspector().connections().size());
            Flow real = d.clientFlow("real");
            d.inject(syn(0).on(real).mss(1400).sackOk().ts(1, 0).wscale(7));
            d.expect(synAck(0, 1).on(real).mss(v6 ? 1440 : 1460));
            d.advance(seconds(60));
            d.skip();
            d.inject(ack(1, 1).on(real));
            Sock s = d.accept().expectConnected();
            s.write(2000);
            d.expect(data(1, 1, 1400).on(real), data(1401, 1, 600).on(real));
            d.inject(data(1, 2001, 100).on(real));
            d.expect(ack(2001, 101).on(real));
            s.read(100);
            assertEquals(1, d.counter("TcpExtSyncookiesRecv"));
        }
    }

    /** Neither a guess nor an old cookie nor one of another connection opens anything. */
    @Test
    @Row(120)
    void onlyTheRightCookieCounts() {
        try (Drill d = small(false)) {
            flood(d);
            Flow f = d.clientFlow("f");
            Flow other = d.clientFlow("other");
            d.inject(syn(0).on(f).mss(1460), syn(0).on(other).mss(1460));
            d.skip();
            d.inject(ack(1, 2).on(f));
            d.expect(rst(2).on(f));
            d.inject(ack(2, 1).on(f));
            d.expect(rst(1).on(f));
            long stolen = (f.stackIsn() + 1L) - other.stackIsn();
            d.inject(ack(1, stolen).on(other));
            d.expect(rst((int) stolen).on(other));
            assertEquals(3, d.counter("TcpExtSyncookiesFailed"));
            d.advance(seconds(200));
            d.skip();
            d.inject(ack(1, 1).on(f));
            d.expect(rst(1).on(f));
            d.expectNoAccept();
        }
    }

    /** The acknowledgement may be lost: the first data brings the cookie as well. */
    @Test
    @Row(120)
    void dataBringsTheCookie() {
        try (Drill d = small(false)) {
            flood(d);
            Flow f = d.clientFlow("f");
            d.inject(syn(0).on(f).mss(1460));
            d.expect(synAck(0, 1).on(f).mss(1460));
            d.inject(data(1, 1, 100).on(f));
            d.expect(ack(1, 101).on(f));
            d.accept().read(100);
        }
    }

    /** Without a flood an acknowledgement out of nowhere is not even looked at. */
    @Test
    @Row(120)
    void noCookiesWithoutAFlood() {
        try (Drill d = small(false)) {
            d.inject(ack(1, 12_345));
            d.expect(rst(12_345));
            assertEquals(0, d.counter("TcpExtSyncookiesFailed"));
        }
    }

    /** Opening connections that never finish go away, and the listener keeps state again. */
    @Test
    @Row(120)
    void theFloodPasses() {
        try (Drill d = small(false)) {
            flood(d);
            d.advance(seconds(300));
            d.skip();
            assertTrue(d.stack().inspector().connections().isEmpty());
            Flow f = d.clientFlow("f");
            d.inject(syn(0).on(f).mss(1460).sackOk());
            d.expect(synAck(0, 1).on(f).mss(1460).sackOk());
        }
    }
}
