package mptcp.core.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LandmarksTest {
    private static final int LENGTH = 1448;

    private final SlabPool pool = new SlabPool(true);
    private final ByteRing ring = new ByteRing(pool);
    private final MemorySegment packet = Arena.ofAuto().allocate(2 * LENGTH);

    @AfterEach
    void close() {
        pool.close();
    }

    /** However a piece is cut on its way, what is left of it stands where it did. */
    @Test
    void piecesOfPiecesBelongWhereTheyAre() {
        ring.ensure(0, 1 << 16);
        for (long position : new long[] {0, 1, 511, 512, 5000, (1L << 33) + 77}) {
            packet.fill((byte) 0x55);
            ring.get(position, packet, 40, LENGTH);
            for (int from = 0; from < LENGTH; from += 97) {
                ring.put(position + from, packet, 40 + from, LENGTH - from);
                ring.put(position, packet, 40, from);
            }
        }
    }

    @Test
    void aPieceElsewhereIsFoundOut() {
        ring.ensure(0, 1 << 16);
        ring.get(10_000, packet, 40, LENGTH);
        for (int shift : new int[] {1, -1, 100, 512, 1448, -1448, 4096, 1 << 16}) {
            IllegalStateException wrong = assertThrows(IllegalStateException.class,
                    () -> ring.put(10_000 + shift, packet, 40, LENGTH), "shifted by " + shift);
            assertTrue(wrong.getMessage().contains("does not belong there"), wrong.getMessage());
        }
        assertThrows(IllegalStateException.class, () -> ring.put(10_000, packet, 41, LENGTH));
    }

    /** Applications count, buffers keep their limits, and checksums are of zeros. */
    @Test
    void bytesAreCounted() {
        ring.ensure(0, 4096);
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        ring.put(0, buffer, 700);
        assertEquals(700, buffer.position());
        ring.get(0, buffer, 300);
        assertEquals(1000, buffer.position());
        assertEquals(0x1234, ring.sum(0, 999, 0x1234));
        assertTrue(ring.ensure(0, 1 << 14) && ring.capacity() == 1 << 14);
        assertEquals(1 << 14, pool.heldBytes());
        assertThrows(IndexOutOfBoundsException.class, () -> ring.get(0, packet, 0, (1 << 14) + 1));
    }
}
