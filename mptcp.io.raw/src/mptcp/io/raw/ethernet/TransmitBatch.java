package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mptcp.io.raw.internal.PacketRing;
import mptcp.io.raw.libc.LibC;

/** Sends many frames with one system call, sendmmsg(2). One thread. */
final class TransmitBatch {
    private static final int MOST = 256;

    // struct mmsghdr, whose first part is struct msghdr
    private static final int MESSAGE = 64;
    private static final int MESSAGE_VECTOR = 16;
    private static final int MESSAGE_VECTORS = 24;
    // struct iovec
    private static final int VECTOR = 16;
    private static final int VECTOR_LENGTH = 8;

    private final MemorySegment messages;
    private final MemorySegment vectors;

    TransmitBatch(Arena arena) {
        messages = arena.allocate((long) MOST * MESSAGE, Long.BYTES);
        vectors = arena.allocate((long) MOST * VECTOR, Long.BYTES);
        for (int i = 0; i < MOST; i++) {
            messages.set(JAVA_LONG, (long) i * MESSAGE + MESSAGE_VECTOR, vectors.address() + (long) i * VECTOR);
            messages.set(JAVA_LONG, (long) i * MESSAGE + MESSAGE_VECTORS, 1);
        }
    }

    /** @return how many of the oldest frames the kernel took, or what it says of the very first */
    int send(LibC libc, int fd, FrameQueue queue) {
        PacketRing ring = queue.ring;
        int count = Math.min(MOST, ring.count());
        long base = queue.memory.address() - FrameQueue.HEADERS;
        for (int i = 0; i < count; i++) {
            long at = (long) i * VECTOR;
            vectors.set(JAVA_LONG, at, base + ring.offset(i));
            vectors.set(JAVA_LONG, at + VECTOR_LENGTH, FrameQueue.HEADERS + ring.length(i));
        }
        return libc.sendmmsg(fd, messages.address(), count, LibC.MSG_DONTWAIT);
    }
}
