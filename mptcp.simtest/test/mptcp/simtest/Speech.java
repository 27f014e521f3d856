package mptcp.simtest;

import java.nio.ByteBuffer;
import mptcp.io.sim.pattern.Pattern;

/** What an application says: a pattern without end, optionally with a given text inside. */
final class Speech {
    private final Pattern pattern;
    private final long textAt;
    private final byte[] text;
    private final int growth;

    Speech(long seed) {
        this(seed, 0, new byte[0], 0);
    }

    /**
     * With {@code text} at a position of the stream.
     *
     * @param growth how much longer the text is than that of the speech which is to be as this one behind it
     */
    Speech(long seed, long textAt, byte[] text, int growth) {
        this.growth = growth;
        this.pattern = new Pattern(seed);
        this.textAt = textAt;
        this.text = text.clone();
    }

    private byte at(long position) {
        long inText = position - textAt;
        return inText < 0 ? pattern.at(position) : inText < text.length ? text[(int) inText] : pattern.at(position - growth);
    }

    /** No text before the end of a stretch that begins here: it is the pattern alone. */
    private boolean plain(long position, int length) {
        return text.length == 0 || position + length <= textAt;
    }

    /** Fills a buffer from 0 to its limit, and leaves it at 0. */
    void fill(ByteBuffer target, long position) {
        target.rewind();
        if (plain(position, target.limit())) {
            pattern.fill(target, position);
        }
        for (long p = position; target.hasRemaining(); p++) {
            target.put(at(p));
        }
        target.rewind();
    }

    /** The position in the stream of the first wrong byte of the received ones, or -1. */
    long mismatch(ByteBuffer received, long position) {
        if (plain(position, received.remaining())) {
            return pattern.mismatch(received, position);
        }
        for (int i = received.position(); i < received.limit(); i++) {
            long p = position + i - received.position();
            if (received.get(i) != at(p)) {
                return p;
            }
        }
        return -1;
    }
}
