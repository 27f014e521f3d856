package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
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
    void idleMemoryGoesBack() {
        put(0, 3000);
        read(3000);
        buffer.trim();
        assertEquals(0, pool.heldBytes());
        put(3000, 10);
        read(10);
    }
}
