package mptcp.core.stress;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import mptcp.core.buffer.SlabPool;

/** What the tests of the buffers share: memory, which the loop's side alone takes and gives, and bytes that can be told. */
final class Memory {
    /** Of all states there are. A pool is for one loop, and the states have one each: it is locked around their calls. */
    private static final SlabPool SHARED = new SlabPool();

    private Memory() {}

    static <T> T of(java.util.function.Function<SlabPool, T> user) {
        synchronized (SHARED) {
            return user.apply(SHARED);
        }
    }

    /** For a call of the loop's side that may take or give memory. */
    static <T> T locked(Supplier<T> call) {
        synchronized (SHARED) {
            return call.get();
        }
    }

    /** The byte at a position; none is 0, which is what memory holds that nobody wrote. */
    private static byte at(long position) {
        return (byte) (position % 127 + 1);
    }

    static ByteBuffer bytes(long position, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (int i = 0; i < length; i++) {
            bytes.put(i, at(position + i));
        }
        return bytes;
    }

    static MemorySegment segment(long position, int length) {
        return MemorySegment.ofBuffer(bytes(position, length));
    }

    /** Whether the bytes before the buffer's position are those from there on. */
    static boolean right(long position, ByteBuffer read) {
        for (int i = 0; i < read.position(); i++) {
            if (read.get(i) != at(position + i)) {
                return false;
            }
        }
        return true;
    }
}
