package mptcp.itest.world;

import java.nio.ByteBuffer;
import java.util.Random;

/** Bytes that depend on their place in the stream, so that none can be lost, doubled or moved unseen. */
final class Pattern {
    /** A prime, so that no power of two maps the stream onto itself. */
    private static final int PERIOD = 65_521;

    private static final byte[] BLOCK = new byte[PERIOD];

    static {
        new Random(20_140_822).nextBytes(BLOCK);
    }

    private Pattern() {}

    private static byte at(long offset) {
        return (byte) (BLOCK[(int) (offset % PERIOD)] ^ offset / PERIOD * 0x9d);
    }

    /** Fills what remains of the buffer with the bytes from this offset on. */
    static void fill(ByteBuffer target, long offset) {
        for (long at = offset; target.hasRemaining(); at++) {
            target.put(at(at));
        }
    }

    /** Offset of the first byte that differs, or -1. */
    static long firstDifference(ByteBuffer received, long offset) {
        for (long at = offset; received.hasRemaining(); at++) {
            if (received.get() != at(at)) {
                return at;
            }
        }
        return -1;
    }
}
