package mptcp.core.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RangeSetTest {
    private static String text(RangeSet set) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < set.size(); i++) {
            s.append('[').append(set.start(i)).append(',').append(set.end(i)).append(')');
        }
        return s.toString();
    }

    @Test
    void isEmptyAtFirst() {
        RangeSet set = new RangeSet(4);
        assertTrue(set.isEmpty());
        assertEquals(0, set.bytes());
        assertEquals(5, set.coveredFrom(5));
        assertEquals(5, set.firstGap(5, 9));
        assertThrows(IndexOutOfBoundsException.class, () -> set.start(0));
        assertThrows(IllegalArgumentException.class, () -> new RangeSet(0));
    }

    @Test
    void mergesWhatOverlapsOrTouches() {
        RangeSet set = new RangeSet(8);
        assertEquals(10, set.add(10, 20));
        assertEquals(10, set.add(30, 40));
        assertEquals("[10,20)[30,40)", text(set));
        assertEquals(5, set.add(20, 25));
        assertEquals("[10,25)[30,40)", text(set));
        assertEquals(5, set.add(25, 30));
        assertEquals("[10,40)", text(set));
        assertEquals(0, set.add(12, 18));
        assertEquals(20, set.add(5, 45) + set.add(45, 55));
        assertEquals("[5,55)", text(set));
        assertEquals(50, set.bytes());
    }

    @Test
    void refusesOneRangeTooMany() {
        RangeSet set = new RangeSet(3);
        set.add(10, 11);
        set.add(20, 21);
        set.add(30, 31);
        assertEquals(-1, set.add(40, 41));
        assertEquals(-1, set.add(12, 13));
        assertEquals("[10,11)[20,21)[30,31)", text(set));
        assertEquals(9, set.add(31, 40));
        assertEquals(9, set.add(11, 20));
        assertEquals(1, set.add(50, 51));
        assertEquals("[10,21)[30,40)[50,51)", text(set));
    }

    @Test
    void removalMaySplitBeyondTheLimit() {
        RangeSet set = new RangeSet(1);
        set.add(0, 100);
        set.remove(10, 20);
        set.remove(30, 40);
        assertEquals("[0,10)[20,30)[40,100)", text(set));
        assertEquals(-1, set.add(200, 201));
        assertEquals(20, set.add(10, 40));
        assertEquals("[0,100)", text(set));
    }

    /** As behind a loss on one of two subflows: gaps are filled at the front while ranges are added at the back. */
    @Test
    void slidesOverALongStream() {
        RangeSet set = new RangeSet(1000);
        int window = 50;
        for (int i = 1; i < 5000; i++) {
            assertEquals(10, set.add(20L * i, 20L * i + 10));
            if (i > window) {
                long hole = 20L * (i - window) - 10;
                assertEquals(hole, set.firstGap(hole, hole + 20));
                assertEquals(hole + 10, set.gapEnd(hole, hole + 100));
                assertEquals(10, set.add(hole, hole + 10));
                set.removeBelow(hole + 20);
                assertEquals(window, set.size());
                assertEquals(10L * window, set.bytes());
                assertEquals(hole + 30, set.start(0));
                assertEquals(20L * i + 10, set.end(window - 1));
            }
        }
    }

    @Test
    void emptyRangesDoNothing() {
        RangeSet set = new RangeSet(2);
        assertEquals(0, set.add(5, 5));
        assertEquals(0, set.add(7, 5));
        assertTrue(set.isEmpty());
        set.add(0, 10);
        set.remove(5, 5);
        set.remove(7, 3);
        assertEquals("[0,10)", text(set));
        assertTrue(set.covers(50, 50));
        assertFalse(set.overlaps(5, 5));
        assertEquals(3, set.firstGap(5, 3));
    }

    /** The bases put the numbers around the points where signed and unsigned 64-bit numbers wrap, too. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 40, -90, Long.MAX_VALUE - 100, Long.MIN_VALUE + 3})
    void agreesWithABitSet(long base) {
        for (int seed = 1; seed <= 10; seed++) {
            new Model(base, seed).run(2000);
        }
    }

    private static final class Model {
        private static final int SPACE = 200;

        private final long base;
        private final Random random;
        private final String where;
        private final int limit;
        private final RangeSet set;
        private BitSet bits = new BitSet();

        Model(long base, int seed) {
            this.base = base;
            this.random = new Random(seed);
            this.where = "base " + base + " seed " + seed;
            this.limit = random.nextInt(1, 30);
            this.set = new RangeSet(limit);
        }

        void run(int operations) {
            for (int i = 0; i < operations; i++) {
                int from = random.nextInt(SPACE);
                int to = Math.min(SPACE, from + random.nextInt(random.nextBoolean() ? 8 : 60));
                switch (random.nextInt(8)) {
                    case 0, 1, 2, 3 -> add(from, to);
                    case 4, 5 -> remove(from, to);
                    case 6 -> {
                        set.removeBelow(base + from / 4);
                        bits.clear(0, from / 4);
                    }
                    default -> ask(from, to);
                }
                compare();
            }
        }

        private void add(int from, int to) {
            BitSet after = (BitSet) bits.clone();
            after.set(from, to);
            long fresh = set.add(base + from, base + to);
            if (runs(after) > limit && runs(after) > runs(bits)) {
                assertEquals(-1, fresh, where);
                return;
            }
            assertEquals(after.cardinality() - bits.cardinality(), fresh, where);
            bits = after;
        }

        private void remove(int from, int to) {
            set.remove(base + from, base + to);
            bits.clear(from, to);
        }

        private void ask(int from, int to) {
            BitSet part = bits.get(from, to);
            assertEquals(bits.get(from), set.contains(base + from), where);
            assertEquals(part.cardinality() == to - from, set.covers(base + from, base + to), where);
            assertEquals(!part.isEmpty(), set.overlaps(base + from, base + to), where);
            assertEquals(base + bits.nextClearBit(from), set.coveredFrom(base + from), where);
            assertEquals(base + Math.min(to, bits.nextClearBit(from)), set.firstGap(base + from, base + to), where);
        }

        private void compare() {
            int run = 0;
            for (int from = bits.nextSetBit(0); from >= 0; run++) {
                int to = bits.nextClearBit(from);
                assertEquals(base + from, set.start(run), where);
                assertEquals(base + to, set.end(run), where);
                from = bits.nextSetBit(to);
            }
            assertEquals(run, set.size(), where);
            assertEquals(run == 0, set.isEmpty(), where);
            assertEquals(bits.cardinality(), set.bytes(), where);
        }

        private static int runs(BitSet bits) {
            int runs = 0;
            for (int from = bits.nextSetBit(0); from >= 0; from = bits.nextSetBit(bits.nextClearBit(from))) {
                runs++;
            }
            return runs;
        }
    }

    /**
     * Two subflows: what the fast one carries is ahead, in many ranges, and what the slow one carries fills the oldest
     * hole. However much is ahead, no search grows with it.
     */
    @Test
    void noSearchGrowsWithWhatIsAhead() {
        RangeSet set = new RangeSet(100_000);
        for (int i = 1; i <= 10_000; i++) {
            set.add(20L * i, 20L * i + 10);
        }
        for (int i = 1; i <= 5_000; i++) {
            set.add(20L * i + 10, 20L * i + 20);
            set.removeBelow(20L * i + 20);
            set.add(20L * (10_000 + i), 20L * (10_000 + i) + 10);
        }
        assertEquals(10_000, set.size());
        assertTrue(set.looked() <= 3 * 5_000, set.looked() + " looks");
    }

    /** Holes in the middle that are filled in order, and asked about before, are found from one another. */
    @Test
    void theNextHoleIsFoundFromTheLastOne() {
        RangeSet set = new RangeSet(100_000);
        for (int i = 1; i <= 10_000; i++) {
            set.add(20L * i, 20L * i + 10);
        }
        int filled = 0;
        for (int i = 5_000; i < 9_000; i += 2) {
            if (!set.covers(20L * i + 10, 20L * i + 20)) {
                set.add(20L * i + 10, 20L * i + 20);
                filled++;
            }
        }
        assertEquals(10_000 - filled, set.size());
        assertTrue(set.looked() < 8L * filled, set.looked() + " looks for " + filled + " holes");
    }
}
