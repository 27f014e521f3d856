package mptcp.testkit;

import java.util.Map;
import java.util.TreeMap;
import mptcp.io.sim.pattern.Pattern;

/**
 * The bytes of one direction of a connection, by their offset in the stream: a pattern, so that
 * lost, doubled or moved bytes show, with explicit bytes laid over it. Not for concurrent use.
 */
final class ByteStream {
    private final Pattern pattern;
    private final TreeMap<Long, byte[]> explicit = new TreeMap<>();
    private long written;

    ByteStream(long salt) {
        pattern = new Pattern(salt);
    }

    /** How many bytes the application has written; only for the direction that an application writes. */
    long written() {
        return written;
    }

    /** Appends a stretch of the pattern and returns it. */
    byte[] next(int length) {
        return bytes(written, length);
    }

    /** Notes that the application wrote these bytes next. */
    void append(byte[] bytes, int length) {
        byte[] part = new byte[length];
        System.arraycopy(bytes, 0, part, 0, length);
        put(written, part);
        written += length;
    }

    /** Lays bytes over the pattern. */
    void put(long offset, byte[] bytes) {
        if (bytes.length > 0) {
            explicit.put(offset, bytes.clone());
        }
    }

    byte[] bytes(long offset, int length) {
        byte[] out = pattern.bytes(offset, length);
        for (int i = 0; i < length && !explicit.isEmpty(); i++) {
            Map.Entry<Long, byte[]> entry = explicit.floorEntry(offset + i);
            if (entry != null && offset + i - entry.getKey() < entry.getValue().length) {
                out[i] = entry.getValue()[(int) (offset + i - entry.getKey())];
            }
        }
        return out;
    }
}
