package mptcp.core.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Ranges against a set of single numbers, also around the wrap at 2^64. */
class RangeSetProperties {
    private static final int UNIVERSE = 120;

    private enum Kind {
        ADD,
        REMOVE,
        REMOVE_BELOW,
        CLEAR
    }

    private record Step(Kind kind, int from, int to) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(Tuple.of(12, Kind.ADD),
                Tuple.of(4, Kind.REMOVE), Tuple.of(2, Kind.REMOVE_BELOW),
                Tuple.of(1, Kind.CLEAR));
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, UNIVERSE);
        return Combinators.combine(kinds, numbers, numbers).as(Step::new).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Long> origins() {
        return Arbitraries.of(0L, 1L << 31, (1L << 32) - 50, Long.MAX_VALUE - 60, -60L, Long.MIN_VALUE);
    }

    @Property(tries = 500)
    void isASetOfNumbers(@ForAll("steps") List<Step> steps, @ForAll("origins") long origin) {
        RangeSet set = new RangeSet(UNIVERSE);
        BitSet model = new BitSet();
        for (Step s : steps) {
            long fresh = apply(set, s, origin);
            int before = model.cardinality();
            apply(model, s);
            if (s.kind == Kind.ADD) {
                assertEquals(model.cardinality() - before, fresh);
            }
            compare(set, model, origin);
        }
    }

    /** A limit refuses what would make one range too many, and nothing else. */
    @Property(tries = 300)
    void theLimitHolds(@ForAll("steps") List<Step> steps) {
        RangeSet set = new RangeSet(3);
        BitSet model = new BitSet();
        for (Step s : steps) {
            if (s.kind != Kind.ADD) {
                continue;
            }
            BitSet after = (BitSet) model.clone();
            apply(after, s);
            if (apply(set, s, 0) < 0) {
                assertTrue(ranges(after) > 3);
            } else {
                model = after;
            }
            assertTrue(set.size() <= 3);
            compare(set, model, 0);
        }
    }

    /** With hundreds of ranges, and questions in any order: whatever was found last, the next is found. */
    @Property(tries = 100)
    void manyRangesInAnyOrder(@ForAll long seed, @ForAll("origins") long origin) {
        int universe = 20 * UNIVERSE;
        Random random = new Random(seed);
        RangeSet set = new RangeSet(universe);
        BitSet model = new BitSet();
        for (int i = 0; i < 500; i++) {
            int from = random.nextInt(universe);
            int to = from + random.nextInt(6);
            Step step = new Step(random.nextInt(8) == 0 ? Kind.REMOVE : Kind.ADD, from, to);
            apply(set, step, origin);
            apply(model, step);
            for (int j = 0; j < 10; j++) {
                int p = random.nextInt(2) == 0 ? Math.max(0, from + random.nextInt(20) - 10) : random.nextInt(universe);
                assertEquals(origin + (model.get(p) ? model.nextClearBit(p) : p), set.coveredFrom(origin + p));
                int next = model.nextSetBit(p);
                assertEquals(next >= 0 && next < p + 5, set.overlaps(origin + p, origin + p + 5));
            }
        }
        assertEquals(ranges(model), set.size());
        assertEquals(model.cardinality(), set.bytes());
    }

    private static long apply(RangeSet set, Step s, long origin) {
        switch (s.kind) {
            case ADD -> {
                return set.add(origin + s.from, origin + s.to);
            }
            case REMOVE -> set.remove(origin + s.from, origin + s.to);
            case REMOVE_BELOW -> set.removeBelow(origin + s.from);
            default -> set.clear();
        }
        return 0;
    }

    private static void apply(BitSet model, Step s) {
        switch (s.kind) {
            case ADD -> model.set(s.from, Math.max(s.from, s.to));
            case REMOVE -> model.clear(s.from, Math.max(s.from, s.to));
            case REMOVE_BELOW -> model.clear(0, s.from);
            default -> model.clear();
        }
    }

    private static int ranges(BitSet model) {
        int n = 0;
        for (int i = model.nextSetBit(0); i >= 0; i = model.nextSetBit(model.nextClearBit(i))) {
            n++;
        }
        return n;
    }

    private static void compare(RangeSet set, BitSet model, long origin) {
        assertEquals(model.cardinality(), set.bytes());
        assertEquals(ranges(model), set.size());
        int i = 0;
        for (int start = model.nextSetBit(0); start >= 0; i++) {
            int end = model.nextClearBit(start);
            assertEquals(origin + start, set.start(i));
            assertEquals(origin + end, set.end(i));
            start = model.nextSetBit(end);
        }
        for (int p = 0; p < UNIVERSE; p++) {
            assertEquals(model.get(p), set.contains(origin + p));
            assertEquals(origin + (model.get(p) ? model.nextClearBit(p) : p), set.coveredFrom(origin + p));
            int gap = Math.min(model.nextClearBit(p), UNIVERSE);
            assertEquals(origin + gap, set.firstGap(origin + p, origin + UNIVERSE));
            int to = Math.min(UNIVERSE, p + 7);
            assertEquals(model.nextClearBit(p) >= to, set.covers(origin + p, origin + to));
            int next = model.nextSetBit(p);
            assertEquals(next >= 0 && next < to, set.overlaps(origin + p, origin + to));
        }
    }
}
