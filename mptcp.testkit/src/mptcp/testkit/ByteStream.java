package mptcp.testkit;

import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of one direction of a connection, by their offset in the stream: a pattern of no short period, so that
 * lost, doubled or moved bytes show, with explicit bytes laid over it. Not for concurrent use.
 */
final class ByteStream {
    private final long salt;
    private final TreeMap<Long, byte[]> explicit = new TreeMap<>();
    private long written;

    ByteStream(long salt) {
        this.salt = salt;
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
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = at(offset + i);
        }
        return out;
    }

    private byte at(long offset) {
        Map.Entry<Long, byte[]> entry = explicit.floorEntry(offset);
        if (entry != null && offset - entry.getKey() < entry.getValue().length) {
            return entry.getValue()[(int) (offset - entry.getKey())];
        }
        long mixed = (offset + salt) * 0x9e37_79b9_7f4a_7c15L;
        return (byte) (mixed >>> 56 ^ mixed >>> 24);
    }
}
