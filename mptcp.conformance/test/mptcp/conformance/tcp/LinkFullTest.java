package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.UserTimeoutOption;
import mptcp.api.socket.WireProfile;
import mptcp.conformance.LinkFull;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;

/** What TCP has to say while the link has no room is said when it has, once, and not forgotten. */
class LinkFullTest {
    private static final int CE = 3;
    private static final int KIND_USER_TIMEOUT = 28;

    private static TcpPacket only(List<TcpPacket> left) {
        assertEquals(1, left.size(), () -> "" + left);
        return left.getFirst();
    }

    private static long acked(Drill d, TcpPacket p) {
        return p.ack() - d.flow("a").peerIsn();
    }

    private static long position(Drill d, TcpPacket p) {
        return p.seq() - d.flow("a").stackIsn();
    }

    private static Sock sacking(Drill d) {
        d.peer().sack(true);
        d.listen(8080);
        return d.handshakeServer();
    }

    private static TcpOption.Sack.Block block(Drill d, TcpPacket p) {
        TcpOption.Sack.Block b = p.option(TcpOption.Sack.class).orElseThrow().blocks().getFirst();
        long isn = d.flow("a").peerIsn();
        return new TcpOption.Sack.Block((int) (b.start() - isn), (int) (b.end() - isn));
    }

