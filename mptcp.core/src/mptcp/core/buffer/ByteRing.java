package mptcp.core.buffer;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Bytes of a stream in off-heap memory, each addressed by its absolute position (a data sequence number unwrapped to 64
 * bits, or any other count that wraps at 64 bits). The capacity is a power of two, or 0 while nothing is stored. The
 * ring knows no head and tail: the owner says which positions count. Copies and sums of 0 bytes are always allowed.
 *
 * <p>In a pool that is {@link SlabPool#payloadFree} it keeps no bytes, and has no memory: what the loop copies out has {@link Landmarks}, which are
 * checked in what it copies in; what an application copies is counted; sums are 0.
 *
 * <p>Two threads may use it: the loop, and one application thread that copies in or out between {@link #enter} and
 * {@link #leave}. That guard only keeps the memory from being exchanged under a copy. It does not publish bytes: the
 * owner does, by writing a volatile cursor after the copy and reading it before the other side's. The loop never waits
 * for the application.
 */
public final class ByteRing {
    private static final int FREE = 0;
    private static final int APPLICATION = 1;
    private static final int RESIZING = 2;

    /** How often {@link #enter} looks again; every 64th time it lets another thread run. */
    private static final int SPINS = 2048;

    private static final BooleanSupplier ALWAYS = () -> true;
    private static final VarHandle GUARD;

    static {
        try {
            GUARD = MethodHandles.lookup().findVarHandle(ByteRing.class, "guard", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SlabPool pool;
    private final boolean payloadFree;
    private int guard;

    private MemorySegment slab;

    /** The slab again: its absolute bulk operations take any kind of buffer and allocate nothing. */
    private ByteBuffer view;
    private int capacity;

    /** An empty ring that will take its memory from the pool. */
    public ByteRing(SlabPool pool) {
        this.pool = pool;
        this.payloadFree = pool.payloadFree();
    }

    /** Size in bytes, a power of two or 0. Loop thread, or the application inside the guard. */
    public int capacity() {
        return capacity;
    }

    /**
     * Grows the ring, if need be, until the positions from (included) to to (excluded) fit. All bytes of the positions
     * from, up to from + the old capacity, keep their value and position; others are undefined. Loop thread.
     *
     * @return false if an application's copy is under way, or the pool's limit is reached; nothing has changed then, and a
     *         later attempt may succeed
     * @throws IllegalArgumentException if that is more than {@link SlabPool#MAX_SLAB} bytes
     * @throws OutOfMemoryError if there is no memory; nothing has changed then
     */
    public boolean ensure(long from, long to) {
        long bytes = to - from;
        if (bytes < 0 || bytes > SlabPool.MAX_SLAB) {
            throw new IllegalArgumentException("ring of " + bytes + " bytes");
        }
        if (bytes <= capacity) {
            return true;
        }
        if ((int) GUARD.getOpaque(this) != FREE) {
            return false;
        }
        if (payloadFree) {
            return resize((int) bytes);
        }
        MemorySegment larger = pool.take((int) bytes);
        if (larger == null) {
            return false;
        }
        if (!GUARD.compareAndSet(this, FREE, RESIZING)) {
            pool.give(larger);
            return false;
        }
        MemorySegment old = slab;
        move(from, capacity, larger);
        GUARD.setRelease(this, FREE);
        if (old != null) {
            pool.outgrown(old);
        }
        return true;
    }

    /**
     * Makes the ring as small as it can be for the positions from (included) to to (excluded), whose bytes keep their value and
     * position; others are undefined. Loop thread, between {@link #exclude} and {@link #admit}.
     *
     * @return whether it is smaller now
     */
    public boolean shrink(long from, long to) {
        long bytes = to - from;
        if (bytes > capacity / 2 || capacity <= SlabPool.MIN_SLAB) {
            return false;
        }
        if (payloadFree) {
            return count((int) bytes);
        }
        MemorySegment smaller = pool.take((int) bytes);
        if (smaller == null) {
            return false;
        }
        MemorySegment old = slab;
        move(from, (int) bytes, smaller);
        pool.outgrown(old);
        return true;
    }

    private boolean resize(int bytes) {
        if (!exclude()) {
            return false;
        }
        boolean done = count(bytes);
        admit();
        return done;
    }

    /** There are no bytes to move. @return false if the pool's limit is reached */
    private boolean count(int bytes) {
        int size = pool.takeLength(bytes);
        if (size == 0) {
            return false;
        }
        pool.giveLength(capacity);
        capacity = size;
        return true;
    }

    private void move(long from, int bytes, MemorySegment target) {
        int size = (int) target.byteSize();
        for (int done = 0; done < bytes;) {
            int at = (int) (from + done & capacity - 1);
            int to = (int) (from + done & size - 1);
            int chunk = Math.min(bytes - done, Math.min(capacity - at, size - to));
            MemorySegment.copy(slab, at, target, to, chunk);
            done += chunk;
        }
        use(target);
    }

    /**
     * Gives the memory back; the capacity is 0 afterwards. Loop thread.
     *
     * @return false if an application's copy is under way; nothing has changed then
     */
    public boolean release() {
        return releaseIf(ALWAYS);
    }

    /**
     * As {@link #release}, if a condition holds that is asked while no application can be copying: what one has put in
     * and published before is seen by it, and none can put in more until the memory is gone. Loop thread.
     *
     * @return false also if the condition does not hold; nothing has changed then
     */
    public boolean releaseIf(BooleanSupplier condition) {
        if (!exclude()) {
            return false;
        }
        boolean holds = false;
        MemorySegment old = slab;
        try {
            holds = condition.getAsBoolean();
            if (holds) {
                if (payloadFree) {
                    pool.giveLength(capacity);
                }
                use(null);
            }
        } finally {
            admit();
        }
        if (holds && old != null) {
            pool.give(old);
        }
        return holds;
    }

    /**
     * The loop's side of the guard, for what must not happen under an application's copy: none begins until {@link
     * #admit}, which is to follow soon. Loop thread.
     *
     * @return false if a copy is under way: to be tried again
     */
    public boolean exclude() {
        return GUARD.compareAndSet(this, FREE, RESIZING);
    }

    /** Ends what a successful {@link #exclude} began. */
    public void admit() {
        GUARD.setRelease(this, FREE);
    }

    private void use(MemorySegment memory) {
        slab = memory;
        view = memory == null ? null : memory.asByteBuffer();
        capacity = memory == null ? 0 : (int) memory.byteSize();
    }

    /**
     * The application's side of the guard. Waits some microseconds while the loop exchanges the memory.
     *
     * @return true if the memory stays until {@link #leave}; false if the loop is still at it, or another thread is
     *         inside: try again later
     */
    public boolean enter() {
        for (int i = 1; i <= SPINS; i++) {
            int was = (int) GUARD.compareAndExchange(this, FREE, APPLICATION);
            if (was == FREE) {
                return true;
            }
            if (was == APPLICATION) {
                return false;
            }
            if ((i & 63) == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    /** Ends what a successful {@link #enter} began; same thread. */
    public void leave() {
        if (!GUARD.compareAndSet(this, APPLICATION, FREE)) {
            throw new IllegalStateException("not inside");
        }
    }

    /**
     * Copies len bytes of a segment, beginning at off, to the positions from pos. Loop thread.
     *
     * @throws IndexOutOfBoundsException if the ring or the segment is too small
     * @throws IllegalStateException if there are no bytes, and these stand for others
     */
    public void put(long pos, MemorySegment src, long off, int len) {
        if (isNothing(len)) {
            return;
        }
        if (payloadFree) {
            Landmarks.check(pos, src, off, len);
            return;
        }
        int at = index(pos);
        int first = Math.min(len, capacity - at);
        MemorySegment.copy(src, off, slab, at, first);
        if (first < len) {
            MemorySegment.copy(src, off + first, slab, 0, len - first);
        }
    }

    /**
     * Copies the len bytes from position pos into a segment, beginning at off. Loop thread.
     *
     * @throws IndexOutOfBoundsException if the ring or the segment is too small
     */
    public void get(long pos, MemorySegment dst, long off, int len) {
        if (isNothing(len)) {
            return;
        }
        if (payloadFree) {
            Landmarks.write(pos, dst, off, len);
            return;
        }
        int at = index(pos);
        int first = Math.min(len, capacity - at);
        MemorySegment.copy(slab, at, dst, off, first);
        if (first < len) {
            MemorySegment.copy(slab, 0, dst, off + first, len - first);
        }
    }

    /**
     * Copies the buffer's next len bytes to the positions from pos and advances the buffer. Any kind of buffer. Loop
     * thread, or the application inside the guard.
     *
     * @throws IndexOutOfBoundsException if the ring or the buffer is too small
     */
    public void put(long pos, ByteBuffer src, int len) {
        if (isNothing(len)) {
            return;
        }
        int from = src.position();
        if (payloadFree) {
            src.position(from + len);
            return;
        }
        int at = index(pos);
        int first = Math.min(len, capacity - at);
        view.put(at, src, from, first);
        if (first < len) {
            view.put(0, src, from + first, len - first);
        }
        src.position(from + len);
    }

    /**
     * Copies the len bytes from position pos to the buffer and advances it. Any kind of buffer. Loop thread, or the
     * application inside the guard.
     *
     * @throws IndexOutOfBoundsException if the ring or the buffer is too small
     * @throws java.nio.ReadOnlyBufferException if the buffer cannot be written
     */
    public void get(long pos, ByteBuffer dst, int len) {
        if (isNothing(len)) {
            return;
        }
        int to = dst.position();
        if (payloadFree) {
            dst.position(to + len);
            return;
        }
        int at = index(pos);
        int first = Math.min(len, capacity - at);
        dst.put(to, view, at, first);
        if (first < len) {
            dst.put(to + first, view, 0, len - first);
        }
        dst.position(to + len);
    }

    /**
     * Adds the len bytes from position pos to a ones' complement sum of big-endian 16-bit words (RFC 1071), as if the
     * first byte were the upper half of a word; an odd last byte is padded with zero. Sums of several pieces can be
     * chained if every piece but the last is of even length. Loop thread.
     *
     * @param sum what to add to: any 32-bit number, taken as unsigned; 0 to begin with
     * @return the sum folded to 16 bits and not complemented, 0 to 0xffff
     */
    public int sum(long pos, int len, int sum) {
        if (isNothing(len) || payloadFree) {
            return fold(sum);
        }
        int at = index(pos);
        int first = Math.min(len, capacity - at);
        int total = fold(sum) + OnesComplement.sum(slab, at, first);
        if (first < len) {
            int rest = OnesComplement.sum(slab, 0, len - first);
            total += (first & 1) == 0 ? rest : OnesComplement.swap(rest);
        }
        return fold(total);
    }

    /** Whether it keeps no bytes. */
    public boolean payloadFree() {
        return payloadFree;
    }

    /** An unsigned 32-bit ones' complement sum folded to 16 bits, 0 to 0xffff; not complemented. */
    public static int fold(int sum) {
        return OnesComplement.fold(sum);
    }

    private int index(long pos) {
        return (int) (pos & capacity - 1);
    }

    private boolean isNothing(int len) {
        if (len < 0 || len > capacity) {
            throw new IndexOutOfBoundsException(len + " bytes in a ring of " + capacity);
        }
        return len == 0;
    }
}
