package mptcp.core.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * What stands for the bytes of a stream where there are none (see {@link mptcp.api.socket.StackConfig#payloadFree}): the byte
 * of each {@value #STRIDE}th position is a function of that position, and the others are undefined. So a piece of the stream,
 * however it was cut out or put together, shows whether it is where it belongs. No state; any thread.
 */
final class Landmarks {
    static final int STRIDE = 512;
    private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

    private Landmarks() {}

    /** Writes those of the positions from this one on. */
    static void write(long position, MemorySegment target, long at, int length) {
        for (long p = position + STRIDE - 1 & -STRIDE; p < position + length; p += STRIDE) {
            target.set(JAVA_BYTE, at + (p - position), of(p));
        }
    }

    /** @throws IllegalStateException that names the position which is not what lies there */
    static void check(long position, MemorySegment source, long at, int length) {
        for (long p = position + STRIDE - 1 & -STRIDE; p < position + length; p += STRIDE) {
            if (source.get(JAVA_BYTE, at + (p - position)) != of(p)) {
                throw new IllegalStateException("what came for position " + p + " of the stream does not belong there");
            }
        }
    }

    private static byte of(long position) {
        return (byte) (position * FACTOR >>> 56);
    }
}
