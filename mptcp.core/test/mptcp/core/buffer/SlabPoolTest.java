package mptcp.core.buffer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlabPoolTest {
    private static final int MIB = 1 << 20;

    @Test
    void sizesArePowersOfTwo() {
        try (SlabPool pool = new SlabPool()) {
            assertEquals(4096, pool.take(0).byteSize());
            assertEquals(4096, pool.take(4096).byteSize());
            assertEquals(8192, pool.take(4097).byteSize());
            assertEquals(MIB, pool.take(MIB - 1).byteSize());
            assertEquals(4 * MIB, pool.take(2 * MIB + 1).byteSize());
            assertEquals(4096 + 4096 + 8192 + 5L * MIB, pool.heldBytes());
            assertThrows(IllegalArgumentException.class, () -> pool.take(-1));
            assertThrows(IllegalArgumentException.class, () -> pool.take(SlabPool.MAX_SLAB + 1));
        }
    }

    @Test
    void smallSlabsShareBlocks() {
        try (SlabPool pool = new SlabPool(0)) {
            List<MemorySegment> slabs = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                MemorySegment slab = pool.take(4096);
                slab.set(ValueLayout.JAVA_INT, 0, i);
                slab.set(ValueLayout.JAVA_INT, 4092, i);
                slabs.add(slab);
            }
            assertEquals(10_000 * 4096, pool.heldBytes());
            assertEquals(40L * MIB, pool.heldBytes() + pool.pooledBytes());
            for (int i = 0; i < slabs.size(); i++) {
                assertEquals(i, slabs.get(i).get(ValueLayout.JAVA_INT, 0));
                assertEquals(i, slabs.get(i).get(ValueLayout.JAVA_INT, 4092));
                pool.give(slabs.get(i));
            }
            assertEquals(0, pool.heldBytes());
            assertEquals(0, pool.pooledBytes());
        }
    }

    @Test
    void noMoreIsAllocatedThanTwiceWhatIsUsed() {
        for (int size = SlabPool.MIN_SLAB; size <= 4 * MIB; size *= 2) {
            try (SlabPool pool = new SlabPool()) {
                for (int i = 0; i < 100; i++) {
                    pool.take(size);
                    assertTrue(pool.pooledBytes() < Math.min(pool.heldBytes(), MIB), size + ": " + pool.pooledBytes());
                }
            }
        }
    }

    @Test
    void whatIsNotNeededIsReturnedInTime() {
        try (SlabPool pool = new SlabPool()) {
            MemorySegment four = pool.take(4 * MIB);
            MemorySegment two = pool.take(2 * MIB);
            pool.give(four);
            pool.give(two);
            pool.releaseIdle(); // both were used since the last time
            assertEquals(6 * MIB, pool.pooledBytes());
            pool.give(pool.take(2 * MIB));
            pool.releaseIdle();
            assertEquals(2 * MIB, pool.pooledBytes());
            pool.releaseIdle();
            assertEquals(0, pool.pooledBytes());
        }
    }

    @Test
    void aSlabIsUsedAgain() {
        try (SlabPool pool = new SlabPool()) {
            MemorySegment slab = pool.take(8 * MIB);
            pool.give(slab);
            assertEquals(8 * MIB, pool.pooledBytes());
            assertEquals(slab.address(), pool.take(5 * MIB).address());
            assertEquals(0, pool.pooledBytes());
        }
    }

    @Test
    void memoryAboveTheLimitIsReturned() {
        try (SlabPool pool = new SlabPool(5 * MIB)) {
            MemorySegment four = pool.take(4 * MIB);
            MemorySegment two = pool.take(2 * MIB);
            MemorySegment small = pool.take(4096);
            pool.give(two);
            pool.give(four);
            assertThrows(IllegalStateException.class, () -> four.get(ValueLayout.JAVA_BYTE, 0));
            assertDoesNotThrow(() -> two.get(ValueLayout.JAVA_BYTE, 0));
            assertDoesNotThrow(() -> small.get(ValueLayout.JAVA_BYTE, 0));
            assertEquals(2L * MIB, pool.pooledBytes());
            pool.give(small);
            assertEquals(2L * MIB + 4096, pool.pooledBytes());
        }
    }

    @Test
    void aPartlyUsedBlockDoesNotKeepAnUnusedOne() {
        try (SlabPool pool = new SlabPool(MIB)) {
            MemorySegment[] halves = new MemorySegment[4];
            for (int i = 0; i < halves.length; i++) {
                halves[i] = pool.take(MIB / 2);
            }
            pool.give(halves[0]);
            pool.give(halves[2]);
            assertEquals(MIB, pool.pooledBytes());
            pool.give(halves[3]);
            assertEquals(MIB / 2, pool.pooledBytes());
            assertFalse(halves[2].scope().isAlive());
            assertTrue(halves[0].scope().isAlive());
            assertEquals(halves[0].address(), pool.take(MIB / 2).address());
        }
    }

    @Test
    void foreignSlabsAndSecondReturnsAreRefused() {
        try (SlabPool pool = new SlabPool(); SlabPool other = new SlabPool(); Arena arena = Arena.ofConfined()) {
            MemorySegment slab = pool.take(4096);
            assertThrows(IllegalArgumentException.class, () -> other.give(slab));
            assertThrows(IllegalArgumentException.class, () -> pool.give(slab.asSlice(0, 1024)));
            assertThrows(IllegalArgumentException.class, () -> pool.give(arena.allocate(4096)));
            pool.give(slab);
            assertThrows(IllegalArgumentException.class, () -> pool.give(slab));
            assertEquals(0, pool.heldBytes());
            assertEquals(4096, pool.pooledBytes());
        }
    }

    @Test
    void closeFreesEverything() {
        SlabPool pool = new SlabPool();
        MemorySegment slab = pool.take(4096);
        MemorySegment pooled = pool.take(MIB);
        pool.give(pooled);
        pool.close();
        assertEquals(0, pool.heldBytes());
        assertEquals(0, pool.pooledBytes());
        assertFalse(slab.scope().isAlive());
        assertFalse(pooled.scope().isAlive());
        assertThrows(IllegalStateException.class, () -> pool.take(1));
        assertDoesNotThrow(() -> pool.give(slab));
        assertDoesNotThrow(pool::close);
    }

    @Test
    void slabsNeverOverlapWhateverTheOrder() {
        Random random = new Random(11);
        try (SlabPool pool = new SlabPool(3 * MIB)) {
            List<MemorySegment> slabs = new ArrayList<>();
            List<Integer> marks = new ArrayList<>();
            long held = 0;
            for (int i = 0; i < 20_000; i++) {
                if (slabs.isEmpty() || random.nextInt(100) < 52 && held < 40L * MIB) {
                    MemorySegment slab = pool.take(1 << random.nextInt(12, 22));
                    mark(slab, i);
                    slabs.add(slab);
                    marks.add(i);
                    held += slab.byteSize();
                } else {
                    int victim = random.nextInt(slabs.size());
                    MemorySegment slab = slabs.set(victim, slabs.getLast());
                    int mark = marks.set(victim, marks.getLast());
                    slabs.removeLast();
                    marks.removeLast();
                    assertMarked(slab, mark);
                    held -= slab.byteSize();
                    pool.give(slab);
                }
                assertEquals(held, pool.heldBytes());
            }
            while (!slabs.isEmpty()) {
                assertMarked(slabs.getLast(), marks.removeLast());
                pool.give(slabs.removeLast());
            }
            assertEquals(0, pool.heldBytes());
            assertTrue(pool.pooledBytes() <= 3 * MIB);
        }
    }

    private static void mark(MemorySegment slab, int mark) {
        for (long at = 0; at < slab.byteSize(); at += 4096) {
            slab.set(ValueLayout.JAVA_INT, at, mark);
        }
    }

    private static void assertMarked(MemorySegment slab, int mark) {
        for (long at = 0; at < slab.byteSize(); at += 4096) {
            assertEquals(mark, slab.get(ValueLayout.JAVA_INT, at));
        }
    }

    @Test
    void whatWasOutgrownIsNotKeptUnlessOthersAreInItsBlock() {
        try (SlabPool pool = new SlabPool()) {
            pool.outgrown(pool.take(MIB));
            assertEquals(0, pool.pooledBytes());
            MemorySegment one = pool.take(1 << 18);
            MemorySegment two = pool.take(1 << 18);
            MemorySegment three = pool.take(1 << 18); // in a block with room for another
            MemorySegment four = pool.take(1 << 18);
            pool.outgrown(four);
            assertEquals(3 << 18, pool.heldBytes());
            assertEquals(1 << 18, pool.pooledBytes());
            pool.outgrown(three);
            pool.outgrown(two);
            pool.outgrown(one);
            assertEquals(0, pool.heldBytes() + pool.pooledBytes());
            pool.outgrown(pool.take(4096));
            assertEquals(4096, pool.pooledBytes(), "small ones are kept");
        }
    }
}
