package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import mptcp.api.socket.FastOpen;
import mptcp.api.socket.FastOpenKey;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast Open by the listening end: RFC 7413 sections 4.1.2, 4.2.2 and 5.1. */
class FastOpenServerTest {
    private static final SocketConfig CONFIG = SocketConfig.DEFAULT.withNoDelay(true).withFastOpenQueue(3);
    private static final FastOpenKey KEY = FastOpenKey.of("a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4");
    private static final FastOpenKey OTHER = FastOpenKey.of("00000001-00000002-00000003-00000004");
    private static final byte[] NO_COOKIE = {};
    private static final long ANY_ECHO = 0;
    private static final byte[] WRONG = {1, 2, 3, 4, 5, 6, 7, 8};

    private static Segment synData(int bytes) {
        return segment("S", 0, bytes).mss(1000);
    }

    private static byte[] cookieOf(TcpPacket synAck) {
        return synAck.options().stream()
                .filter(o -> o instanceof TcpOption.Other other && other.kind() == TcpOption.KIND_FAST_OPEN)
                .map(o -> ((TcpOption.Other) o).body()).findFirst().orElse(NO_COOKIE);
    }

    /** What the listener gives to the peer; the connection is reset. */
    private static byte[] cookie(Drill d) {
        Flow f = d.clientFlow("asks");
        d.inject(syn(0).on(f).mss(1000).fastOpen());
        byte[] cookie = cookieOf(d.expect(synAck(0, 1).on(f).anyOptions()));
        d.inject(rst(1).on(f));
        return cookie;
    }