    @Test
    void synAndItsAnswer() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            TcpPacket p = only(LinkFull.during(d, () -> d.inject(syn(0).mss(1000))));
            assertTrue(p.has(TcpFlags.SYN) && p.has(TcpFlags.ACK));
            d.inject(ack(1, 1));
            d.accept().expectConnected();
        }
        try (Drill d = Tcp.plain().open()) {
            TcpPacket p = only(LinkFull.during(d, d::connect));
            assertTrue(p.has(TcpFlags.SYN) && !p.has(TcpFlags.ACK));
        }
    }

    @Test
    void selectiveAcknowledgement() {
        try (Drill d = Tcp.plain().open()) {
            sacking(d);
            TcpPacket p = only(LinkFull.during(d, () -> d.inject(data(101, 1, 100))));
            assertEquals(1, acked(d, p));
            assertEquals(new TcpOption.Sack.Block(101, 201), block(d, p));
        }
    }

    /** RFC 2883: reported once, though the acknowledgement that was to report it first did not leave. */
    @Test
    void duplicate() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = sacking(d);
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101));
            TcpPacket p = only(LinkFull.during(d, () -> d.inject(data(1, 1, 100))));
            assertEquals(101, acked(d, p));
            assertEquals(new TcpOption.Sack.Block(1, 101), block(d, p));
            d.inject(data(101, 1, 100));
            assertTrue(d.skip().getFirst().option(TcpOption.Sack.class).isEmpty());
            s.read(200);
        }
    }

    @Test
    void windowUpdate() {
        try (Drill d = Tcp.plain().config(c -> c.receiveBuffer(7300, 7300).windowScaling(false)).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            for (int i = 0; i < 8; i++) {
                d.inject(data(1 + 1000 * i, 1, 1000));
            }
            assertEquals(0, d.skip().getLast().window());
            TcpPacket p = only(LinkFull.during(d, () -> s.read(7300)));
            assertEquals(7301, acked(d, p));
            assertTrue(p.window() >= 4000, () -> "" + p);
        }
    }

    @Test
    void endOfTheStream() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            TcpPacket p = only(LinkFull.during(d, s::shutdownOutput));
            assertTrue(p.has(TcpFlags.FIN));
            assertEquals(1, position(d, p));
        }
    }

    @Test
    void endOfTheStreamBehindData() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            List<TcpPacket> left = LinkFull.during(d, () -> {
                s.write(100);
                s.shutdownOutput();
            });
            assertEquals(1, left.stream().filter(p -> p.has(TcpFlags.FIN)).count(), () -> "" + left);
            assertEquals(100, left.stream().mapToInt(p -> p.payload().length).sum());
        }
    }

    @Test
    void challenge() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.handshakeServer();
            TcpPacket p = only(LinkFull.during(d, () -> d.inject(rst(2))));
            assertEquals(1, acked(d, p));
            assertEquals(1, d.counter("TcpExtTCPChallengeACK"));
        }
    }

    @Test
    void probeOfAClosedWindow() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            d.inject(ack(1, 1).win(0));
            s.write(100);
            TcpPacket p = only(LinkFull.during(d, ms(300), () -> { }));
            assertEquals(0, position(d, p));
            assertEquals(1, d.counter("TcpExtTCPWinProbe"));
        }
    }

    @Test
    void keepAlive() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080, SocketConfig.DEFAULT.withKeepAlive(seconds(30)));
            d.handshakeServer();
            TcpPacket p = only(LinkFull.during(d, seconds(30) + ms(5), () -> { }));
            assertEquals(0, position(d, p));
            assertEquals(1, d.counter("TcpExtTCPKeepAlive"));
        }
    }

    /** RFC 5482: on the first segment behind the SYN, and on no other. */
    @Test
    void userTimeout() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect(SocketConfig.DEFAULT.withUserTimeout(seconds(300)).withUserTimeoutOption(UserTimeoutOption.SEND));
            d.expect(syn(0).anyOptions());
            TcpPacket p = only(LinkFull.during(d, () -> d.inject(synAck(0, 1).mss(1000))));
            assertTrue(saysUserTimeout(p), () -> "" + p);
            s.write(10);
            assertTrue(d.skip().stream().noneMatch(LinkFullTest::saysUserTimeout));
        }
    }

    private static boolean saysUserTimeout(TcpPacket p) {
        return p.options().stream().anyMatch(o -> o instanceof TcpOption.Other other && other.kind() == KIND_USER_TIMEOUT);
    }

    private static Sock congestible(Drill d) {
        d.listen(8080);
        d.inject(segment("SEW", 0, 0).mss(1000));
        d.expect(segment("S.E", 0, 0).ack(1).anyOptions());
        d.inject(ack(1, 1));
        return d.accept();
    }

    @Test
    void congestionIsEchoed() {
        try (Drill d = Tcp.plain().config(c -> c.ecn(true)).open()) {
            Sock s = congestible(d);
            TcpPacket p = only(LinkFull.during(d, () -> d.inject(data(1, 1, 100).trafficClass(CE))));
            assertTrue(p.has(TcpFlags.ECE));
            assertEquals(101, acked(d, p));
            s.read(100);
        }
    }

    /** RFC 3168 section 6.1.2: by the first new data that leaves, and by no other. */
    @Test
    void reductionIsTold() {
        try (Drill d = Tcp.plain().config(c -> c.ecn(true)).open()) {
            Sock s = congestible(d);
            s.write(2000);
            assertEquals(2, d.skip().size());
            List<TcpPacket> left = LinkFull.during(d, () -> {
                d.inject(segment(".E", 1, 0).ack(2001));
                s.write(3000);
            });
            assertTrue(left.getFirst().has(TcpFlags.CWR));
            assertEquals(1, left.stream().filter(p -> p.has(TcpFlags.CWR)).count());
        }
    }

    @Test
    void reset() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            TcpPacket p = only(LinkFull.during(d, () -> {
                s.abort();
                assertEquals(0, d.stack().inspector().connections().size(), "it is over at once");
            }));
            assertTrue(p.has(TcpFlags.RST));
            assertEquals(1, position(d, p));
            assertEquals(1, d.counter("TcpOutRsts"));
        }
    }

    /** They are few that wait; what is too much is lost as on the way. */
    @Test
    void manyResets() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080, SocketConfig.DEFAULT);
            List<Sock> all = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                Flow f = d.clientFlow("f" + i);
                d.inject(syn(0).on(f).mss(1000));
                d.expect(synAck(0, 1).on(f).anyOptions());
                d.inject(ack(1, 1).on(f));
                all.add(d.accept());
            }
            List<TcpPacket> left = LinkFull.during(d, () -> all.forEach(Sock::abort));
            assertEquals(64, left.size());
            Set<Integer> ports = new TreeSet<>();
            left.forEach(p -> ports.add(p.destinationPort()));
            assertEquals(64, ports.size());
            assertEquals(64, d.counter("TcpOutRsts"));
        }
    }
}
