package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mappings of a peer that lies: each is taken, or dropped, or ends the connection with an error; never makes a wrong byte, a
 * fault of the loop or a list that grows. A mapping costs a peer a small packet, so what it costs the stack must not depend on
 * how many there are.
 */
@Timeout(120)
final class MappingTest {
    private static final int MAPS = 40_000;
    private static final int MANY = 200_000;
    private static final int PART = 500;
    private static final double MICROSECONDS_AT_MOST = 40;
    private static final int GROWTH_AT_MOST = 8;
    private static final long SECOND = 1_000_000_000;
    private static final long MB = 1_000_000;

    /** Where the mappings of a flood lie: each is of ten bytes that never come. */
    private static long place(String where, Wire w, int i, Target t) {
        long next = w.next();
        return switch (where) {
            case "downwards" -> next + 4_000_000 - i * 11L;
            case "upwards" -> next + 1_000 + i * 11L;
            case "anywhere" -> next + 1_000 + t.random().nextLong(300_000) * 11;
            case "far below the window" -> next - 1_000_000_000L + i * 11L;
            case "far above the window" -> next + 1_000_000_000L - i * 11L;
            default -> throw new IllegalArgumentException(where);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"downwards", "upwards", "anywhere", "far below the window", "far above the window"})
    void mappingsWithoutTheirBytes(String where) {
        flood(where, MAPS);
    }

    @Test
    @Tag("slow")
    void mappingsWithoutTheirBytesByTheHundredThousand() {
        flood("downwards", MANY);
    }

