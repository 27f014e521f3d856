package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import mptcp.api.socket.SocketConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Timestamps from the future by somebody who sees nothing and hits RCV.NXT by luck: unless the acknowledgement is right as
 * well (RFC 5961 section 5), nothing of the segment is kept (RFC 7323 section 5.3), or PAWS would drop what is genuine for 24
 * days.
 */
@Timeout(60)
final class TimestampTest {
    private static final long FUTURE = 1L << 30;
    private static final long SECOND = 1_000_000_000;

    private record Poison(String name, BiConsumer<Peer, Seg> shape) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Poison> POISONS = List.of(
            new Poison("no ACK flag, one byte", (p, s) -> s.flags("-").data(new byte[1])),
            new Poison("no ACK flag, empty", (p, s) -> s.flags("-")),
            new Poison("no ACK flag, straddling RCV.NXT",
                    (p, s) -> s.flags("P").seq(p.wire().next() - 1).data(new byte[400])),
            new Poison("ACK of what was not sent", (p, s) -> s.ack(p.wire().received() + 100_000).data(new byte[100])),
            new Poison("ACK of what was not sent, empty", (p, s) -> s.ack(p.wire().received() + 1_000_000)),
            new Poison("ACK of long ago", (p, s) -> s.ack(p.wire().received() - (1 << 30)).data(new byte[100])),
            new Poison("ACK of long ago, empty", (p, s) -> s.ack(p.wire().received() - (1 << 30))),
            new Poison("ACK half the space away",
                    (p, s) -> s.ack(p.wire().received() + (1L << 31)).data(new byte[1400])),
            new Poison("FIN without ACK", (p, s) -> s.flags("F").data(new byte[10])),
            new Poison("FIN with a wrong ACK", (p, s) -> s.flags("F.").ack(p.wire().received() + 100_000)),
            new Poison("SYN in the window", (p, s) -> s.flags("S").seq(p.wire().next() + 10)),
            new Poison("SYN at RCV.NXT", (p, s) -> s.flags("S")),
            new Poison("SYN and ACK at RCV.NXT", (p, s) -> s.flags("S.")),
            new Poison("RST in the window", (p, s) -> s.flags("R").seq(p.wire().next() + 1)),
            new Poison("below the window", (p, s) -> s.seq(p.wire().next() - 200).data(new byte[100])));

    /** Where RFC 9293 itself lets the segment end the connection: a SYN in SYN-RECEIVED and in TIME-WAIT. */
    private static boolean lawful(Poison p, States s) {
        return !(p.name.startsWith("SYN") && (s == States.SYN_RECEIVED || s == States.TIME_WAIT));
    }

    @ParameterizedTest
    @EnumSource(States.class)
    void poisoned(States state) {
        List<String> stalled = new ArrayList<>();
        for (Poison poison : POISONS) {
            if (lawful(poison, state)) {
                try (Target t = Target.small(c -> c.mptcpVersion(-1).delayedAckNs(0))) {
                    Peer p = t.peer().version(-1).timestamps(true);
                    state.reach(p);
                    assertEquals(state.label(), States.state(p, t));
                    poison(p, poison);
                    state.proves(p, t);
                    t.bystanderGoesOn();
                    t.report("timestamp from the future in each state, " + POISONS.size() + " kinds of segment",
                            Figures.Foe.BLIND, "the genuine peer is served");
                } catch (AssertionError e) {
                    stalled.add(poison + ": " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), stalled, "in " + state.label());
    }

    private static void poison(Peer p, Poison poison) {
        Target t = p.target();
        Seg seg = p.wire().seg();
        poison.shape.accept(p, seg);
        seg.ts(t.millis() + FUTURE).attack();
        t.advance(20_000_000);
    }

    /** The same with Multipath TCP: the other checks are those of the data level. */
    @Test
    void poisonedWithMultipathTcp() {
        List<String> stalled = new ArrayList<>();
        for (Poison poison : POISONS) {
            try (Target t = Target.small(c -> { })) {
                Peer p = t.peer().timestamps(true).connect();
                p.exchange(500);
                poison(p, poison);
                p.exchange(1000);
                t.bystanderGoesOn();
                t.report("timestamp from the future on a subflow, " + POISONS.size() + " kinds of segment",
                        Figures.Foe.BLIND, "the genuine peer is served");
            } catch (AssertionError e) {
                stalled.add(poison + ": " + e.getMessage());
            }
        }
        assertEquals(List.of(), stalled);
    }

    /** The whole window is swept: the segments that an attacker sends who knows addresses and ports only. */
    @Test
    void sweptOverTheSequenceSpace() {
        try (Target t = new Target()) {
            Peer p = t.peer().timestamps(true).connect();
            p.exchange(500);
            byte[] bytes = new byte[1000];
            t.storm(20_000, i -> p.wire().seg().flags("-").seq(p.wire().next() - 10_000_000 + i * 1000L).data(bytes)
                    .ts(t.millis() + FUTURE).bytes());
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("timestamps from the future swept over the sequence space, 20000", Figures.Foe.BLIND,
                    "the genuine peer is served");
        }
    }

    /** A segment whose acknowledgement is wrong is no sign of life of the peer. */
    @Test
    void aWrongSegmentIsNoSignOfLife() {
        SocketConfig alive = SocketConfig.DEFAULT.withKeepAlive(10 * SECOND);
        try (Target t = new Target(c -> { }, alive)) {
            Peer p = t.peer().timestamps(true).connect();
            p.exchange(500);
            p.wire().silent(true);
            for (int i = 0; i < 400 && p.app().lives(); i++) {
                t.advance(5 * SECOND);
                p.wire().seg().ack(p.wire().received() + 100_000).data(new byte[10]).attack();
                p.wire().seg().flags("-").data(new byte[10]).attack();
            }
            assertFalse(p.app().lives(), "the peer is gone for half an hour, and keep-alive did not notice");
            t.report("segments that seem to show that a dead peer lives", Figures.Foe.BLIND, "keep-alive notices its death");
        }
    }

    /** An echo that never was sent makes no round-trip time of hours, nor of nothing. */
    @Test
    void echoesThatWereNeverSent() {
        try (Target t = new Target()) {
            Peer p = t.peer().timestamps(true).connect();
            p.exchange(500);
            for (long echo : new long[] {0, 1, -1, 1L << 31, p.wire().theirTimestamp() + 1_000_000,
                p.wire().theirTimestamp() - 1_000_000}) {
                p.app().write(100);
                p.wire().silent(true);
                t.run();
                p.wire().seg().dack().tsEcho(echo).attack();
                p.wire().silent(false);
            }
            long rto = t.connection(p).subflows().getFirst().rtoNs();
            assertTrue(rto >= 1_000_000 && rto <= 120 * SECOND, () -> "a retransmission timeout of " + rto + " ns");
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("timestamp echoes that were never sent", Figures.Foe.PEER, "the timeout stays within its limits");
        }
    }
}
