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
    private static final int FEW = 100;
    private static final int ROUNDS = 5;
    private static final int GROWTH_AT_MOST = 3;
    private static final double MICROSECONDS_OF_GRACE = 4;
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
            Peer few = t.peer().connect();
            p.exchange(1000);
            few.exchange(1000);
            t.storm(FEW, i -> mapping(few, where, i));
            t.storm(maps, i -> mapping(p, where, i));
            grewLittle(t, maps, i -> mapping(few, where, t.random().nextInt(FEW)),
                    i -> mapping(p, where, t.random().nextInt(maps)));
            t.bystanderGoesOn();
            t.othersCanConnect();
            Memory m = t.report(maps + " mappings " + where + " whose bytes do not come", Figures.Foe.PEER,
                    "exchanges, new connections");
            assertTrue(m.heap() + m.outside() < 6 * MB, () -> "they hold " + m.text());
            worksOrHasEnded(p);
        }
    }

    private static byte[] mapping(Peer p, String where, int i) {
        Wire w = p.wire();
        long ssn = place(where, w, i, p.target());
        return w.seg().seq(w.next() + 1).data(p.next() + 1, 1).dack().map(p.next() + ssn - w.next(), ssn, 10).bytes();
    }

    /**
     * What a packet costs where there are many costs no more than a few times what it costs where there are few: measured in
     * turns and by the best of them, so that neither a cold nor a busy machine decides.
     */
    private static void grewLittle(Target t, int packets, IntFunction<byte[]> whereFew, IntFunction<byte[]> whereMany) {
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            few = Math.min(few, perPacket(t, whereFew));
            many = Math.min(many, perPacket(t, whereMany));
        }
        double little = few;
        double much = many;
        assertTrue(much < GROWTH_AT_MOST * little + MICROSECONDS_OF_GRACE, () -> String.format(Locale.ROOT,
                "a packet costs %.1f µs where there are few, and %.1f µs after %d", little, much, packets));
    }

    private static double perPacket(Target t, IntFunction<byte[]> packet) {
        long spent = t.spentNs();
        t.storm(PART, packet);
        return (t.spentNs() - spent) / 1e3 / PART;
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
            Peer few = t.peer().scale(8).connect();
            p.exchange(1000);
            few.exchange(1000);
            t.storm(FEW, i -> scattered(few, i));
            t.storm(19_000, i -> scattered(p, i));
            grewLittle(t, 19_000, i -> scattered(few, i % FEW), i -> scattered(p, t.random().nextInt(19_000)));
            t.bystanderGoesOn();
            Memory m = t.report("every second byte of the window, 19000 times one byte", Figures.Foe.PEER, "exchanges");
            assertTrue(m.heap() + m.outside() < 8 * MB, m::text);
        }
    }

    private static byte[] scattered(Peer p, int i) {
        Wire w = p.wire();
        int room = (int) (p.edge() - p.next() - 2_000);
        long offset = p.next() + 2 + i * 7919L * 2 % room;
        byte[] bytes = w.seg().data(offset, 1).dack().map(offset, w.next(), 1).bytes();
        w.sent(1);
        return bytes;
    }
}
