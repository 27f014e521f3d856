package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.Arrays;
import mptcp.api.socket.FastOpen;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast Open by the connecting end: RFC 7413 sections 4.1.3 and 4.2. */
class FastOpenClientTest {
    private static final byte[] COOKIE = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final SocketConfig CONFIG = SocketConfig.DEFAULT.withNoDelay(true);
    private static final int SERVER_MSS = 1000;
    /** What the server's segment size leaves beside all options that a header can have. */
    private static final int ROOM = SERVER_MSS - 40;

    private int flows;

    private static Segment synData(int bytes) {
        return segment("S", 0, bytes);
    }

    private Flow another(Drill d) {
        return d.separateFlow("f" + ++flows, new InetSocketAddress(d.localAddress(), 0),
                new InetSocketAddress(d.peerAddress(), Drill.DEFAULT_PORT));
    }

    /** The stack asks for a cookie, and gets this one with the server's segment size; the connection is reset. */
    private void learn(Drill d, byte[] cookie) {
        Flow f = another(d);
        Sock s = d.connect(f, CONFIG, 0);
        d.expect(syn(0).on(f).partial().fastOpen());
        d.inject(synAck(0, 1).on(f).mss(SERVER_MSS).fastOpen(cookie));
        d.expect(ack(1, 1).on(f));
        s.abort();
        d.expect(rstAck(1, 1).on(f));
    }

