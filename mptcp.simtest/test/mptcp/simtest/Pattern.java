package mptcp.simtest;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** An endless stream of bytes in which every position can be verified by itself; optionally with a given text inside. */
final class Pattern {
    private static final int PERIOD = 65_521; // a prime: no power of two maps a position to an equal one

    private final byte[] block = new byte[PERIOD];
    private final long textAt;
    private final byte[] text;

    Pattern(long seed) {
        this(seed, 0, new byte[0]);
    }

    /** With {@code text} at a position of the stream. */
    Pattern(long seed, long textAt, byte[] text) {
        new SplittableRandom(seed).nextBytes(block);
        this.textAt = textAt;
        this.text = text.clone();
    }

    byte at(long position) {
        long inText = position - textAt;
        if (inText >= 0 && inText < text.length) {
            return text[(int) inText];
        }
        return (byte) (block[(int) (position % PERIOD)] + position / PERIOD);
    }

    /** Fills a buffer from its position to its limit. */
    void fill(ByteBuffer target, long position) {
        for (int i = target.position(); i < target.limit(); i++) {
            target.put(i, at(position + i - target.position()));
        }
    }

    /** The index of the first wrong byte among those from 0 to the limit, or -1. */
    int mismatch(ByteBuffer received, int length, long position) {
        for (int i = 0; i < length; i++) {
            if (received.get(i) != at(position + i)) {
                return i;
            }
        }
        return -1;
    }
}
