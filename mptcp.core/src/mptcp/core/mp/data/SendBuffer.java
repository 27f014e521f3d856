package mptcp.core.mp.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import mptcp.core.buffer.ByteRing;
import mptcp.core.buffer.SlabPool;

/**
 * The bytes that the application wrote, by stream offset, until nobody refers to them any more. One thread writes; the
 * loop reads and frees. {@code written} is published by the writer after the bytes, {@code una} and {@code tail} by the
 * loop after it has done with them. {@code written - una} is the report's {@code sb_cc}, {@code written - tail} its
 * {@code sb_actual}.
 */
public final class SendBuffer {
    private static final int FIRST_BYTES = 4096;

    private final ByteRing ring;
    /** Asked again inside the guard: between a look and the release the writer may have put something in. */
    private final BooleanSupplier empty = this::isEmpty;
    private volatile int limit;
    private volatile long written;
    private volatile long una;
    private volatile long tail;
    private volatile boolean wantsRoom;
    /** So many bytes of place the writer asked for and the loop has not made; 0: none. Set by the writer, cleared by the loop. */
    private volatile int wanted;
    /** The memory is given back, or about to be: nothing more is written. Set by the loop, once, before it gives it. */
    private volatile boolean gone;
    /** {@link #written} when the host last looked for idle memory. */
    private long lastSeen;

    public SendBuffer(SlabPool slabs, int limit) {
        this(new ByteRing(slabs), limit);
    }

    SendBuffer(ByteRing ring, int limit) {
        this.ring = ring;
        this.limit = limit;
    }

    // --- the writer

    /** Bytes that can be written: by the limit, whatever the ring holds now. */
    public long room() {
        return Math.max(0, limit - (written - una));
    }

    /** Bytes that the ring itself holds place for. */
    private long place() {
        return ring.capacity() - (written - tail);
    }

    /** @return bytes taken; fewer than {@link #room} admits only if the ring must grow first */
    public int write(ByteBuffer source) {
        int n = (int) Math.min(source.remaining(), room());
        if (n <= 0 || !ring.enter()) {
            return 0;
        }
        try {
            n = gone ? 0 : (int) Math.min(n, place()); // the ring keeps its size while the guard is held
            if (n > 0) {
                ring.put(written, source, n);
                written += n; // inside the guard: the loop, which frees an empty ring, must not find these bytes unclaimed
            }
        } finally {
            ring.leave();
        }
        return Math.max(n, 0);
    }

    /** The writer waits for place for so many bytes. */
    public void wantRoom(int bytes) {
        wanted = bytes; // first: who takes the wish sees what it is for
        wantsRoom = true;
    }

    /** Whoever listens waits for room, without saying for what. */
    public void wantsToBeTold() {
        wantsRoom = true;
    }

    /** Whether the loop has yet to make the place that was asked for. */
    public boolean growing() {
        return wanted > 0;
    }

    /** Whether the writer waits, to be told of room. Loop thread, as what follows. */
    public boolean takeWantsRoom() {
        if (!wantsRoom) {
            return false; // without writing: the writer may set it just now
        }
        wantsRoom = false;
        return true;
    }

    /** How many bytes the writer waits for; 0: he does not, or it was answered. */
    public int takeWanted() {
        int bytes = wanted;
        if (bytes != 0) {
            wanted = 0; // what he asks for in between he will not miss: he is woken, and tries again
        }
        return bytes;
    }

    /** What was asked for could not be given yet. */
    public void stillWanted(int bytes) {
        if (wanted == 0) {
            wanted = bytes; // or the writer asked again in between, which is as good
        }
    }

    public long written() {
        return written;
    }

    // --- the loop

    /** Makes place for so many bytes more, as far as the limit goes. @return false if that is impossible now: to be tried again */
    public boolean grow(long bytes) {
        if (gone) {
            return true;
        }
        long most = Math.min(bytes, room());
        long need = written + most - tail;
        if (need <= ring.capacity()) {
            return true;
        }
        return ring.ensure(tail, tail + Math.max(FIRST_BYTES, need));
    }

    public int limit() {
        return limit;
    }

    public void limit(int bytes) {
        limit = bytes;
    }

    /** Makes the ring as large as the limit asks for. @return false while it holds more, or the writer is copying: to be tried again */
    public boolean fit() {
        if (ring.capacity() / 2 < limit) {
            return true;
        }
        if (!ring.exclude()) {
            return false;
        }
        boolean fits = written - tail <= limit;
        if (fits) {
            ring.shrink(tail, tail + limit);
        }
        ring.admit();
        return fits;
    }

    public void acknowledged(long offset) {
        una = offset;
    }

    public void freed(long offset) {
        tail = offset;
        if (offset == written && ring.capacity() > FIRST_BYTES && !wantsRoom) {
            ring.releaseIf(empty); // the smallest ring stays, for who asks and answers: see trimIfIdle
        }
    }

    /** Gives memory back that holds nothing, if nothing was written since this was asked last. */
    public void trimIfIdle() {
        long now = written;
        if (now == lastSeen && ring.capacity() > 0 && !wantsRoom) {
            ring.releaseIf(empty);
        }
        lastSeen = now;
    }

    private boolean isEmpty() {
        return tail == written;
    }

    public long tail() {
        return tail;
    }

    /** Bytes written and not acknowledged at the data level. */
    public long logical() {
        return written - una;
    }

    /** Bytes held. */
    public long actual() {
        return written - tail;
    }

    public void copy(long offset, int length, MemorySegment target, long at) {
        ring.get(offset, target, at, length);
    }

    public int sum(long offset, int length) {
        return ByteRing.fold(ring.sum(offset, length, 0));
    }

    /** Nothing is sent any more. @return false if the writer is copying: to be tried again */
    public boolean release() {
        gone = true;
        return ring.release();
    }
}