    private Drill knowing(DrillBuilder b) {
        Drill d = b.open();
        learn(d, COOKIE);
        return d;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(150)
    void aCookieIsAskedForAndUsed(boolean v6) {
        try (Drill d = knowing(Tcp.plain(v6))) {
            Sock s = d.connect(CONFIG, 300);
            d.expect(synData(300).mss(v6 ? 1440 : 1460).sackOk().ts(ANY, 0).wscale(ANY).fastOpen(COOKIE));
            d.inject(synAck(0, 301).mss(SERVER_MSS));
            d.expect(ack(301, 1));
            s.expectConnected();
            assertEquals(0, s.socket().unacknowledged());
            s.write(50);
            d.expect(data(301, 1, 50));
            d.inject(ack(1, 351));
            assertEquals(1, d.counter("TcpExtTCPFastOpenActive"));
            assertEquals(0, d.counter("TcpRetransSegs"));
        }
    }

    /** Without a cookie the bytes go with the third segment, as they would without Fast Open. */
    @Test
    @Row(150)
    void theRequestHasNoData() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect(CONFIG, 300);
            d.expect(syn(0).mss(1460).sackOk().ts(ANY, 0).wscale(ANY).fastOpen());
            d.inject(synAck(0, 1).mss(SERVER_MSS).fastOpen(COOKIE));
            d.expect(data(1, 1, 300));
            d.inject(ack(1, 301));
            s.expectConnected();
            assertEquals(0, d.counter("TcpExtTCPFastOpenActive"));
        }
    }

    /** RFC 7413 section 4.2.1: the SYN's data fits the segment size that was learned with the cookie. */
    @Test
    @Row(151)
    void theSynIsNoLongerThanTheServersSegments() {
        try (Drill d = knowing(Tcp.plain())) {
            d.connect(CONFIG, 3000);
            d.expect(synData(ROOM).partial().fastOpen(COOKIE));
            d.inject(synAck(0, ROOM + 1).mss(SERVER_MSS));
            d.expect(data(ROOM + 1, 1, 1000), data(ROOM + 1001, 1, 1000), data(ROOM + 2001, 1, 1000 - ROOM));
        }
    }

    /** The data was not taken: it is sent as if it never had been, without a loss. */
    @Test
    @Row(152)
    void whatTheServerDoesNotTakeFollows() {
        try (Drill d = knowing(Tcp.plain())) {
            Sock s = d.connect(CONFIG, 300);
            d.expect(synData(300).partial().fastOpen(COOKIE));
            d.inject(synAck(0, 1).mss(SERVER_MSS).fastOpen((byte) 9, (byte) 9, (byte) 9, (byte) 9));
            d.expect(data(1, 1, 300));
            d.inject(ack(1, 301));
            s.expectConnected().abort();
            d.expect(rstAck(301, 1));
            assertEquals(1, d.counter("TcpExtTCPFastOpenActiveFail"));
            assertEquals(0, d.counter("TcpRetransSegs"));
            Flow next = another(d);
            d.connect(next, CONFIG, 10);
            d.expect(synData(10).on(next).partial().fastOpen((byte) 9, (byte) 9, (byte) 9, (byte) 9));
        }
    }

    @Test
    @Row(152)
    void whatTheServerTakesInPartIsGoneOnWith() {
        try (Drill d = knowing(Tcp.plain())) {
            d.connect(CONFIG, 300);
            d.expect(synData(300).partial().fastOpen(COOKIE));
            d.inject(synAck(0, 101).mss(SERVER_MSS));
            d.expect(data(101, 1, 200));
        }
    }

    @Test
    @Row(152)
    void anAcknowledgementBeyondTheDataIsRefused() {
        try (Drill d = knowing(Tcp.plain())) {
            Sock s = d.connect(CONFIG, 300);
            d.expect(synData(300).partial().fastOpen(COOKIE));
            d.inject(synAck(0, 302).mss(SERVER_MSS));
            d.expect(rst(302));
            s.expectNotReady(StreamSocket.CONNECTED);
        }
    }

    /** RFC 7413 section 4.2.1 and 7.1: what comes again has neither option nor data, and gets through. */
    @Test
    @Row(153)
    void aLostSynIsRepeatedWithoutDataAndOption() {
        try (Drill d = knowing(Tcp.plain())) {
            Sock s = d.connect(CONFIG, 300);
            d.expect(synData(300).partial().fastOpen(COOKIE));
            d.expectAfter(seconds(1), syn(0).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
            d.inject(synAck(0, 1).mss(SERVER_MSS));
            d.expect(data(1, 1, 300));
            s.expectConnected();
        }
    }

    /** The first SYN had arrived after all. */
    @Test
    @Row(153)
    void theDataOfARepeatedSynMayBeAcknowledged() {
        try (Drill d = knowing(Tcp.plain())) {
            d.connect(CONFIG, 300);
            d.expect(synData(300).partial().fastOpen(COOKIE));
            d.expectAfter(seconds(1), syn(0).partial());
            d.inject(synAck(0, 301).mss(SERVER_MSS));
            d.expect(ack(301, 1));
        }
    }

    /** Two SYNs with data in a row were lost, and those without were not: for a while there are no more of them. */
    @Test
    @Row(153)
    void whereDataOnSynsIsLostItRests() {
        try (Drill d = knowing(Tcp.plain())) {
            for (int i = 0; i < 2; i++) {
                Flow f = another(d);
                Sock s = d.connect(f, CONFIG, 10);
                d.expect(synData(10).on(f).partial().fastOpen(COOKIE));
                d.expectAfter(seconds(1), syn(0).on(f).partial());
                d.inject(synAck(0, 1).on(f).mss(SERVER_MSS));
                d.expect(data(1, 1, 10).on(f));
                s.abort();
                d.expect(rstAck(11, 1).on(f));
            }
            Flow f = another(d);
            Sock s = d.connect(f, CONFIG, 10);
            d.expect(syn(0).on(f).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
            s.abort();
            d.advance(seconds(241));
            Flow later = another(d);
            d.connect(later, CONFIG, 10);
            d.expect(synData(10).on(later).partial().fastOpen(COOKIE));
        }
    }

    /** A form that is not answered is not asked in again: the next request has the other one. */
    @Test
    @Row(154)
    void theOptionOfExperimentsIsTriedWhereTheAssignedOneIsNotAnswered() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect(CONFIG, 0);
            d.expect(syn(0).partial().fastOpen());
            d.inject(synAck(0, 1).mss(SERVER_MSS));
            d.expect(ack(1, 1));
            s.abort();
            d.expect(rstAck(1, 1));
            Flow f = another(d);
            Sock second = d.connect(f, CONFIG, 0);
            d.expect(syn(0).on(f).mss(1460).sackOk().ts(ANY, 0).wscale(ANY).other(254, 0xf9, 0x89));
            d.inject(synAck(0, 1).on(f).mss(SERVER_MSS).other(254, 0xf9, 0x89, 1, 2, 3, 4));
            d.expect(ack(1, 1).on(f));
            second.abort();
            d.expect(rstAck(1, 1).on(f));
            Flow third = another(d);
            d.connect(third, CONFIG, 5);
            d.expect(synData(5).on(third).partial().other(254, 0xf9, 0x89, 1, 2, 3, 4));
        }
    }

    /** Cookies have 4 to 16 octets, an even number of them; what has not is none. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 15, 18})
    @Row(154)
    void anImpossibleCookieIsNone(int length) {
        try (Drill d = Tcp.plain().open()) {
            learn(d, new byte[length]);
            Flow f = another(d);
            d.connect(f, CONFIG, 5);
            d.expect(syn(0).on(f).partial().other(254, 0xf9, 0x89));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6, 16})
    @Row(154)
    void cookiesOfAllLengthsAreKept(int length) {
        byte[] cookie = new byte[length];
        Arrays.fill(cookie, (byte) length);
        try (Drill d = Tcp.plain().open()) {
            learn(d, cookie);
            d.connect(CONFIG, 5);
            d.expect(synData(5).partial().fastOpen(cookie));
        }
    }

    @Test
    @Row(155)
    void withoutCookiesTheFirstSynHasData() {
        try (Drill d = Tcp.plain().open()) {
            d.connect(CONFIG.withFastOpenCookies(false), 3000);
            d.expect(synData(1420).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
            d.inject(synAck(0, 1421).mss(SERVER_MSS));
            d.expect(data(1421, 1, 1000), data(2421, 1, 580));
        }
    }

    @Test
    @Row(155)
    void aHostMayDoWithoutCookiesForAll() {
        try (Drill d = Tcp.plain().config(c -> c.fastOpen(FastOpen.DEFAULT.withoutCookies(true, false))).open()) {
            d.connect(CONFIG, 10);
            d.expect(synData(10).partial());
        }
    }

    @Test
    @Row(155)
    void aHostThatIsNoClientSendsAnOrdinarySyn() {
        try (Drill d = Tcp.plain().config(c -> c.fastOpen(FastOpen.DEFAULT.withRoles(false, true))).open()) {
            d.connect(CONFIG, 10);
            d.expect(syn(0).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
            d.inject(synAck(0, 1).mss(SERVER_MSS));
            d.expect(data(1, 1, 10));
        }
    }

    /** Data on the SYN/ACK, as RFC 7413 allows, and RFC 9293 section 3.10.7.3 without it. */
    @Test
    @Row(156)
    void dataOnTheSynAckIsRead() {
        try (Drill d = knowing(Tcp.plain())) {
            Sock s = d.connect(CONFIG, 300);
            d.expect(synData(300).partial().fastOpen(COOKIE));
            d.inject(segment("S.", 0, 200).ack(301).mss(SERVER_MSS));
            d.expect(ack(301, 201));
            s.expectConnected().read(200);
        }
    }

    @Test
    @Row(158)
    void aRefusalEndsIt() {
        try (Drill d = knowing(Tcp.plain())) {
            Sock s = d.connect(CONFIG, 300);
            d.expect(synData(300).partial().fastOpen(COOKIE));
            d.inject(rstAck(0, 301));
            s.expectError(Reason.REFUSED);
        }
    }

    /** Three timeouts in a row after data on a SYN: something on the way cannot bear it. */
    @Test
    @Row(157)
    void aBlackHoleSwitchesItOffForAWhile() {
        try (Drill d = knowing(Tcp.plain().config(c -> c.fastOpen(FastOpen.DEFAULT.withBlackhole(seconds(60)))))) {
            Sock s = d.connect(CONFIG, 10);
            d.expect(synData(10).partial().fastOpen(COOKIE));
            d.inject(synAck(0, 11).mss(SERVER_MSS));
            d.expect(ack(11, 1));
            s.write(10);
            d.expect(data(11, 1, 10));
            d.expectEventually(seconds(3), data(11, 1, 10));
            d.expectEventually(seconds(3), data(11, 1, 10));
            d.expectEventually(seconds(3), data(11, 1, 10));
            d.advance(seconds(2));
            d.skip();
            assertEquals(1, d.counter("TcpExtTCPFastOpenBlackhole"));
            s.abort();
            d.expect(rstAck(21, 1));
            Flow f = another(d);
            d.connect(f, CONFIG, 10).abort();
            d.expect(syn(0).on(f).mss(1460).sackOk().ts(ANY, 0).wscale(ANY));
            d.advance(seconds(60) + ms(1));
            Flow later = another(d);
            d.connect(later, CONFIG, 10);
            d.expect(synData(10).on(later).partial().fastOpen(COOKIE));
        }
    }
}
