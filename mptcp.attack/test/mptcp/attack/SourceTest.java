package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.testkit.Script;
import mptcp.testkit.wire.IcmpPackets;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that cannot come from where they say, or are none: neither answered nor kept. */
@Timeout(60)
final class SourceTest {
    private static final List<TcpOption> MSS = List.of(new TcpOption.Mss(1460));

    /** Sources that no peer has (RFC 1122 section 3.2.1.3, RFC 4291 section 2.7): also our own. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "224.0.0.5", "240.1.1.1", "255.255.255.255",
        "10.0.1.1", "10.0.2.1", "::1", "::", "ff02::1", "fd00:1::1"})
    void sourcesThatNobodyHas(String source) {
        try (Target t = new Target()) {
            boolean v6 = source.indexOf(':') >= 0;
            t.takeStrays();
            for (int flags : new int[] {TcpFlags.SYN, TcpFlags.ACK, TcpFlags.SYN | TcpFlags.ACK, 0, TcpFlags.FIN}) {
                for (int port : new int[] {Target.PORT, 81}) {
                    t.hostile(packet(source, 4321, v6 ? "fd00:1::1" : "10.0.1.1", port, flags));
                }
            }
            List<TcpPacket> answers = t.takeStrays();
            assertEquals(List.of(), answers.stream().map(Object::toString).toList());
            assertEquals(1, t.connections().size());
            t.bystanderGoesOn();
            t.report("segments from an address that no peer has", Figures.Foe.BLIND, "neither answered nor kept");
        }
    }

    /** Our own address and port as both ends (the land attack), and those of a listener and a connection. */
    @Test
    void land() {
        try (Target t = new Target()) {
            t.takeStrays();
            for (int i = 0; i < 100; i++) {
                t.hostile(packet("10.0.1.1", Target.PORT, "10.0.1.1", Target.PORT, TcpFlags.SYN));
                t.hostile(packet("10.0.2.1", Target.PORT, "10.0.1.1", Target.PORT, TcpFlags.SYN));
                t.hostile(packet("10.0.1.1", Target.PORT, "10.0.1.1", Target.PORT, TcpFlags.SYN | TcpFlags.ACK));
            }
            t.advance(10_000_000_000L);
            assertEquals(List.of(), t.takeStrays().stream().map(Object::toString).toList());
            assertEquals(1, t.connections().size());
            t.bystanderGoesOn();
            t.report("land: a SYN from the stack's own address and port", Figures.Foe.BLIND, "neither answered nor kept");
        }
    }

    @Test
    void portZero() {
        try (Target t = new Target()) {
            t.takeStrays();
            t.hostile(packet("10.0.66.6", 0, "10.0.1.1", Target.PORT, TcpFlags.SYN));
            t.hostile(packet("10.0.66.6", 0, "10.0.1.1", 0, TcpFlags.SYN));
            t.hostile(packet("10.0.66.6", 0, "10.0.1.1", 81, TcpFlags.SYN));
            t.hostile(packet("10.0.66.6", 0, "10.0.1.1", Target.PORT, TcpFlags.ACK));
            t.advance(10_000_000_000L);
            assertEquals(List.of(), t.takeStrays().stream().map(Object::toString).toList(), "answers to port 0");
            assertEquals(1, t.connections().size());
            t.bystanderGoesOn();
            t.report("segments from port 0", Figures.Foe.BLIND, "neither answered nor kept");
        }
    }

    /** SYN with FIN, or with RST, opens nothing. */
    @ParameterizedTest
    @ValueSource(ints = {TcpFlags.SYN | TcpFlags.FIN, TcpFlags.SYN | TcpFlags.RST,
        TcpFlags.SYN | TcpFlags.FIN | TcpFlags.PSH | TcpFlags.URG, TcpFlags.SYN | TcpFlags.RST | TcpFlags.FIN})
    void synWithTheEnd(int flags) {
        try (Target t = new Target()) {
            t.takeStrays();
            t.hostile(packet("10.0.66.6", 4321, "10.0.1.1", Target.PORT, flags));
            assertTrue(t.takeStrays().stream().noneMatch(s -> s.has(TcpFlags.SYN)), "it is answered with SYN/ACK");
            assertEquals(1, t.connections().size());
            t.bystanderGoesOn();
            t.report("SYN with FIN or RST", Figures.Foe.BLIND, "opens nothing");
        }
    }

