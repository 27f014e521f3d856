package mptcp.socketagent.socket;

import java.nio.ByteBuffer;

/**
 * A known stream of bytes: the 64-bit word at place p is SplitMix64 of seed and p, least significant byte first. It
 * remembers how far it was used. Used by one thread at a time.
 */
final class Pattern {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long seed;
    private long position;

    Pattern(long seed) {
        this.seed = seed;
    }

    /** The same stream from the same place on. */
    Pattern copy() {
        Pattern copy = new Pattern(seed);
        copy.position = position;
        return copy;
    }

    /** So many bytes were used. */
    void advance(int bytes) {
        position += bytes;
    }

    /** Writes the next bytes, without using them, into all of the target's room. */
    void fill(ByteBuffer target) {
        for (long at = position; target.hasRemaining(); at++) {
            target.put(at(at));
        }
    }

    /** @return the place in the stream of the first byte that is not the next of this pattern, or -1 */
    long mismatch(ByteBuffer received) {
        long at = position;
        for (int i = received.position(); i < received.limit(); i++, at++) {
            if (received.get(i) != at(at)) {
                return at;
            }
        }
        return -1;
    }

    private byte at(long place) {
        long z = seed + ((place >>> 3) + 1) * GOLDEN;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return (byte) (z >>> (place & 7) * Byte.SIZE);
    }
}
