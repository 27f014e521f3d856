package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.inspect.SubflowSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Acknowledgements that lie, at both levels. */
@Timeout(60)
final class AckTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MB = 1_000_000;

    private static SubflowSnapshot flow(Peer p) {
        return p.target().connection(p).subflows().getFirst();
    }

    /** Optimistic acknowledgements: of what was not sent. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void ofWhatWasNotSent(int version) {
        try (Target t = new Target()) {
            Peer p = t.peer().version(version).connect();
            p.exchange(1000);
            long cwnd = flow(p).cwnd();
            for (int i = 0; i < 31; i++) {
                p.wire().seg().ack(p.wire().received() + (1L << i)).dack().attack();
            }
            assertEquals(cwnd, flow(p).cwnd());
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("acknowledgements of what was not sent", Figures.Foe.PEER,
                    "ignored; the window of congestion does not grow");
        }
    }

    /** Optimistic acknowledgements of what is still on its way: the sender's window is what it is for an honest peer. */
    @Test
    void beforeItArrived() {
        try (Target t = new Target()) {
            Peer p = t.peer().scale(8).window(40_000).connect();
            p.exchange(1000);
            p.wire().silent(true);
            t.memoryCounts();
            long from = p.wire().payloadBytes();
            for (int i = 0; i < 300; i++) {
                p.app().write(200_000);
                t.run();
                p.wire().seg().dack().attack();
                t.advance(1_000_000);
            }
            long bytes = p.wire().payloadBytes() - from;
            long written = p.app().written();
            assertTrue(bytes <= written, () -> bytes + " bytes sent of " + written);
            t.bystanderGoesOn();
            t.othersCanConnect();
            Memory m = t.report("acknowledgements of all that is on its way, 300", Figures.Foe.PEER,
                    "exchanges, new connections");
            assertTrue(m.heap() + m.outside() < 64 * MB, m::text);
        }
    }

    /** ACK division (Savage et al. 1999; RFC 3465): a window grows by bytes, not by acknowledgements. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void division(boolean divided) {
        try (Target t = new Target(c -> c.mptcpVersion(-1))) {
            Peer p = t.peer().version(-1).scale(8).window(40_000).connect();
            p.exchange(1000);
            p.wire().silent(true);
            long una = p.wire().received();
            long cwnd = flow(p).cwnd();
            p.app().write(1_000_000);
            t.run();
            long end = p.wire().received();
            long step = divided ? 1 : 1460;
            for (long at = una + step; at <= end; at += step) {
                t.hostile(p.wire().seg().ack(at).bytes());
            }
            long grown = flow(p).cwnd() - cwnd;
            assertTrue(grown <= end - una + 2 * 1460, () -> "the congestion window grew by " + grown + " bytes for "
                    + (end - una) + " acknowledged ones");
            t.bystanderGoesOn();
            if (divided) {
                t.report("ACK division, one byte each", Figures.Foe.PEER,
                        "the window of congestion grows as with whole segments");
            }
        }
    }

    /** DATA_ACKs of what was not sent, of long ago, of half the space away. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void dataAcksThatLie(int version) {
        try (Target t = new Target(c -> c.mptcpVersion(version))) {
            Peer p = t.peer().version(version).connect();
            p.exchange(1000);
            p.wire().silent(true);
            p.app().write(10_000);
            t.run();
            long right = 1000;
            for (int i = 0; i < 63; i++) {
                p.wire().seg().ack(p.wire().received() - 10_000).dack(p.received() + 1 + (1L << i)).attack();
                p.wire().seg().ack(p.wire().received() - 10_000).dack(right - (1L << i)).attack();
            }
            assertEquals(10_000, p.app().socket().unacknowledged());
            p.wire().silent(false);
            t.advance(2 * SECOND);
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("DATA_ACKs of what was not sent, and of long ago", Figures.Foe.PEER, "ignored");
        }
    }

    /** Acknowledged at the data level and not on the subflow: what is sent again there are still the right bytes. */
    @Test
    void dataAckWithoutTheSubflows() {
        try (Target t = new Target(c -> c.sendBuffer(64 << 10, 64 << 10).retries(6))) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            long una = p.wire().received();
            p.wire().silent(true);
            t.memoryCounts();
            for (int i = 0; i < 200; i++) {
                p.app().write(20_000);
                t.run();
                p.wire().seg().ack(una).dack().attack();
                t.advance(50_000_000);
            }
            t.advance(100 * SECOND);
            t.bystanderGoesOn();
            Memory m = t.report("DATA_ACKs without acknowledgements of the subflow", Figures.Foe.PEER,
                    "what is sent again is right; the subflow ends by its retry limit");
            assertTrue(m.heap() + m.outside() < 8 * MB, m::text);
            t.advance(4_000 * SECOND);
            assertTrue(!p.app().lives() || t.connection(p).subflows().isEmpty()
                    || !flow(p).state().equals("ESTAB"), "the subflow lives though nothing is acknowledged");
        }
    }

    /** Acknowledged on the subflow and never at the data level: no flood of repetitions, and memory as configured. */
    @Test
    void subflowAcksWithoutDataAck() {
        try (Target t = new Target(c -> c.sendBuffer(64 << 10, 64 << 10))) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            long dack = p.received();
            p.wire().silent(true);
            t.memoryCounts();
            long from = p.wire().payloads();
            for (int i = 0; i < 2_000; i++) {
                p.app().write(20_000);
                t.run();
                p.wire().seg().dack(dack).attack();
                t.advance(300_000_000);
            }
            long segments = p.wire().payloads() - from;
            assertTrue(segments < 20_000, () -> segments + " segments in ten minutes for 64 KiB");
            t.bystanderGoesOn();
            Memory m = t.report("acknowledgements of the subflow without DATA_ACKs, ten minutes", Figures.Foe.PEER,
                    segments + " segments sent; exchanges");
            assertTrue(m.heap() + m.outside() < 8 * MB, m::text);
        }
    }

    /** Acknowledgements that go back, and come in any order. */
    @Test
    void inAnyOrder() {
        try (Target t = new Target()) {
            Peer p = t.peer().timestamps(true).connect();
            p.exchange(1000);
            p.wire().silent(true);
            long una = p.wire().received();
            long dack = p.received();
            p.app().write(12_000);
            t.run();
            long sent = p.wire().received() - una;
            t.storm(20_000, i -> p.wire().seg().ack(una + t.random().nextLong(sent + 1))
                    .dack(dack + t.random().nextLong(sent + 1)).win(t.random().nextInt(65_536)).bytes());
            p.wire().silent(false);
            p.wire().seg().dack().go();
            t.advance(2 * SECOND);
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("acknowledgements in any order, 20000", Figures.Foe.PEER, "the connection works");
        }
    }
}
