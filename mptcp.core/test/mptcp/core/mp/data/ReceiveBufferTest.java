package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import mptcp.core.buffer.ByteRing;
import mptcp.core.buffer.SlabPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Payload written in place by stream offset, in any order; the reader only advances: S5, S6 and row 58. */
class ReceiveBufferTest {
    private static final int LIMIT = 8192;

    private final SlabPool pool = new SlabPool();
    private final ReceiveBuffer buffer = new ReceiveBuffer(pool, LIMIT);

    @AfterEach
    void closePool() {
        pool.close();
    }

    private int put(long offset, int length) {
        byte[] b = new byte[length];
        for (int i = 0; i < length; i++) {
            b[i] = (byte) (offset + i);
        }
        assertTrue(buffer.place(offset, MemorySegment.ofArray(b), 0, length));
        return buffer.commit(offset, offset + length);
    }

    private void read(int length) {
        long from = buffer.readOffset();
        ByteBuffer out = ByteBuffer.allocate(length);
        assertEquals(length, buffer.read(out));
        for (int i = 0; i < length; i++) {
            assertEquals((byte) (from + i), out.get(i));
        }
    }

    @Test
    void anyOrderIsOneStream() {
        assertEquals(0, put(2000, 1000));
        assertEquals(0, put(4000, 1000));
        assertEquals(0, buffer.available());
        assertEquals(2000, buffer.ahead().bytes());
        assertEquals(1, put(0, 2000));
        assertEquals(3000, buffer.available());
        read(1500);
        assertEquals(1, put(3000, 1000));
        assertEquals(5000, buffer.next());
        assertEquals(0, buffer.ahead().bytes());
        read(3500);
        assertEquals(0, buffer.available());
    }

    @Test
    void bytesThatAreHereAlreadyChangeNothing() {
        put(0, 1000);
        assertEquals(1, put(500, 1000), "half of it is new");
        assertEquals(1500, buffer.available());
        put(3000, 500);
        assertEquals(0, put(3000, 500));
        assertEquals(500, buffer.ahead().bytes());
    }

    @Test
    void theRightEdgeDoesNotMoveBack() {
        assertEquals(LIMIT, buffer.window());
        put(0, 5000);
        assertEquals(LIMIT - 5000, buffer.window());
        read(4000);
        assertEquals(LIMIT - 1000, buffer.window());
        long edge = buffer.edge();
        buffer.limit(1000);
        assertEquals(edge, buffer.edge());
        read(1000);
        assertEquals(edge, buffer.edge());
    }

    @Test
    void peekingDoesNotAdvance() {
        put(0, 100);
        assertEquals(60, buffer.peek(ByteBuffer.allocate(60), 40));
        read(100);
    }

    @Test
    void peekingAndReadingOfNothing() {
        assertEquals(0, buffer.peek(ByteBuffer.allocate(10), 0));
        put(0, 100);
        assertEquals(0, buffer.peek(ByteBuffer.allocate(10), 100));
        assertEquals(0, buffer.peek(ByteBuffer.allocate(10), Integer.MAX_VALUE));
        assertEquals(0, buffer.read(ByteBuffer.allocate(0)));
        read(100);
    }

    /** What is thrown away while a reader copies would move the cursor under him. */
    @Test
    void nothingIsThrownAwayUnderAReader() {
        ByteRing ring = new ByteRing(pool);
        ReceiveBuffer shared = new ReceiveBuffer(ring, LIMIT);
        assertTrue(shared.place(0, MemorySegment.ofArray(new byte[1000]), 0, 1000));
        shared.commit(0, 1000);
        assertTrue(ring.enter(), "as a reader does while he copies");
        assertFalse(shared.discard());
        assertEquals(1000, shared.available());
        ring.leave();
        assertTrue(shared.discard());
        assertEquals(0, shared.available());
        assertEquals(1000, shared.readOffset());
        assertEquals(LIMIT, shared.window());
    }

    @Test
    void memoryThatAReaderIsCopyingFromIsGivenBackWhenHeHasDone() {
        ByteRing ring = new ByteRing(pool);
        ReceiveBuffer shared = new ReceiveBuffer(ring, LIMIT);
        assertTrue(shared.place(0, MemorySegment.ofArray(new byte[1000]), 0, 1000));
        shared.commit(0, 1000);
        assertTrue(ring.enter());
        assertFalse(shared.release());
        assertTrue(pool.heldBytes() > 0);
        ring.leave();
        assertEquals(0, shared.read(ByteBuffer.allocate(10)), "nothing more is read");
        assertEquals(0, shared.peek(ByteBuffer.allocate(10), 0));
        assertEquals(0, shared.available());
        assertTrue(shared.release());
        assertEquals(0, pool.heldBytes());
        assertFalse(shared.place(1000, MemorySegment.ofArray(new byte[10]), 0, 10), "nor is anything placed");
        assertEquals(0, pool.heldBytes());
    }

    /** One thread reads as fast as it can, another throws away: what is read is the stream, with gaps, and never more. */
    @Test
    void readingWhileTheLoopThrowsAway() throws Exception {
        int rounds = 20_000;
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<String> wrong = new AtomicReference<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            ByteBuffer out = ByteBuffer.allocate(700);
            while (!over.get()) {
                int n = buffer.read(out.clear());
                for (int i = 1; i < n; i++) {
                    if (out.get(i) != (byte) (out.get(0) + i)) {
                        wrong.set("byte " + i + " of " + n);
                    }
                }
                if (buffer.available() < 0) {
                    wrong.set("more was read than there was");
                }
            }
        });
        try {
            for (int i = 0; i < rounds; i++) {
                long next = buffer.next();
                int length = (int) Math.min(1000, buffer.edge() - next);
                byte[] b = new byte[length];
                for (int k = 0; k < length; k++) {
                    b[k] = (byte) (next + k);
                }
                if (length > 0 && buffer.place(next, MemorySegment.ofArray(b), 0, length)) {
                    buffer.commit(next, next + length);
                }
                if (i % 3 == 0) {
                    buffer.discard();
                }
                assertTrue(buffer.readOffset() <= buffer.next());
            }
        } finally {
            over.set(true);
            reader.join();
        }
        assertNull(wrong.get());
        assertTrue(buffer.discard());
        assertEquals(buffer.next(), buffer.readOffset());
    }

    @Test
    void idleMemoryGoesBack() {
        put(0, 3000);
        read(3000);
        buffer.trim();
        assertEquals(0, pool.heldBytes());
        put(3000, 10);
        read(10);
    }

    /** What an overshoot took goes when it is not needed any more; bytes that are there, in order or not, stay as they are. */
    @Test
    void aRingThatIsTooLargeForAWhileBecomesSmaller() {
        buffer.limit(1 << 20);
        long at = 0;
        put(500_000, 1000); // out of order
        put(0, 500_000);
        read(501_000);
        at = 501_000;
        assertEquals(1 << 19, pool.heldBytes());
        for (long now = 0; now < 1_000_000_000L; now += 20_000_000) {
            put(at, 10_000);
            read(9000);
            put(at + 15_000, 5000); // stays ahead
            put(at + 10_000, 5000);
            read(11_000);
            at += 20_000;
            put(at + 3000, 2000);
            buffer.tune(20_000_000, 1 << 20, now);
            put(at, 3000);
            read(5000);
            at += 5000;
        }
        assertEquals(1 << 15, pool.heldBytes(), "twice the most of the time before");
        assertEquals(at, buffer.next());
    }
}
