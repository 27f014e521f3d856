package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Selective acknowledgements that lie, of the kind of CVE-2019-11477 (SACK panic), 11478 and 11479. */
@Timeout(90)
final class SackTest {
    private static final int ACKS = 20_000;
    private static final int ROUNDS = 8;
    private static final long SECOND = 1_000_000_000;
    private static final long MB = 1_000_000;
    private static final double MICROSECONDS_AT_MOST = 200;

    /**
     * What the stack sent and the peer did not acknowledge.
     *
     * @param una the first position of it
     * @param dack its first offset
     * @param high the position behind it
     */
    private record Flight(Peer peer, long una, long dack, long high) {
        Seg seg() {
            Seg seg = peer.wire().seg().ack(una);
            return peer.version() < 0 ? seg : seg.dack(dack);
        }

        long bytes() {
            return high - una;
        }
    }

    /** A peer with a wide window that let the stack send a megabyte and then fell silent. */
    private static Flight wideOpen(Target t, int version) {
        Peer p = t.peer().version(version).sack(true).scale(8).window(40_000);
        p.connect().exchange(1000);
        p.wire().silent(true);
        long una = p.wire().received();
        long dack = p.received();
        for (int round = 0; round < ROUNDS; round++) { // so that the congestion window opens
            p.app().write(3_000_000);
            t.advance(5_000_000);
            for (long end = p.wire().received(); una < end;) {
                long step = Math.min(end - una, 1400);
                una += step;
                dack += step;
                Seg ack = p.wire().seg().ack(una);
                t.deliver((version < 0 ? ack : ack.dack(dack)).bytes());
            }
            t.run();
        }
        p.app().write(3_000_000);
        t.advance(20_000_000);
        Flight flight = new Flight(p, una, dack, p.wire().highest());
        assertTrue(flight.bytes() > 200_000, () -> "only " + flight.bytes() + " bytes are in flight");
        return flight;
    }

    /** Each acknowledgement selects single bytes, so that each segment falls into hundreds of pieces. */
    @Test
    void singleBytes() {
        splitting("SACK of every second byte", 2);
    }

    @Test
    void pieces() {
        splitting("SACK of 8 of every 16 bytes", 16);
    }

    private static void splitting(String name, int stride) {
        try (Target t = new Target(c -> c.sendBuffer(4 << 20, 4 << 20))) {
            Flight f = wideOpen(t, 1);
            Peer p = f.peer();
            Wire w = p.wire();
            long una = f.una();
            long flight = f.bytes();
            t.memoryCounts();
            long payloads = w.payloads();
            long sent = w.payloadBytes();
            long spent = t.spentNs();
            int width = stride / 2;
            t.storm(ACKS, i -> {
                long a = una + 1 + ((long) i * 3 * stride) % (flight - 4L * stride);
                return f.seg().sack(a, a + width, a + stride, a + stride + width,
                        a + 2 * stride, a + 2 * stride + width).bytes();
            });
            t.bystanderGoesOn();
            t.advance(2 * SECOND);
            t.bystanderGoesOn();
            Memory m = t.memory();
            long segments = w.payloads() - payloads;
            long bytes = w.payloadBytes() - sent;
            double perAck = (t.spentNs() - spent) / 1e3 / ACKS;
            assertTrue(segments < ACKS / 4, () -> segments + " segments with " + bytes + " bytes were sent for " + ACKS
                    + " acknowledgements");
            assertTrue(perAck < MICROSECONDS_AT_MOST, () -> "each acknowledgement cost "
                    + String.format(Locale.ROOT, "%.0f", perAck) + " µs");
            assertTrue(m.heap() + m.outside() < 8 * MB, () -> "the pieces hold " + m.text());
            w.silent(false);
            recovers(t, p);
            t.report(name + ", " + ACKS + " acknowledgements", Figures.Foe.PEER,
                    segments + " segments sent for them; then all bytes arrive");
        }
    }

    private static void recovers(Target t, Peer p) {
        p.wire().seg().dack().go();
        for (int i = 0; i < 600 && p.received() < p.app().written(); i++) {
            t.advance(SECOND / 2);
        }
        assertTrue(p.received() == p.app().written() || !p.app().lives(), () -> "stuck at " + p.received() + " of "
                + p.app().written() + ", " + t.connection(p));
    }