    private static void flood(String where, int maps) {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            Wire w = p.wire();
            IntFunction<byte[]> packet = i -> {
                long ssn = place(where, w, i, t);
                return w.seg().seq(w.next() + 1).data(p.next() + 1, 1).dack().map(p.next() + ssn - w.next(), ssn, 10)
                        .bytes();
            };
            IntFunction<byte[]> probe = i -> { // one that is among them already
                long ssn = place(where, w, t.random().nextInt(maps), t);
                return w.seg().seq(w.next() + 1).data(p.next() + 1, 1).dack().map(p.next() + ssn - w.next(), ssn, 10)
                        .bytes();
            };
            t.storm(PART, probe);
            double first = perPacket(t, PART, PART, probe);
            t.storm(maps, packet);
            double last = perPacket(t, PART, 0, probe);
            grewLittle(first, last, maps);
            t.bystanderGoesOn();
            t.othersCanConnect();
            Memory m = t.report(maps + " mappings " + where + " whose bytes do not come", Figures.Foe.PEER,
                    "exchanges, new connections");
            assertTrue(m.heap() + m.outside() < 6 * MB, () -> "they hold " + m.text());
            worksOrHasEnded(p);
        }
    }

    private static void grewLittle(double first, double last, int packets) {
        assertTrue(last < Math.max(MICROSECONDS_AT_MOST, GROWTH_AT_MOST * first), () -> String.format(Locale.ROOT,
                "a packet cost %.1f µs at first, and %.0f µs after %d", first, last, packets));
    }

    private static double perPacket(Target t, int packets, int from, IntFunction<byte[]> packet) {
        long spent = t.spentNs();
        t.storm(packets, i -> packet.apply(i + from));
        return (t.spentNs() - spent) / 1e3 / packets;
    }

    /** The peer fills the gap and goes on: its bytes are read, or there is an error. */
    private static void worksOrHasEnded(Peer p) {
        Target t = p.target();
        if (p.app().lives() && !p.wire().reset()) {
            try {
                p.resume();
                p.exchange(1000);
                return;
            } catch (AssertionError e) {
                t.advance(4_000 * SECOND);
                p.app().drain().write(1);
                if (p.app().lives() && !e.getMessage().contains("reset")) {
                    throw e;
                }
            }
        }
        t.advance(4_000 * SECOND);
        assertTrue(p.app().drain().failure() != null || p.app().ended(),
                "the subflow was reset and the application was not told");
    }

    // ---- single lies

    /** Mappings by name; the bytes that they claim are those of the stream unless the mapping itself is the lie. */
    private static Map<String, Consumer<Peer>> lies() {
        Map<String, Consumer<Peer>> lies = new LinkedHashMap<>();
        long[] distances = {(1L << 32) - 1000, 1L << 32, (1L << 32) + 1, (1L << 31) - 1, 1L << 31, 1L << 40, 1L << 62,
            Long.MAX_VALUE, Long.MIN_VALUE, -1, -500, -(1L << 31), -(1L << 32), -(1L << 40), 1 << 20, 1 << 30};
        for (long d : distances) {
            lies.put("DSN " + d + " away", p -> p.wire().seg().data(p.next() + d, 100).dack()
                    .map(p.next() + d, p.wire().next(), 100).attack());
            lies.put("DSN " + d + " away, ahead of a gap", p -> p.wire().seg().seq(p.wire().next() + 50)
                    .data(p.next() + d, 100).dack().map(p.next() + d, p.wire().next() + 50, 100).attack());
        }
        for (long d : new long[] {-1, -100, 1, 50, 99, 100, 101, 1 << 20, 1 << 30, 1L << 31, -(1 << 20), -(1 << 30)}) {
            lies.put("subflow number " + d + " away", p -> p.wire().seg().data(p.next(), 100).dack()
                    .map(p.next() + d, p.wire().next() + d, 100).attack());
        }
        lies.put("subflow number 0", p -> p.wire().seg().data(p.next(), 100).dack().map(p.next(), 0, 100).attack());
        lies.put("length 65535", p -> p.wire().seg().data(p.next(), 100).dack()
                .map(p.next(), p.wire().next(), 65_535).attack());
        lies.put("length 1 of 100", p -> p.wire().seg().data(p.next(), 100).dack()
                .map(p.next(), p.wire().next(), 1).attack());
        lies.put("length 0: infinite", p -> p.wire().seg().data(p.next(), 100).dack()
                .map(p.next(), p.wire().next(), 0).attack());
        lies.put("length 0, elsewhere", p -> p.wire().seg().data(p.next(), 100).dack()
                .map(p.next() + 5_000, p.wire().next(), 0).attack());
        lies.put("length 0, far away", p -> p.wire().seg().data(p.next(), 100).dack()
                .map(p.next() + (1L << 32) - 1000, p.wire().next() + (1 << 30), 0).attack());
        lies.put("the same place mapped to another", p -> {
            p.wire().seg().seq(p.wire().next() + 500).data(p.next() + 500, 1).dack()
                    .map(p.next(), p.wire().next(), 1000).attack();
            p.wire().seg().seq(p.wire().next() + 500).data(p.next() + 500, 1).dack()
                    .map(p.next() + 7, p.wire().next(), 1000).attack();
        });
        lies.put("overlapping, and agreeing", p -> {
            for (int i = 0; i < 50; i++) {
                p.wire().seg().seq(p.wire().next() + 500).data(p.next() + 500, 1).dack()
                        .map(p.next() + i * 13, p.wire().next() + i * 13, 700).attack();
            }
        });
        lies.put("overlapping, and contradicting", p -> {
            for (int i = 0; i < 50; i++) {
                p.wire().seg().seq(p.wire().next() + 500).data(p.next() + 500, 1).dack()
                        .map(p.next() + i * 14, p.wire().next() + i * 13, 700).attack();
            }
        });
        lies.put("backwards, with their bytes", p -> {
            for (int i = 99; i >= 0; i--) {
                p.wire().seg().seq(p.wire().next() + i * 10).data(p.next() + i * 10, 10).dack()
                        .map(p.next() + i * 10, p.wire().next() + i * 10, 10).attack();
            }
        });
        lies.put("two places mapped to one", p -> {
            for (int i = 1; i < 20; i++) {
                p.wire().seg().seq(p.wire().next() + i * 100).data(p.next(), 100).dack()
                        .map(p.next(), p.wire().next() + i * 100, 100).attack();
            }
        });
        lies.put("bytes without a mapping", p -> {
            for (int i = 0; i < 70; i++) {
                p.wire().seg().seq(p.wire().next() + i * 1000).data(p.next() + i * 1000, 1000).dack().attack();
            }
        });
        lies.put("bytes without a mapping, then infinite", p -> {
            p.wire().seg().seq(p.wire().next() + 1000).data(p.next() + 1000, 1000).dack().attack();
            p.wire().seg().data(p.next(), 1000).dack().map(p.next(), p.wire().next(), 0).attack();
        });
        lies.put("bytes without a mapping, while the application closes", p -> {
            p.wire().seg().seq(p.wire().next() + 1000).data(p.next() + 1000, 1000).dack().attack();
            p.app().socket().close();
            p.target().run();
            p.wire().seg().data(p.next(), 1000).dack().map(p.next(), p.wire().next(), 0).attack();
        });
        lies.put("bytes without a mapping, closed, then mapped", p -> {
            p.wire().seg().seq(p.wire().next() + 1000).data(p.next() + 1000, 1000).dack().attack();
            p.wire().seg().seq(p.wire().next() + 3000).data(p.next() + 3000, 1000).dack().attack();
            p.app().socket().close();
            p.target().run();
            p.wire().seg().data(p.next(), 1000).dack().map(p.next(), p.wire().next(), 10_000).attack();
        });
        return lies;
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "0, false", "0, true"})
    void lies(int version, boolean checksums) {
        List<String> broken = new ArrayList<>();
        lies().forEach((name, lie) -> {
            try (Target t = Target.small(c -> c.mptcpVersion(version).checksums(checksums))) {
                Peer p = t.peer().version(version).checksums(checksums).connect();
                assertEquals(version, p.version());
                p.exchange(1000);
                lie.accept(p);
                p.target().advance(SECOND);
                if (!name.contains("clos")) {
                    worksOrHasEnded(p);
                }
                p.target().advance(600 * SECOND);
                t.bystanderGoesOn();
                t.report(lies().size() + " single mappings that lie, in both versions, with and without checksums",
                        Figures.Foe.PEER, "no wrong byte; the connection works, or has ended with an error");
            } catch (AssertionError e) {
                broken.add(name + ": " + e.getMessage() + (e.getCause() == null ? "" : " at "
                        + e.getCause().getStackTrace()[0]));
            }
        });
        assertEquals("", String.join("\n", broken));
    }

    /** Bytes whose mapping never comes, in as many pieces as possible. */
    @Test
    void unmappedBytesInPieces() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            t.storm(20_000, i -> {
                long d = 2 + (i * 7919L) % 60_000;
                return p.wire().seg().seq(p.wire().next() + d).data(p.next() + d, 1).dack().bytes();
            });
            t.bystanderGoesOn();
            t.othersCanConnect();
            Memory m = t.report("bytes without a mapping in 20000 pieces", Figures.Foe.PEER,
                    "exchanges, new connections");
            assertTrue(m.heap() + m.outside() < 6 * MB, m::text);
            t.advance(100 * SECOND);
            worksOrHasEnded(p);
        }
    }

    /** Bytes mapped in order on the subflow, and scattered over the window of the stream. */
    @Test
    void scatteredOverTheWindow() {
        try (Target t = new Target()) {
            Peer p = t.peer().scale(8).connect();
            p.exchange(1000);
            Wire w = p.wire();
            long base = p.next();
            int room = (int) (p.edge() - base - 2_000);
            IntFunction<byte[]> packet = i -> {
                long offset = base + 2 + (i * 7919L * 2) % room;
                byte[] bytes = w.seg().data(offset, 1).dack().map(offset, w.next(), 1).bytes();
                w.sent(1);
                return bytes;
            };
            t.storm(PART, packet);
            double first = perPacket(t, PART, PART, packet);
            t.storm(18_000, i -> packet.apply(i + 2 * PART));
            double last = perPacket(t, PART, 19_000, packet);
            grewLittle(first, last, 19_000);
            t.bystanderGoesOn();
            Memory m = t.report("every second byte of the window, 19500 times one byte", Figures.Foe.PEER, "exchanges");
            assertTrue(m.heap() + m.outside() < 8 * MB, m::text);
        }
    }
}
