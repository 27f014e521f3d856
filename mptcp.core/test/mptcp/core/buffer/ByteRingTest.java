package mptcp.core.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRingTest {
    private final SlabPool pool = new SlabPool();
    private final ByteRing ring = new ByteRing(pool);

    @AfterEach
    void closePool() {
        pool.close();
    }

    /** The byte that the tests store at a position. */
    private static byte value(long pos) {
        return (byte) (pos * 0x9e3779b97f4a7c15L >>> 56);
    }

    private static byte[] values(long pos, int len) {
        byte[] bytes = new byte[len];
        for (int i = 0; i < len; i++) {
            bytes[i] = value(pos + i);
        }
        return bytes;
    }

    private void fill(long pos, int len) {
        ring.put(pos, ByteBuffer.wrap(values(pos, len)), len);
    }

    private void assertHolds(long pos, int len) {
        ByteBuffer out = ByteBuffer.allocate(len);
        ring.get(pos, out, len);
        assertEquals(ByteBuffer.wrap(values(pos, len)), out.flip());
    }

    /** It is as large as one with bytes would be, and counts as that, and nothing is allocated for it. */
    @Test
    void withoutPayloadItIsANumber() {
        SlabPool counted = new SlabPool(true);
        ByteRing lengths = new ByteRing(counted);
        counted.limit(1L << 40);
        assertTrue(lengths.ensure(77, 77 + (1 << 29)));
        assertEquals(1 << 29, lengths.capacity());
        assertEquals(1 << 29, counted.heldBytes());
        lengths.put(77, ByteBuffer.allocate(100), 100);
        assertTrue(lengths.exclude());
        assertTrue(lengths.shrink(100, 5100));
        lengths.admit();
        assertEquals(8192, counted.heldBytes());
        counted.limit(8192);
        assertFalse(lengths.ensure(0, 8193));
        assertTrue(counted.denied());
        assertEquals(8192, lengths.capacity());
        assertTrue(lengths.release());
        assertEquals(0, lengths.capacity());
        assertEquals(0, counted.heldBytes() + counted.pooledBytes());
        counted.close();
    }

    @Test
    void hasNoMemoryUntilAsked() {
        assertEquals(0, ring.capacity());
        assertEquals(0, pool.heldBytes());
        assertTrue(ring.ensure(77, 77));
        assertEquals(0, ring.capacity());
        assertTrue(ring.ensure(77, 77 + 5000));
        assertEquals(8192, ring.capacity());
        assertEquals(8192, pool.heldBytes());
        assertTrue(ring.release());
        assertTrue(ring.release());
        assertEquals(0, ring.capacity());
        assertEquals(0, pool.heldBytes());
    }

    @Test
    void nothingCanBeCopiedWithoutMemory() {
        ByteBuffer none = ByteBuffer.allocate(0);
        ring.put(9, none, 0);
        ring.get(9, none, 0);
        ring.put(9, MemorySegment.NULL, 0, 0);
        ring.get(9, MemorySegment.NULL, 0, 0);
        assertEquals(0x1235, ring.sum(9, 0, 0x1_1234));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.put(9, ByteBuffer.allocate(1), 1));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.sum(9, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4095, -1, -3000, Long.MAX_VALUE - 100, Long.MIN_VALUE, 123_456_789_012_345L})
    void growthKeepsPositions(long from) {
        ring.ensure(from, from + 4096);
        fill(from, 4096);
        assertTrue(ring.ensure(from, from + 4097));
        assertEquals(8192, ring.capacity());
        assertHolds(from, 4096);
        fill(from + 4096, 4096);
        assertTrue(ring.ensure(from + 1000, from + 100_000));
        assertEquals(131_072, ring.capacity());
        assertHolds(from + 1000, 7192);
        assertEquals(131_072, pool.heldBytes());
    }

    @Test
    void refusesImpossibleSizes() {
        assertThrows(IllegalArgumentException.class, () -> ring.ensure(5, 4));
        assertThrows(IllegalArgumentException.class, () -> ring.ensure(0, 1L + SlabPool.MAX_SLAB));
        ring.ensure(0, 4096);
        assertThrows(IndexOutOfBoundsException.class, () -> fill(0, 4097));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.get(0, ByteBuffer.allocate(10), -1));
    }

    @Test
    void theGuardKeepsTheMemory() {
        ring.ensure(0, 4096);
        assertTrue(ring.enter());
        assertFalse(ring.enter());
        assertFalse(ring.ensure(0, 8192));
        assertFalse(ring.release());
        assertTrue(ring.ensure(0, 4096));
        assertEquals(4096, ring.capacity());
        ring.leave();
        assertThrows(IllegalStateException.class, ring::leave);
        assertTrue(ring.ensure(0, 8192));
        assertEquals(8192, pool.heldBytes());
    }

    @Test
    void copiesWithEveryKindOfBuffer() {
        Random random = new Random(5);
        ring.ensure(0, 8192);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packet = arena.allocate(9000);
            for (int i = 0; i < 4000; i++) {
                long pos = random.nextLong();
                int len = random.nextInt(8193);
                int skip = random.nextInt(100);
                write(random.nextInt(4), pos, len, skip, packet);
                read(random.nextInt(3), pos, len, skip, packet);
            }
        }
    }

    private void write(int kind, long pos, int len, int skip, MemorySegment packet) {
        byte[] bytes = values(pos, len);
        if (kind == 0) {
            MemorySegment.copy(bytes, 0, packet, ValueLayout.JAVA_BYTE, skip, len);
            ring.put(pos, packet, skip, len);
            return;
        }
        ByteBuffer in = (kind == 1 ? ByteBuffer.allocate(9000) : ByteBuffer.allocateDirect(9000));
        in.put(skip, bytes).position(skip);
        ring.put(pos, kind == 3 ? in = in.asReadOnlyBuffer() : in, len);
        assertEquals(skip + len, in.position());
    }

    private void read(int kind, long pos, int len, int skip, MemorySegment packet) {
        ByteBuffer expected = ByteBuffer.wrap(values(pos, len));
        if (kind == 0) {
            packet.fill((byte) 0);
            ring.get(pos, packet, skip, len);
            assertEquals(expected, packet.asSlice(skip, len).asByteBuffer());
            return;
        }
        ByteBuffer out = kind == 1 ? ByteBuffer.allocate(9000) : ByteBuffer.allocateDirect(9000);
        ring.get(pos, out.position(skip), len);
        assertEquals(skip + len, out.position());
        assertEquals(expected, out.slice(skip, len));
    }

    @Test
    void buffersThatDoNotFitAreRefused() {
        ring.ensure(0, 4096);
        ByteBuffer small = ByteBuffer.allocate(10);
        assertThrows(IndexOutOfBoundsException.class, () -> ring.put(0, small, 11));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.get(4090, small, 11));
        assertEquals(0, small.position());
        assertThrows(ReadOnlyBufferException.class, () -> ring.get(0, small.asReadOnlyBuffer(), 5));
    }

    @Test
    void sumsAsRfc1071() {
        ring.ensure(0, 4096);
        byte[] example = {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7};
        ring.put(0, ByteBuffer.wrap(example), 8);
        assertEquals(0xddf2, ring.sum(0, 8, 0));
        assertEquals(0xddf2, ring.sum(4, 4, ring.sum(0, 4, 0)));
        assertEquals(0x0001 + 0xf200, ring.sum(0, 3, 0));
        assertEquals(0xddf3, ring.sum(0, 8, 0xffff_0001));
        assertEquals(0xffff, ByteRing.fold(-1));
        assertEquals(0, ByteRing.fold(0));
        assertEquals(1, ByteRing.fold(0x1_0000));
    }

    @Test
    void sumsAnyPieceOfTheRing() {
        Random random = new Random(6);
        ring.ensure(0, 4096);
        for (int i = 0; i < 3000; i++) {
            long pos = random.nextLong();
            int len = random.nextInt(random.nextBoolean() ? 40 : 4097);
            int seed = random.nextInt();
            fill(pos, len);
            long expected = Integer.toUnsignedLong(seed);
            for (int k = 0; k < len; k++) {
                expected += (value(pos + k) & 0xffL) << ((k & 1) == 0 ? 8 : 0);
            }
            while (expected > 0xffff) {
                expected = (expected & 0xffff) + (expected >>> 16);
            }
            assertEquals(expected, ring.sum(pos, len, seed), () -> len + " bytes at " + pos);
        }
    }

    @Test
    void sumsOfAllOnesDoNotOverflow() {
        ring.ensure(0, 1 << 20);
        byte[] ones = new byte[1 << 20];
        Arrays.fill(ones, (byte) -1);
        ring.put(0, ByteBuffer.wrap(ones), ones.length);
        assertEquals(0xffff, ring.sum(0, ones.length, -1));
    }

    /** The application writes while the loop reads, grows and empties the ring; no byte may be lost or changed. */
    @Test
    void theLoopResizesUnderTheApplicationsCopies() throws InterruptedException {
        Transfer transfer = new Transfer(ring, 2_000_000);
        Thread application = new Thread(transfer::write, "application");
        application.start();
        try {
            transfer.read();
        } finally {
            transfer.stop = true;
            application.join();
        }
        assertEquals(2_000_000, transfer.tail);
        assertTrue(transfer.resized > 0);
    }

    private static final class Transfer {
        private static final int MOST = 64 << 10;

        private final ByteRing ring;
        private final long length;

        /** Positions below limit may be written, those below head have been, those below tail have been read. */
        private volatile long limit;
        private volatile long head;
        private volatile long tail;
        private volatile boolean stop;
        private int resized;

        Transfer(ByteRing ring, long length) {
            this.ring = ring;
            this.length = length;
        }

        void write() {
            Random random = new Random(1);
            ByteBuffer out = ByteBuffer.allocateDirect(4096);
            while (head < length && !stop) {
                int len = (int) Math.min(limit - head, random.nextInt(1, 4096));
                if (len == 0 || !ring.enter()) {
                    Thread.onSpinWait();
                    continue;
                }
                out.clear();
                ring.put(head, out.put(0, values(head, len)), len);
                ring.leave();
                head += len;
            }
        }

        void read() {
            Random random = new Random(2);
            while (tail < length) {
                int wanted = random.nextInt(1, MOST);
                if (tail == head && tail == limit && random.nextBoolean() && ring.release()) {
                    resized++;
                }
                int before = ring.capacity();
                if (wanted > limit - tail && ring.ensure(tail, tail + wanted)) {
                    resized += ring.capacity() == before ? 0 : 1;
                    limit = Math.min(length, tail + wanted);
                }
                int len = (int) Math.min(head - tail, 8192);
                ByteBuffer in = ByteBuffer.allocate(len);
                ring.get(tail, in, len);
                assertEquals(ByteBuffer.wrap(values(tail, len)), in.flip());
                tail += len;
            }
        }
    }

    @Test
    void copiesAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ring.ensure(0, 65_536);
        ByteBuffer heap = ByteBuffer.allocate(1448);
        ByteBuffer direct = ByteBuffer.allocateDirect(1448);
        long least = Long.MAX_VALUE;
        int sum = 0;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment packet = arena.allocate(2048);
            for (int round = 0; round < 5; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (long pos = 0; pos < 4000 * 1448L; pos += 1448) {
                    ring.enter();
                    ring.put(pos, heap.clear(), 1448);
                    ring.put(pos, direct.clear(), 1448);
                    ring.get(pos, heap.clear(), 1448);
                    ring.get(pos, direct.clear(), 1448);
                    ring.leave();
                    ring.get(pos, packet, 40, 1448);
                    ring.put(pos, packet, 40, 1448);
                    sum = ring.sum(pos, 1448, sum);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        assertEquals(0, sum);
        assertEquals(0, least);
    }

    @Test
    void aSmallerRingKeepsWhatItHolds() {
        for (long from : new long[] {0, 777, 65_000, -5000, Long.MAX_VALUE - 100}) {
            ring.ensure(from, from + 65_536);
            fill(from, 9000);
            assertTrue(ring.exclude());
            assertFalse(ring.shrink(from, from + 40_000), "no smaller one holds that");
            assertTrue(ring.shrink(from, from + 9000));
            assertFalse(ring.shrink(from, from + 9000));
            ring.admit();
            assertEquals(16_384, ring.capacity());
            assertEquals(16_384, pool.heldBytes());
            assertHolds(from, 9000);
            ring.ensure(from, from + 20_000);
            assertHolds(from, 9000);
            ring.release();
        }
    }

    @Test
    void aRingThatGrowsLeavesLittleBehind() {
        for (int bytes = 4096; bytes <= 1 << 20; bytes *= 2) {
            ring.ensure(0, bytes);
        }
        assertEquals(1 << 20, pool.heldBytes());
        assertTrue(pool.pooledBytes() < 1 << 16, () -> pool.pooledBytes() + " bytes of smaller rings are kept");
    }
}
