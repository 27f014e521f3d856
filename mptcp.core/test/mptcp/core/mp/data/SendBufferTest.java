package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mptcp.core.buffer.ByteRing;
import mptcp.core.buffer.SlabPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logical and actual occupancy (the report's sb_cc and sb_actual) and the deferred drop: S8, S9 and S12. */
class SendBufferTest {
    private final SlabPool pool = new SlabPool();
    private final SendBuffer buffer = new SendBuffer(pool, 10_000);

    @AfterEach
    void closePool() {
        pool.close();
    }

    private static byte[] bytes(int length, int first) {
        byte[] b = new byte[length];
        for (int i = 0; i < length; i++) {
            b[i] = (byte) (first + i);
        }
        return b;
    }

    private int write(byte[] b) {
        buffer.grow(b.length);
        return buffer.write(ByteBuffer.wrap(b));
    }

    private byte[] read(long offset, int length) {
        byte[] out = new byte[length];
        buffer.copy(offset, length, MemorySegment.ofArray(out), 0);
        return out;
    }

    @Test
    void acknowledgedBytesLeaveTheLogicalOccupancyAndFreedOnesTheActual() {
        assertEquals(6000, write(bytes(6000, 0)));
        assertEquals(6000, buffer.logical());
        assertEquals(6000, buffer.actual());
        buffer.acknowledged(4000);
        assertEquals(2000, buffer.logical());
        assertEquals(6000, buffer.actual(), "a live map refers to them");
        assertArrayEquals(bytes(100, 0), read(0, 100), "a subflow may still have to send them again");
        buffer.freed(1000);
        assertEquals(5000, buffer.actual());
        assertEquals(1000, buffer.tail());
        buffer.acknowledged(6000);
        buffer.freed(6000);
        assertEquals(0, buffer.logical());
        assertEquals(0, buffer.actual());
        assertEquals(0, pool.heldBytes(), "an idle connection holds no memory");
    }

    @Test
    void theWriterIsLimitedByWhatIsNotAcknowledgedNotByWhatIsPinned() {
        assertEquals(10_000, write(bytes(12_000, 0)));
        assertEquals(0, buffer.room());
        assertEquals(0, write(bytes(1, 0)));
        buffer.acknowledged(3000);
        assertEquals(3000, buffer.room());
        assertEquals(3000, write(bytes(5000, 10_000)));
        assertEquals(13_000, buffer.actual());
        assertArrayEquals(bytes(3000, 10_000), read(10_000, 3000));
        assertArrayEquals(bytes(3000, 0), read(0, 3000));
    }

    @Test
    void aWaitingWriterIsRemembered() {
        write(bytes(10_000, 0));
        assertFalse(buffer.growing());
        buffer.wantRoom(77);
        assertTrue(buffer.growing(), "until the loop has looked");
        assertTrue(buffer.takeWantsRoom());
        assertFalse(buffer.takeWantsRoom());
        assertEquals(77, buffer.takeWanted());
        assertEquals(0, buffer.takeWanted());
        assertFalse(buffer.growing());
        buffer.stillWanted(77);
        assertEquals(77, buffer.takeWanted(), "what could not be given is not forgotten");
    }

    @Test
    void memoryThatAWriterIsCopyingToIsGivenBackWhenHeHasDone() {
        ByteRing ring = new ByteRing(pool);
        SendBuffer shared = new SendBuffer(ring, 10_000);
        assertTrue(shared.grow(5000));
        assertEquals(3000, shared.write(ByteBuffer.wrap(bytes(3000, 0))));
        assertTrue(ring.enter(), "as a writer does while he copies");
        assertFalse(shared.release());
        assertTrue(pool.heldBytes() > 0);
        ring.leave();
        assertEquals(0, shared.write(ByteBuffer.wrap(bytes(100, 0))), "nothing more is taken");
        assertTrue(shared.release());
        assertEquals(0, pool.heldBytes());
        assertTrue(shared.grow(100));
        assertEquals(0, pool.heldBytes(), "nor is it given memory again");
        assertEquals(0, shared.write(ByteBuffer.wrap(bytes(100, 0))));
    }

    @Test
    void theRingMayBeAnyNumberOfTimesAround() {
        long at = 0;
        for (int i = 0; i < 200; i++) {
            byte[] b = bytes(3777, i);
            assertEquals(3777, write(b));
            assertArrayEquals(b, read(at, 3777));
            at += 3777;
            buffer.acknowledged(at);
            buffer.freed(at - 1000);
            assertEquals(0, buffer.logical());
            assertEquals(1000, buffer.actual());
        }
    }

    /** The loop frees a ring that is empty; what a writer puts in at that moment must not go with it. */
    @Test
    void nothingIsLostBetweenAWriterAndALoopThatFreesAnEmptyRing() throws Exception {
        int chunk = 5_000;
        int chunks = 20_000;
        Thread writer = Thread.ofPlatform().start(() -> {
            byte[] b = bytes(chunk, 0);
            ByteBuffer source = ByteBuffer.wrap(b);
            for (int i = 0; i < chunks; i++) {
                for (source.rewind(); source.hasRemaining();) {
                    if (buffer.write(source) == 0) {
                        buffer.wantRoom(source.remaining());
                        Thread.onSpinWait();
                    }
                }
            }
        });
        long read = 0;
        long total = (long) chunk * chunks;
        while (read < total) {
            int wanted = buffer.takeWanted();
            if (wanted > 0 && !buffer.grow(wanted)) {
                buffer.stillWanted(wanted);
            }
            int n = (int) (buffer.written() - read);
            if (n == 0) {
                continue;
            }
            byte[] got = read(read, n);
            for (int i = 0; i < n; i++) {
                if (got[i] != (byte) ((read + i) % chunk)) {
                    writer.interrupt();
                    assertEquals((byte) ((read + i) % chunk), got[i], "byte " + (read + i));
                }
            }
            read += n;
            buffer.acknowledged(read);
            buffer.freed(read);
        }
        writer.join();
        assertEquals(0, buffer.logical());
    }

    @Test
    void theSmallestRingGoesOnceNothingWasWrittenForAWhile() {
        write(bytes(100, 0));
        buffer.trimIfIdle();
        buffer.trimIfIdle();
        assertEquals(4096, pool.heldBytes(), "it holds what is not acknowledged");
        buffer.acknowledged(100);
        buffer.freed(100);
        assertEquals(4096, pool.heldBytes(), "more may be written soon");
        write(bytes(50, 0));
        buffer.acknowledged(150);
        buffer.freed(150);
        buffer.trimIfIdle();
        assertEquals(4096, pool.heldBytes(), "something was written since it was asked last");
        buffer.trimIfIdle();
        assertEquals(0, pool.heldBytes());
        assertEquals(60, write(bytes(60, 7)), "and comes back when it is needed");
        assertArrayEquals(bytes(60, 7), read(150, 60));
    }

    @Test
    void theRingFollowsALowerLimitOnceItHoldsNoMore() {
        buffer.limit(1 << 17);
        assertEquals(100_000, write(bytes(100_000, 0)));
        assertEquals(1 << 17, pool.heldBytes());
        buffer.limit(1 << 15);
        assertFalse(buffer.fit(), "it holds more");
        buffer.acknowledged(80_000);
        buffer.freed(80_000);
        assertTrue(buffer.fit());
        assertEquals(1 << 15, pool.heldBytes());
        assertArrayEquals(bytes(20_000, 80_000), read(80_000, 20_000));
        assertEquals(12_768, write(bytes(20_000, 100_000)), "up to the limit");
        assertTrue(buffer.fit());
    }
}
