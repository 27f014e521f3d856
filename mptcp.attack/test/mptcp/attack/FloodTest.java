package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many packets of one kind: others are served meanwhile, memory stays what it was, and no packet is answered by several. */
@Timeout(120)
final class FloodTest {
    private static final int PACKETS = 20_000;
    private static final int MANY = 1_000_000;
    private static final int ROUNDS = 10;
    private static final long MB = 1_000_000;
    private static final byte[] NOTHING = {};

    @Test
    void synFlood() {
        synFlood(PACKETS, -1);
    }

    @Test
    void synFloodOfMpCapable() {
        synFlood(PACKETS, 1);
    }

    @Test
    @Tag("slow")
    void synFloodOfMillions() {
        synFlood(MANY, 1);
    }

    private static void synFlood(int packets, int version) {
        try (Target t = new Target()) {
            List<TcpOption> options = new ArrayList<>(List.of(new TcpOption.Mss(1460)));
            if (version >= 0) {
                options.add(new TcpOption.MpCapable(version, 1, ABSENT, ABSENT, ABSENT, ABSENT));
            }
            rounds(t, packets, i -> packet(t, forged(i), 1024 + i % 50_000, Target.PORT, TcpFlags.SYN, options, NOTHING));
            Memory m = t.report("SYN flood" + (version < 0 ? "" : " with MP_CAPABLE") + ", " + packets
                    + " of forged addresses", Figures.Foe.BLIND, served());
            assertTrue(m.heap() + m.outside() < 24 * MB, () -> "the flood holds " + m.text());
            assertTrue(t.connections().size() < 2_000, () -> t.connections().size() + " connections are kept");
            t.advance(600_000_000_000L);
            assertEquals(1, t.connections().stream().filter(c -> c.state().equals("ESTAB")).count());
            assertTrue(t.connections().size() < 16, () -> t.connections().size() + " are left after ten minutes");
        }
    }

    private static final long ABSENT = mptcp.testkit.wire.Wild.ABSENT;

    @Test
    void ackFloodToTheListener() {
        flood("ACK flood to a listening port", i -> TcpFlags.ACK, Target.PORT);
    }

    @Test
    void resetFloodToTheListener() {
        flood("RST flood to a listening port", i -> TcpFlags.RST, Target.PORT);
    }

    @Test
    void synFloodToAClosedPort() {
        flood("SYN flood to a closed port", i -> TcpFlags.SYN, 81);
    }

    @Test
    void floodOfAllFlags() {
        flood("flood of all 256 combinations of flags", i -> i & 0xff, Target.PORT);
    }

    private static void flood(String name, java.util.function.IntUnaryOperator flags, int port) {
        try (Target t = new Target()) {
            long before = t.sentPackets();
            rounds(t, PACKETS, i -> packet(t, forged(i), 1024 + i % 50_000, port, flags.applyAsInt(i), List.of(),
                    i % 3 == 0 ? new byte[10] : NOTHING));
            long answers = t.sentPackets() - before;
            assertTrue(answers <= PACKETS + 1_000 + 8L * 512, () -> answers + " packets in answer to " + PACKETS);
            Memory m = t.report(name + ", " + PACKETS + " of forged addresses", Figures.Foe.BLIND, served());
            assertTrue(m.heap() + m.outside() < 24 * MB, () -> "the flood holds " + m.text());
        }
    }

    /** On the four-tuple of a connection, with numbers that are not its own. */
    @Test
    void floodOnAConnection() {
        try (Target t = new Target()) {
            Wire w = t.bystander().wire();
            long before = t.sentPackets();
            rounds(t, PACKETS, i -> PacketEncoder.encode(new TcpPacket(w.here().getAddress(), Target.HERE, 0, 64,
                    w.here().getPort(), Target.PORT, t.random().nextInt(), t.random().nextInt(),
                    t.random().nextInt() & 0xff & ~TcpFlags.RST, t.random().nextInt(65_536), 0, List.of(),
                    new byte[t.random().nextInt(50)])));
            long answers = t.sentPackets() - before;
            assertTrue(answers <= PACKETS + 2_000, () -> answers + " packets in answer to " + PACKETS);
            Memory m = t.report("random flags and numbers on the four-tuple of a connection, " + PACKETS,
                    Figures.Foe.BLIND, served());
            assertTrue(m.heap() + m.outside() < 8 * MB, () -> "the flood holds " + m.text());
        }
    }

    /** Empty acknowledgements in order: those of a peer that wants to cost time. */
    @Test
    void ackFloodOnAConnection() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            byte[] ack = p.wire().seg().dack().bytes();
            long before = t.sentPackets();
            rounds(t, PACKETS, i -> ack);
            long answers = t.sentPackets() - before;
            assertTrue(answers <= 2_000, () -> answers + " packets in answer to acknowledgements");
            t.report("acknowledgements again and again on a connection, " + PACKETS, Figures.Foe.PEER, served());
        }
    }

    /** Segments below the window are answered; each costs an answer, and no more. */
    @Test
    void oldSegmentsAgainAndAgain() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            byte[] old = p.nextData(p.wire(), 1000).bytes();
            t.inject(old);
            assertEquals(1000, p.app().drain().read());
            long before = t.sentPackets();
            rounds(t, PACKETS, i -> old);
            long answers = t.sentPackets() - before;
            assertTrue(answers <= PACKETS + 2_000, () -> answers + " packets in answer to " + PACKETS);
            p.exchange(1000);
            t.report("a segment that was received again and again, " + PACKETS, Figures.Foe.PEER, served());
        }
    }

    /** A FIN without data that tells nothing new, beyond the window and behind a hole: whoever answers each may be answered by such a one. */
    @ParameterizedTest
    @EnumSource(WireProfile.class)
    void finsThatTellNothing(WireProfile profile) {
        try (Target t = new Target(c -> c.profile(profile))) {
            for (long ahead : new long[] {100_000, 1_000}) {
                Peer p = t.peer().version(-1).connect();
                byte[] fin = p.wire().seg().seq(p.wire().next() + ahead).flags("F.").bytes();
                long before = t.sentPackets();
                t.storm(PACKETS / 10, i -> fin);
                long answers = t.sentPackets() - before;
                assertTrue(answers <= 20, () -> answers + " packets in answer to FINs " + ahead + " ahead");
                p.exchange(1000);
            }
            t.bystanderGoesOn();
            t.report("bare FINs beyond the window and behind a hole, " + PACKETS / 5, Figures.Foe.PEER, "10 answers in 5 s; exchanges");
        }
    }

    private static String served() {
        return ROUNDS + " of " + ROUNDS + " exchanges, " + ROUNDS + " of " + ROUNDS + " new connections";
    }

    /** The flood in parts; after each a bystander and a newcomer are served. */
    private static void rounds(Target t, int packets, java.util.function.IntFunction<byte[]> make) {
        for (int round = 0; round < ROUNDS; round++) {
            int first = round * (packets / ROUNDS);
            t.storm(packets / ROUNDS, i -> make.apply(first + i));
            t.bystanderGoesOn();
            t.othersCanConnect();
        }
    }

    private static InetAddress forged(int i) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, (byte) (16 + (i >> 8) % 200), (byte) (i & 0xff | 1)});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] packet(Target t, InetAddress from, int port, int to, int flags, List<TcpOption> options,
            byte[] payload) {
        return PacketEncoder.encode(new TcpPacket(from, Target.HERE, 0, 64, port, to, t.random().nextInt(),
                (flags & TcpFlags.ACK) != 0 ? t.random().nextInt() : 0, flags, 65_535, 0, options, payload));
    }
}