    /** Destinations that are not ours, among them those of all. */
    @ParameterizedTest
    @ValueSource(strings = {"10.0.1.77", "10.0.255.255", "255.255.255.255", "224.0.0.1", "127.0.0.1", "0.0.0.0",
        "ff02::1", "fd00:1::99", "::1"})
    void destinationsThatAreNotOurs(String destination) {
        try (Target t = new Target()) {
            t.takeStrays();
            String from = destination.indexOf(':') >= 0 ? "fd00:1::66" : "10.0.66.6";
            t.hostile(packet(from, 4321, destination, Target.PORT, TcpFlags.SYN));
            t.hostile(packet(from, 4321, destination, 81, TcpFlags.ACK));
            assertEquals(List.of(), t.takeStrays());
            assertEquals(1, t.connections().size());
            t.report("segments to an address that is not the stack's", Figures.Foe.BLIND, "neither answered nor kept");
        }
    }

    // ---- ICMP

    /** Errors that quote what was never sent, or quote nothing, or badly; thousands of them. */
    @Test
    void icmpAboutNothing() {
        try (Target t = new Target()) {
            Wire w = t.bystander().wire();
            Peer p = t.bystander();
            byte[] ours = PacketEncoder.encode(new TcpPacket(Target.HERE, w.here().getAddress(), 0, 64, Target.PORT,
                    w.here().getPort(), w.theirIsn() + 500_000_000, 0, TcpFlags.ACK, 100, 0, List.of(), new byte[100]));
            int mss = t.connection(p).subflows().getFirst().mss();
            t.storm(20_000, i -> {
                byte[] whole = switch (i % 4) {
                    case 0 -> IcmpPackets.unreachable(Script.inet("10.0.99.1"), ours, i % 16);
                    case 1 -> IcmpPackets.tooBig(Script.inet("10.0.99.1"), ours, i % 1500);
                    case 2 -> IcmpPackets.timeExceeded(Script.inet("10.0.99.1"), ours);
                    default -> IcmpPackets.message(Script.inet("10.0.99.1"), ours, i & 0xff, i >> 8 & 0xff);
                };
                return i % 7 == 0 ? java.util.Arrays.copyOf(whole, Math.max(20, whole.length - i % 30)) : whole;
            });
            assertEquals(mss, t.connection(p).subflows().getFirst().mss(), "the segment size");
            t.bystanderGoesOn();
            t.othersCanConnect();
            t.report("ICMP errors of all kinds that quote what was not sent, 20000", Figures.Foe.BLIND,
                    "the connection stays, with its segment size");
        }
    }

    /** Errors that quote a segment in flight: those of an attacker on the path. */
    @Test
    void icmpAboutASegmentInFlight() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            p.wire().silent(true);
            p.app().write(5000);
            t.run();
            TcpPacket last = p.wire().last().getLast();
            byte[] quoted = PacketEncoder.encode(last);
            for (int code = 0; code < 16; code++) {
                if (code != 4) {
                    t.hostile(IcmpPackets.unreachable(Script.inet("10.0.99.1"), quoted, code));
                }
            }
            t.hostile(IcmpPackets.timeExceeded(Script.inet("10.0.99.1"), quoted));
            for (int mtu : new int[] {0, 1, 40, 68, 100, 65_535, 1500}) {
                t.hostile(IcmpPackets.tooBig(Script.inet("10.0.99.1"), quoted, mtu));
            }
            int mss = t.connection(p).subflows().getFirst().mss();
            assertTrue(mss >= 400, () -> "the segment size fell to " + mss);
            p.wire().silent(false);
            t.advance(3_000_000_000L);
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("ICMP errors about a segment in flight, MTU from 0 on", Figures.Foe.PATH,
                    "the connection stays, its segments have at least 400 bytes");
        }
    }

    private static byte[] packet(String from, int fromPort, String to, int port, int flags) {
        List<TcpOption> options = new ArrayList<>((flags & TcpFlags.SYN) != 0 ? MSS : List.of());
        return PacketEncoder.encode(new TcpPacket(Script.inet(from), Script.inet(to), 0, 64, fromPort, port, 1000,
                (flags & TcpFlags.ACK) != 0 ? 77 : 0, flags, 65_535, 0, options, new byte[0]));
    }
}