    /** Bytes that were selected are lost after all: the peer reneges (RFC 2018 section 8). */
    @Test
    void reneging() {
        try (Target t = new Target(c -> c.sendBuffer(4 << 20, 4 << 20))) {
            Flight f = wideOpen(t, 1);
            Peer p = f.peer();
            Wire w = p.wire();
            long una = f.una();
            long high = f.high();
            for (int i = 0; i < 200; i++) {
                f.seg().sack(una + 1, high).attack();
                f.seg().attack();
                f.seg().sack(una + 1 + i * 10, high - i * 7).attack();
            }
            t.advance(3 * SECOND);
            t.bystanderGoesOn();
            w.silent(false);
            recovers(t, p);
            assertEquals(p.app().written(), p.received());
            t.report("SACK of everything, taken back, 600 acknowledgements", Figures.Foe.PEER, "all bytes arrive");
        }
    }

    /** Blocks without sense: reversed, beyond what was sent, below what was acknowledged, empty, of half the space. */
    @Test
    void blocksWithoutSense() {
        try (Target t = new Target(c -> c.sendBuffer(4 << 20, 4 << 20))) {
            Flight f = wideOpen(t, 1);
            Peer p = f.peer();
            Wire w = p.wire();
            long una = f.una();
            long flight = f.bytes();
            t.storm(ACKS, i -> {
                long[] e = new long[6];
                for (int k = 0; k < e.length; k++) {
                    e[k] = switch (t.random().nextInt(5)) {
                        case 0 -> una + t.random().nextLong(flight);
                        case 1 -> una - t.random().nextLong(1 << 20);
                        case 2 -> una + flight + t.random().nextLong(1 << 30);
                        case 3 -> una + (1L << 31) + t.random().nextInt(3) - 1;
                        default -> una;
                    };
                }
                return f.seg().sack(e).bytes();
            });
            t.bystanderGoesOn();
            w.silent(false);
            recovers(t, p);
            t.report("SACK blocks without sense, " + ACKS + " acknowledgements", Figures.Foe.PEER,
                    "all bytes arrive, or the connection ends with an error");
        }
    }

    /** The same duplicate acknowledgement again and again: each releases no further segment (RFC 5681 section 5). */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void duplicateAcknowledgements(boolean sack) {
        try (Target t = new Target(c -> c.sendBuffer(4 << 20, 4 << 20).sack(sack))) {
            Flight f = wideOpen(t, -1);
            Peer p = f.peer();
            Wire w = p.wire();
            long una = f.una();
            long flight = f.bytes();
            long payloads = w.payloads();
            t.storm(ACKS, i -> f.seg().bytes());
            long segments = w.payloads() - payloads;
            long fits = 2 * flight / 1000 + 100;
            assertTrue(segments <= fits, () -> segments + " segments for " + ACKS + " duplicates, " + fits + " were due");
            t.bystanderGoesOn();
            w.silent(false);
            recovers(t, p);
            t.report("the same acknowledgement " + ACKS + " times" + (sack ? "" : ", without SACK"), Figures.Foe.PEER,
                    segments + " segments sent for them; then all bytes arrive");
        }
    }

    /** Duplicate reports (RFC 2883) without end: nothing may turn adaptation into a flood. */
    @Test
    void duplicateReports() {
        try (Target t = new Target(c -> c.sendBuffer(4 << 20, 4 << 20))) {
            Flight f = wideOpen(t, 1);
            Peer p = f.peer();
            Wire w = p.wire();
            long una = f.una();
            long high = f.high();
            long payloads = w.payloads();
            t.storm(ACKS, i -> f.seg()
                    .sack(una - 500 + i % 400, una - 100 + i % 50, una + 2000, high).bytes());
            long segments = w.payloads() - payloads;
            assertTrue(segments < 5_000, () -> segments + " segments");
            t.bystanderGoesOn();
            w.silent(false);
            recovers(t, p);
            t.report("duplicate SACK reports, " + ACKS, Figures.Foe.PEER, segments + " segments sent for them");
        }
    }

    /** A segment size of next to nothing: the stack has a smallest one of its own, as Linux has 48. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 48, 64})
    void tinyMaximumSegmentSize(int mss) {
        try (Target t = new Target(c -> c.sendBuffer(1 << 20, 1 << 20))) {
            Peer p = t.peer().mss(mss).sack(true).scale(8).window(40_000);
            p.connect();
            int bytes = 200_000;
            for (int written = 0; written < bytes;) {
                written += p.app().write(Math.min(20_000, bytes - written));
                t.advance(10_000_000);
            }
            for (int i = 0; i < 600 && p.received() < bytes; i++) {
                t.advance(100_000_000);
            }
            assertEquals(bytes, p.received());
            long segments = p.wire().payloads();
            assertTrue(segments <= bytes / 8, () -> segments + " segments for " + bytes + " bytes");
            t.bystanderGoesOn();
            t.report("a maximum segment size of 0 to 64 bytes", Figures.Foe.PEER,
                    bytes / segments + " bytes of payload for each segment at the least");
        }
    }
}