    private static Drill listening(DrillBuilder b, SocketConfig config) {
        Drill d = b.open();
        d.listen(8080, config);
        return d;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(160)
    void dataIsTakenByACookie(boolean v6) {
        try (Drill d = listening(Tcp.plain(v6), CONFIG)) {
            byte[] cookie = cookie(d);
            assertEquals(8, cookie.length);
            d.inject(synData(300).fastOpen(cookie));
            d.expect(synAck(0, 301).mss(v6 ? 1440 : 1460));
            Sock s = d.accept().expectConnected().read(300);
            s.write(100); // before the handshake is complete
            d.expect(data(1, 301, 100));
            d.inject(ack(301, 101));
            d.inject(data(301, 101, 50));
            d.expect(ack(101, 351));
            s.read(50);
            assertEquals(1, d.counter("TcpExtTCPFastOpenPassive"));
            assertEquals(1, d.counter("TcpExtTCPFastOpenCookieReqd"));
            d.expectNoAccept();
        }
    }

    @Test
    @Row(160)
    void aRequestIsAnsweredAndItsDataLeft() {
        try (Drill d = listening(Tcp.plain(), CONFIG)) {
            d.inject(synData(300).sackOk().ts(5, 0).wscale(7).fastOpen());
            TcpPacket answer = d.expect(synAck(0, 1).partial().mss(1460).sackOk().ts(ANY, 5).wscale(ANY));
            assertEquals(8, cookieOf(answer).length);
            d.expectNoAccept();
            d.inject(data(1, 1, 300).ts(6, ANY_ECHO));
            d.accept().read(300);
            d.skip();
        }
    }

    /** The second SYN/ACK has to come through what the first did not: it has no option. */
    @Test
    @Row(160)
    void aRepeatedSynAckHasNoCookie() {
        try (Drill d = listening(Tcp.plain(), CONFIG)) {
            d.inject(syn(0).mss(1000).fastOpen());
            d.expect(synAck(0, 1).anyOptions());
            d.expectAfter(seconds(1), synAck(0, 1).mss(1460));
        }
    }

    @Test
    @Row(161)
    void aWrongCookieIsAnsweredWithARightOne() {
        try (Drill d = listening(Tcp.plain(), CONFIG)) {
            d.inject(synData(300).fastOpen(WRONG));
            byte[] right = cookieOf(d.expect(synAck(0, 1).anyOptions()));
            d.expectNoAccept();
            assertEquals(1, d.counter("TcpExtTCPFastOpenPassiveFail"));
            d.inject(ack(1, 1));
            d.accept();
            Flow f = d.clientFlow("b");
            d.inject(synData(10).on(f).fastOpen(right));
            d.expect(synAck(0, 11).on(f).mss(1460));
            d.accept().read(10);
        }
    }

    /** A cookie is of the peer's address: it is no good for another. */
    @Test
    @Row(161)
    void aCookieOfAnotherAddressIsWrong() {
        try (Drill d = listening(Tcp.plain(), CONFIG)) {
            byte[] cookie = cookie(d);
            Flow f = d.separateFlow("other", new InetSocketAddress(d.localAddress(), 8080),
                    new InetSocketAddress(d.secondPeerAddress(), 5000));
            d.inject(synData(10).on(f).fastOpen(cookie));
            byte[] right = cookieOf(d.expect(synAck(0, 1).on(f).anyOptions()));
            assertFalse(Arrays.equals(cookie, right));
        }
    }

    /** As Linux makes it of the same key and addresses; the interoperability tests ask the kernel. */
    @Test
    @Row(161)
    void theKeyMakesTheCookie() {
        byte[] first;
        try (Drill d = listening(Tcp.plain().seed(1).config(c -> c.fastOpen(FastOpen.DEFAULT.withKeys(List.of(KEY)))), CONFIG)) {
            first = cookie(d);
        }
        try (Drill d = listening(Tcp.plain().seed(2), CONFIG.withFastOpenKeys(List.of(KEY)))) {
            assertArrayEquals(first, cookie(d));
        }
        try (Drill d = listening(Tcp.plain().seed(2), CONFIG.withFastOpenKeys(List.of(OTHER)))) {
            assertFalse(Arrays.equals(first, cookie(d)));
        }
    }

    /** RFC 7413 section 4.1.2: keys are changed; cookies of the last one are good still, and replaced. */
    @Test
    @Row(161)
    void theCookieOfTheFormerKeyIsTakenAndReplaced() {
        byte[] former;
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenKeys(List.of(OTHER)))) {
            former = cookie(d);
        }
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenKeys(List.of(KEY, OTHER)))) {
            byte[] now = cookie(d);
            d.inject(synData(10).fastOpen(former));
            assertArrayEquals(now, cookieOf(d.expect(synAck(0, 11).anyOptions())));
            d.accept().read(10);
            assertEquals(1, d.counter("TcpExtTCPFastOpenPassiveAltKey"));
        }
    }

    @Test
    @Row(154)
    void theOptionOfExperimentsIsAnsweredAlike() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenKeys(List.of(KEY)))) {
            byte[] cookie = cookie(d);
            int[] body = new int[10];
            body[0] = 0xf9;
            body[1] = 0x89;
            for (int i = 0; i < 8; i++) {
                body[i + 2] = cookie[i] & 0xff;
            }
            d.inject(syn(0).mss(1000).other(254, 0xf9, 0x89));
            d.expect(synAck(0, 1).mss(1460).other(254, body));
            Flow f = d.clientFlow("b");
            d.inject(synData(10).on(f).other(254, body));
            d.expect(synAck(0, 11).on(f).mss(1460));
            d.accept().read(10);
        }
    }

    @Test
    @Row(162)
    void aListenerThatDoesNotAskForItHasNone() {
        try (Drill d = listening(Tcp.plain(), SocketConfig.DEFAULT)) {
            d.inject(synData(10).fastOpen());
            d.expect(synAck(0, 1).mss(1460));
        }
    }

    @Test
    @Row(162)
    void aHostMayGiveItToEveryListener() {
        FastOpen all = FastOpen.DEFAULT.withEveryListener(5).withoutCookies(false, true);
        try (Drill d = listening(Tcp.plain().config(c -> c.fastOpen(all)), SocketConfig.DEFAULT)) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            d.accept().read(10);
        }
    }

    @Test
    @Row(162)
    void aHostMayForbidIt() {
        try (Drill d = listening(Tcp.plain().config(c -> c.fastOpen(FastOpen.DEFAULT.withRoles(true, false))), CONFIG)) {
            d.inject(synData(10).fastOpen());
            d.expect(synAck(0, 1).mss(1460));
        }
    }

    @Test
    @Row(162)
    void aListenerMayDoWithoutCookies() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenCookies(false))) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            d.accept().read(10);
        }
    }

    /** RFC 7413 section 5.1: beyond the limit SYNs are ordinary ones, and a reset makes no room for a while. */
    @Test
    @Row(163)
    void pendingOnesAreLimited() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenQueue(2).withFastOpenCookies(false))) {
            Flow first = opened(d, "b");
            Flow second = opened(d, "c");
            Flow third = d.clientFlow("d");
            d.inject(synData(10).on(third));
            d.expect(synAck(0, 1).on(third).mss(1460));
            assertEquals(1, d.counter("TcpExtTCPFastOpenListenOverflow"));
            d.inject(rst(11).on(first));
            d.inject(rst(1).on(third));
            Flow fourth = d.clientFlow("e");
            d.inject(synData(10).on(fourth));
            d.expect(synAck(0, 1).on(fourth).mss(1460)); // the reset one counts still
            d.inject(rst(1).on(fourth));
            d.inject(ack(11, 1).on(second)); // its handshake is complete, it counts no more
            opened(d, "f");
            d.inject(rst(11).on("f"));
            d.advance(seconds(60));
            opened(d, "g");
        }
    }

    private static Flow opened(Drill d, String name) {
        Flow f = d.clientFlow(name);
        d.inject(synData(10).on(f));
        d.expect(synAck(0, 11).on(f).mss(1460));
        return f;
    }

    /** The peer's third segment is lost: the SYN/ACK comes again, and then the data that is not acknowledged. */
    @Test
    @Row(164)
    void theSynAckIsRepeatedWithDataUnderWay() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenCookies(false))) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            Sock s = d.accept().read(10).write(100);
            d.expect(data(1, 11, 100));
            d.expectAfter(seconds(1), synAck(0, 11).mss(1460));
            d.inject(ack(11, 1));
            d.expectEventually(seconds(3), data(1, 11, 100));
            d.inject(ack(11, 101));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    /** Its SYN again, as all peers send it, without data. */
    @Test
    @Row(164)
    void aRepeatedSynIsAnsweredAgain() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenCookies(false))) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            d.inject(syn(0).mss(1000));
            d.expect(synAck(0, 11).mss(1460));
            d.accept().read(10);
        }
    }

    @Test
    @Row(164)
    void aResetBeforeTheHandshakeIsCompleteIsTold() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenCookies(false))) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            Sock s = d.accept().read(10);
            d.inject(rst(11));
            s.expectReadError(Reason.RESET);
        }
    }

    /** The application ends its direction before the handshake is complete: the FIN follows it. */
    @Test
    @Row(164)
    void closingBeforeTheHandshakeIsComplete() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenCookies(false))) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            Sock s = d.accept().read(10).write(20);
            d.expect(data(1, 11, 20));
            s.close();
            d.inject(ack(11, 21));
            d.expect(fin(21, 11));
            d.inject(fin(11, 22));
            d.expect(ack(22, 12));
            s.expectReady(StreamSocket.CLOSED);
        }
    }

    /** Nobody answers the SYN/ACK: the connection ends, and the application hears of it. */
    @Test
    @Row(164)
    void aPeerThatIsNotThereIsGivenUp() {
        try (Drill d = listening(Tcp.plain().config(c -> c.synRetries(2)), CONFIG.withFastOpenCookies(false))) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            Sock s = d.accept().read(10);
            d.advance(seconds(10));
            d.skip();
            s.expectReadError(Reason.TIMED_OUT);
        }
    }

    /** Data that follows in the flight of the SYN is taken in its order. */
    @Test
    @Row(164)
    void dataThatFollowsTheThirdSegment() {
        try (Drill d = listening(Tcp.plain(), CONFIG.withFastOpenCookies(false))) {
            d.inject(synData(10));
            d.expect(synAck(0, 11).mss(1460));
            Sock s = d.accept();
            d.inject(data(11, 1, 30));
            d.expectWithin(ms(1), ack(1, 41));
            s.read(40);
        }
    }
}
