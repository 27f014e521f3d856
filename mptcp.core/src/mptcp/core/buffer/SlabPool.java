package mptcp.core.buffer;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Off-heap slabs of power-of-two sizes, {@value #MIN_SLAB} to {@value #MAX_SLAB} bytes. A size class keeps blocks:
 * a new one doubles what the class has, within one slab and {@link #BLOCK_BYTES}, so that a host holds no more than
 * twice what it uses. Blocks without a slab in use stay pooled up to a limit, and until {@link #releaseIdle} finds them
 * unused twice; then their memory goes back to the operating system. What a slab contains when it is taken is undefined.
 *
 * <p>Taking and giving is for the loop thread; the slabs themselves are accessible from any thread.
 */
public final class SlabPool implements AutoCloseable {
    public static final int MIN_SLAB = 1 << 12;
    public static final int MAX_SLAB = 1 << 30;

    /** The memory that the default pool keeps for later use. */
    public static final long DEFAULT_POOLED_LIMIT = 64L << 20;

    private static final int MIN_SHIFT = Integer.numberOfTrailingZeros(MIN_SLAB);
    private static final int CLASSES = Integer.numberOfTrailingZeros(MAX_SLAB) - MIN_SHIFT + 1;

    /** Memory requested at once for small slabs, at most. */
    static final int BLOCK_BYTES = 1 << 20;

    /** What is smaller costs more to free than to keep: an arena that is closed stops all threads for a moment. */
    private static final int LARGE = 1 << 16;

    private final long pooledLimit;
    private final boolean payloadFree;

    /** Of each class the blocks with a free slab: those partly in use first, then the wholly free ones. */
    private final BlockList[] available = new BlockList[CLASSES];

    /** All blocks by address, to find that of a slab. */
    private Block[] blocks = new Block[16];
    private int blockCount;

    /** Of each class, the bytes of its blocks. */
    private final long[] allocated = new long[CLASSES];

    private long held;
    private long pooled;
    /** The least that was pooled since {@link #releaseIdle}: what nobody has needed. */
    private long leastPooled;
    /** What may be allocated in all. Invariant: {@code held + pooled} grows no further once it is reached. */
    private long limit = Long.MAX_VALUE;
    private boolean denied;
    private boolean closed;

    public SlabPool() {
        this(false);
    }

    /** @param payloadFree what its slabs hold are positions of streams, whose bytes nobody looks at, see {@link Landmarks} */
    public SlabPool(boolean payloadFree) {
        this(DEFAULT_POOLED_LIMIT, payloadFree);
    }

    /** @param pooledLimit how many bytes not in use are kept; partly used blocks may exceed it */
    public SlabPool(long pooledLimit) {
        this(pooledLimit, false);
    }

    private SlabPool(long pooledLimit, boolean payloadFree) {
        this.pooledLimit = pooledLimit;
        this.payloadFree = payloadFree;
        Arrays.setAll(available, c -> new BlockList());
    }

    /**
     * A slab of at least the given size, aligned to a page of 4096 bytes. If none is pooled, the JVM allocates a block
     * and fills it with zeros, which takes the loop's time: for large ones some tenths of a millisecond per MiB.
     *
     * @return null if the pool's limit is reached, even after releasing all pooled blocks
     * @throws IllegalArgumentException if the size is negative or above {@link #MAX_SLAB}
     * @throws OutOfMemoryError if the machine has no more, even after releasing all pooled blocks
     */
    public MemorySegment take(int minBytes) {
        if (minBytes < 0 || minBytes > MAX_SLAB) {
            throw new IllegalArgumentException("slab of " + minBytes + " bytes");
        }
        if (closed) {
            throw new IllegalStateException("pool is closed");
        }
        int shift = shift(minBytes);
        BlockList list = available[shift - MIN_SHIFT];
        Block block = list.first();
        if (block == null) {
            block = newBlock(shift);
            if (block == null) {
                denied = true;
                return null;
            }
            list.addFirst(block);
        }
        MemorySegment slab = block.take();
        if (block.isFull()) {
            list.remove(block);
        }
        held += slab.byteSize();
        pooled -= slab.byteSize();
        leastPooled = Math.min(leastPooled, pooled);
        return slab;
    }

    private static int shift(int minBytes) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(minBytes, MIN_SLAB) - 1);
    }

    /**
     * As {@link #take}, for who keeps no bytes: it counts as held, and there is no memory.
     *
     * @return the size of the slab that this stands for; 0 if the pool's limit is reached
     */
    int takeLength(int minBytes) {
        if (closed) {
            throw new IllegalStateException("pool is closed");
        }
        int size = 1 << shift(minBytes);
        if (held + pooled + size > limit) {
            releaseAbove(0);
            if (held + pooled + size > limit) {
                denied = true;
                return 0;
            }
        }
        held += size;
        return size;
    }

    /** Takes back what {@link #takeLength} gave, or 0. Without effect once the pool is closed. */
    void giveLength(int size) {
        if (!closed) {
            held -= size;
        }
    }

    /**
     * Takes a slab back. The caller must not touch it any more. Without effect once the pool is closed.
     *
     * @throws IllegalArgumentException if the segment is no slab of this pool in use
     */
    public void give(MemorySegment slab) {
        if (closed) {
            return;
        }
        int i = indexOf(slab.address());
        if (i < 0 || !blocks[i].give(slab)) {
            throw new IllegalArgumentException("no slab of this pool in use: " + slab);
        }
        held -= slab.byteSize();
        pooled += slab.byteSize();
        Block block = blocks[i];
        BlockList list = available[block.shift() - MIN_SHIFT];
        if (block.listed()) {
            if (block.isUnused()) {
                list.remove(block);
                list.addLast(block);
            }
        } else if (block.isUnused()) {
            list.addLast(block);
        } else {
            list.addFirst(block);
        }
        releaseAbove(pooledLimit);
    }

    /**
     * As {@link #give}, of a slab in whose place its owner has one of another size: what is large goes back to the operating system at
     * once, if its block has no other in use, since the rings of a host that grow would leave as much in the pool as they have.
     *
     * @throws IllegalArgumentException if the segment is no slab of this pool in use
     */
    public void outgrown(MemorySegment slab) {
        give(slab);
        if (!closed && slab.byteSize() >= LARGE) {
            int i = indexOf(slab.address());
            if (i >= 0 && blocks[i].address() <= slab.address() && blocks[i].isUnused()) {
                release(blocks[i]);
            }
        }
    }

    /** Whether streams have lengths and positions, and no bytes: see {@link mptcp.api.socket.StackConfig#payloadFree}. */
    public boolean payloadFree() {
        return payloadFree;
    }

    /** What may be allocated in all; what is more already stays until it is given back. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** Frees all blocks that hold no slab in use. */
    public void releasePooled() {
        releaseAbove(0);
    }

    /** Frees what was not needed since the last call, as far as whole blocks are free. */
    public void releaseIdle() {
        releaseAbove(pooled - leastPooled);
        leastPooled = pooled;
    }

    /** Whether a slab was denied since {@link #takeDenied}. */
    public boolean denied() {
        return denied;
    }

    public boolean takeDenied() {
        boolean was = denied;
        denied = false;
        return was;
    }

    /** Bytes of the slabs given out. */
    public long heldBytes() {
        return held;
    }

    /** Bytes allocated and not given out. */
    public long pooledBytes() {
        return pooled;
    }

    /** Frees all memory, slabs given out included: a later access to one throws {@link IllegalStateException}. */
    @Override
    public void close() {
        closed = true;
        RuntimeException failed = null;
        for (int i = 0; i < blockCount; i++) {
            try {
                blocks[i].free();
            } catch (RuntimeException e) {
                failed = e; // the others are freed all the same
            }
        }
        Arrays.fill(blocks, null);
        Arrays.fill(available, null);
        blockCount = 0;
        held = 0;
        pooled = 0;
        leastPooled = 0;
        if (failed != null) {
            throw failed;
        }
    }

    private Block newBlock(int shift) {
        int bytes = Math.max((int) Math.min(BLOCK_BYTES, allocated[shift - MIN_SHIFT]), 1 << shift);
        if (held + pooled + bytes > limit) {
            releaseAbove(0);
            if (held + pooled + bytes > limit) {
                return null;
            }
        }
        Block block;
        try {
            block = new Block(bytes, shift);
        } catch (OutOfMemoryError full) {
            releaseAbove(0);
            block = new Block(bytes, shift);
        }
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * blockCount);
        }
        int at = indexOf(block.address()) + 1;
        System.arraycopy(blocks, at, blocks, at + 1, blockCount - at);
        blocks[at] = block;
        blockCount++;
        pooled += bytes;
        allocated[shift - MIN_SHIFT] += bytes;
        return block;
    }

    /** Frees unused blocks, the largest first, until no more than the limit is pooled or none is left. */
    private void releaseAbove(long limit) {
        for (int c = CLASSES - 1; c >= 0 && pooled > limit; c--) {
            Block block = available[c].last();
            while (block != null && block.isUnused() && pooled > limit) {
                release(block);
                block = available[c].last();
            }
        }
    }

    private void release(Block block) {
        available[block.shift() - MIN_SHIFT].remove(block);
        int at = indexOf(block.address());
        System.arraycopy(blocks, at + 1, blocks, at, --blockCount - at);
        blocks[blockCount] = null;
        pooled -= block.bytes();
        leastPooled = Math.min(leastPooled, pooled);
        allocated[block.shift() - MIN_SHIFT] -= block.bytes();
        block.free();
    }

    /** The last block that does not begin after the address, or -1. */
    private int indexOf(long address) {
        int low = 0;
        int high = blockCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(blocks[middle].address(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
