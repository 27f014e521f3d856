package mptcp.socketagent.socket;

import java.nio.ByteBuffer;
import mptcp.io.sim.pattern.Pattern;

/** How far a pattern was used. By one thread at a time. */
final class PatternPosition {
    private final Pattern pattern;
    private long place;

    PatternPosition(Pattern pattern) {
        this(pattern, 0);
    }

    private PatternPosition(Pattern pattern, long place) {
        this.pattern = pattern;
        this.place = place;
    }

    /** The same place, which moves by itself. */
    PatternPosition copy() {
        return new PatternPosition(pattern, place);
    }

    /** So many bytes were used. */
    void advance(int bytes) {
        place += bytes;
    }

    /** Writes the next bytes, without using them, into all of the target's room. */
    void fill(ByteBuffer target) {
        pattern.fill(target, place);
    }

    /** @return the place in the stream of the first byte that is not the next of this pattern, or -1 */
    long mismatch(ByteBuffer received) {
        return pattern.mismatch(received, place);
    }
}
