package mptcp.simtest;

import java.util.SplittableRandom;
import mptcp.api.socket.Entropy;

/**
 * Keys out of few, so that connections of a host, and both ends of one, draw the same: tokens collide (RFC 8684 section 3.1). Sequence
 * numbers of subflows that begin shortly before their wrap or where their sign changes, besides.
 */
final class FewKeys implements Entropy {
    private static final int NEAR = 100_000;

    private final SplittableRandom random;
    private final long pool;
    private final int keys;
    private final boolean wraps;

    /** @param pool of which both ends' keys are; so many of them; 0: keys are as they are */
    FewKeys(SplittableRandom random, long pool, int keys, boolean wraps) {
        this.random = random;
        this.pool = pool;
        this.keys = keys;
        this.wraps = wraps;
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public long nextKey() {
        return keys == 0 ? random.nextLong() : new SplittableRandom(pool + random.nextInt(keys)).nextLong();
    }

    @Override
    public long nextIsn() {
        return !wraps ? -1 : (random.nextBoolean() ? 1L << 32 : 1L << 31) - 1 - random.nextInt(NEAR);
    }

    @Override
    public Entropy fork() {
        return new FewKeys(random.split(), pool, keys, wraps);
    }

    @Override
    public String toString() {
        return (keys == 0 ? "any" : keys) + " keys" + (wraps ? ", numbers near their wrap" : "");
    }
}
