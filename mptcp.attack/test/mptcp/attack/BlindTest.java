package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Script;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RST, SYN, FIN and data by somebody who sees nothing (RFC 5961), in every state. */
@Timeout(60)
final class BlindTest {
    private static final int SWEEP = 20_000;

    private static Target target() {
        return Target.small(c -> c.mptcpVersion(-1).delayedAckNs(0));
    }

    @ParameterizedTest
    @EnumSource(States.class)
    void resetInTheWindow(States state) {
        try (Target t = target()) {
            Peer p = t.peer().version(-1).timestamps(true);
            state.reach(p);
            for (long distance : new long[] {1, 2, 100, 10_000, 60_000, -1, -1000, 1 << 20, 1L << 31}) {
                p.wire().seg().flags("R").seq(p.wire().next() + distance).noTimestamps().attack();
                p.wire().seg().flags("R.").seq(p.wire().next() + distance).ack(7).attack();
            }
            assertEquals(state.label(), States.state(p, t));
            state.proves(p, t);
            t.report("RST near RCV.NXT in each state", Figures.Foe.BLIND, "the connection stays");
        }
    }

    @ParameterizedTest
    @EnumSource(value = States.class, mode = EnumSource.Mode.EXCLUDE, names = {"SYN_RECEIVED", "TIME_WAIT"})
    void synInTheWindow(States state) {
        try (Target t = target()) {
            Peer p = t.peer().version(-1).timestamps(true);
            state.reach(p);
            for (long distance : new long[] {0, 1, 1000, 60_000, -1, 1 << 20, 1L << 31}) {
                p.wire().seg().flags("S").seq(p.wire().next() + distance).noTimestamps().attack();
                p.wire().seg().flags("S.").seq(p.wire().next() + distance).noTimestamps().attack();
            }
            assertEquals(state.label(), States.state(p, t));
            state.proves(p, t);
            t.report("SYN near RCV.NXT in each state", Figures.Foe.BLIND, "the connection stays");
        }
    }

    /** Data in the window whose acknowledgement is out of the range of RFC 5961 section 5.2, or which has none. */
    @ParameterizedTest
    @EnumSource(value = States.class, names = {"ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2"})
    void dataWithoutTheRightAcknowledgement(States state) {
        try (Target t = target()) {
            Peer p = t.peer().version(-1);
            state.reach(p);
            byte[] wrong = "attack at dawn".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (String flags : List.of("P.", "F.", "FP.", "PU.")) {
                for (long ack : new long[] {p.wire().received() + 2, p.wire().received() + 1_000_000,
                    p.wire().received() - 200_000, p.wire().received() - (1L << 30), p.wire().received() + (1L << 31)}) {
                    p.wire().seg().flags(flags).ack(ack).data(wrong).attack();
                    p.wire().seg().flags(flags).seq(p.wire().next() + 200).ack(ack).data(wrong).attack();
                }
            }
            for (String flags : List.of("P", "F", "-", "U", "FPU")) {
                p.wire().seg().flags(flags).data(wrong).attack();
            }
            assertEquals(0, p.app().drain().socket().available());
            assertEquals(state.label(), States.state(p, t));
            state.proves(p, t);
            t.bystanderGoesOn();
            t.report("data and FIN with a wrong or no acknowledgement in each state", Figures.Foe.BLIND,
                    "no byte is taken");
        }
    }

    /** Challenge ACKs are bounded, and their bound tells nothing about another connection (CVE-2016-5696). */
    @Test
    void challengesAreFew() {
        try (Target t = target()) {
            Peer p = t.peer().version(-1).connect();
            Peer other = t.peer().version(-1).connect();
            p.exchange(500);
            other.exchange(500);
            long before = p.wire().packets();
            t.storm(SWEEP, i -> p.wire().seg().flags("R").seq(p.wire().next() + 1 + i).bytes());
            long challenges = p.wire().packets() - before;
            assertTrue(challenges <= 1_000, () -> challenges + " challenge ACKs at one moment");
            long told = other.wire().packets();
            other.wire().seg().flags("R").seq(other.wire().next() + 5).attack();
            assertEquals(told + 1, other.wire().packets(), "another connection's challenge is missing: a side channel");
            p.exchange(500);
            other.exchange(500);
            t.report("RSTs swept over the window, " + SWEEP, Figures.Foe.BLIND,
                    challenges + " challenge ACKs; other connections challenge as before");
        }
    }

    /** In SYN-SENT: only what acknowledges our SYN counts. */
    @Test
    void answersToASynThatWasNotSeen() throws IOException {
        try (Target t = new Target()) {
            InetSocketAddress to = new InetSocketAddress(Script.inet("10.0.50.1"), 99);
            StreamSocket s = t.stack().connect(null, to, SocketConfig.DEFAULT, null);
            t.run();
            TcpPacket syn = t.takeStrays().getFirst();
            for (int d : new int[] {-1, 0, 2, 1000, 1 << 20, 1 << 31}) {
                for (int flags : new int[] {TcpFlags.RST | TcpFlags.ACK, TcpFlags.ACK, TcpFlags.SYN | TcpFlags.ACK,
                    TcpFlags.FIN | TcpFlags.ACK, TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST}) {
                    t.hostile(answer(syn, flags, syn.seq() + d, t.random().nextInt()));
                }
            }
            t.hostile(answer(syn, TcpFlags.RST, 0, t.random().nextInt()));
            t.hostile(answer(syn, TcpFlags.FIN, 0, t.random().nextInt()));
            t.hostile(answer(syn, 0, 0, t.random().nextInt()));
            assertEquals(null, s.error());
            assertEquals(0, s.ready() & (StreamSocket.FAILED | StreamSocket.CONNECTED));
            t.hostile(answer(syn, TcpFlags.SYN | TcpFlags.ACK, syn.seq() + 1, 77));
            assertFalse((s.ready() & StreamSocket.CONNECTED) == 0, "the genuine SYN/ACK is not taken any more");
            t.bystanderGoesOn();
            t.report("answers to a SYN that was not seen", Figures.Foe.BLIND, "only the right acknowledgement counts");
        }
    }

    private static byte[] answer(TcpPacket syn, int flags, int ack, int seq) {
        return PacketEncoder.encode(new TcpPacket(syn.destination(), syn.source(), 0, 64, syn.destinationPort(),
                syn.sourcePort(), seq, (flags & TcpFlags.ACK) != 0 ? ack : 0, flags, 65_535, 0, List.of(), new byte[0]));
    }

    /** A SYN/ACK to who has answered a SYN and waits for the third packet: without the right acknowledgement it is nobody's. */
    @ParameterizedTest
    @EnumSource(WireProfile.class)
    void synAckToAHalfOpenConnection(WireProfile profile) {
        try (Target t = new Target(c -> c.profile(profile))) {
            Peer p = t.peer().version(-1).timestamps(true);
            States.SYN_RECEIVED.reach(p);
            for (int i = 0; i < 20; i++) {
                p.wire().seg().flags("S.").seq(t.random().nextInt()).ack(100_000 + t.random().nextInt(1 << 30)).noTimestamps().attack();
            }
            assertEquals(States.SYN_RECEIVED.label(), States.state(p, t));
            States.SYN_RECEIVED.proves(p, t);
            t.report("SYN/ACKs to a half-open connection", Figures.Foe.BLIND, "the connection stays");
        }
    }
}
