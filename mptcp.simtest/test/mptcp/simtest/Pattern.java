package mptcp.simtest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An endless stream of bytes in which every position can be verified by itself; optionally with a given text inside. */
final class Pattern {
    private static final int PERIOD = 4_194_301; // a prime: no power of two maps a position to an equal one
    private static final byte[] BLOCK = new byte[PERIOD];

    static {
        new SplittableRandom(1).nextBytes(BLOCK);
    }

    private final int start;
    private final long textAt;
    private final byte[] text;
    private final int growth;

    Pattern(long seed) {
        this(seed, 0, new byte[0], 0);
    }

    /**
     * With {@code text} at a position of the stream.
     *
     * @param growth how much longer the text is than that of the pattern which is to be as this one behind it
     */
    Pattern(long seed, long textAt, byte[] text, int growth) {
        this.growth = growth;
        this.start = new SplittableRandom(seed).nextInt(PERIOD);
        this.textAt = textAt;
        this.text = text.clone();
    }

    private byte at(long position) {
        long inText = position - textAt;
        boolean within = inText >= 0 && inText < text.length;
        return within ? text[(int) inText] : BLOCK[index(position)];
    }

    private int index(long position) {
        return (int) ((start + position - (position >= textAt + text.length ? growth : 0)) % PERIOD);
    }

    /** Fills a buffer with an array from 0 to its limit. Not for patterns with a growth: nobody sends such. */
    void fill(ByteBuffer target, long position) {
        int done = 0;
        while (done < target.limit()) {
            int from = index(position + done);
            int n = Math.min(target.limit() - done, PERIOD - from);
            target.put(done, BLOCK, from, n);
            done += n;
        }
        for (long p = Math.max(position, textAt); p < Math.min(position + done, textAt + text.length); p++) {
            target.put((int) (p - position), at(p));
        }
    }

    /** The index of the first wrong byte among those from 0 to the length, or -1. */
    int mismatch(ByteBuffer received, int length, long position) {
        int from = index(position);
        boolean plain = from + length <= PERIOD && (position >= textAt + text.length || position + length <= textAt);
        if (plain && Arrays.equals(received.array(), 0, length, BLOCK, from, from + length)) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            if (received.get(i) != at(position + i)) {
                return i;
            }
        }
        return -1;
    }
}
