package mptcp.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The Fast Open option of a SYN or SYN/ACK (RFC 7413 section 4.1.1): a cookie, or the request for one, which is an empty cookie.
 * Filled again for each.
 */
public final class FastOpenCookie {
    public static final int MAX_LENGTH = 16;
    /** What this stack gives out, as Linux does. */
    public static final int USUAL_LENGTH = 8;
    private static final int MIN_LENGTH = 4;
    private static final int ABSENT = -1;

    private int length = ABSENT;
    /** The octets in network order, the first eight and the rest; those beyond the length are 0. */
    private long high;
    private long low;
    private boolean experimental;

    public void clear() {
        length = ABSENT;
        high = 0;
        low = 0;
        experimental = false;
    }

    public void set(FastOpenCookie other) {
        length = other.length;
        high = other.high;
        low = other.low;
        experimental = other.experimental;
    }

    /** @param inExperiment whether it has the form of kind 254, from before 34 was assigned */
    public void request(boolean inExperiment) {
        clear();
        length = 0;
        experimental = inExperiment;
    }

    /** A cookie of the usual length. */
    public void usual(long octets, boolean inExperiment) {
        length = USUAL_LENGTH;
        high = octets;
        low = 0;
        experimental = inExperiment;
    }

    /** An option of an impossible length counts as absent. */
    void parse(MemorySegment m, long at, int size, boolean inExperiment) {
        clear();
        if (size != 0 && (size < MIN_LENGTH || size > MAX_LENGTH || size % 2 != 0)) {
            return;
        }
        length = size;
        experimental = inExperiment;
        for (int i = 0; i < size; i++) {
            long octet = Net.u8(m, at + i);
            if (i < Long.BYTES) {
                high |= octet << 56 - 8 * i;
            } else {
                low |= octet << 120 - 8 * i;
            }
        }
    }

    public boolean present() {
        return length != ABSENT;
    }

    public boolean isRequest() {
        return length == 0;
    }

    /** Whether there is a cookie in it. */
    public boolean hasCookie() {
        return length > 0;
    }

    public boolean experimental() {
        return experimental;
    }

    /** Whether it is this cookie of the usual length. */
    public boolean isUsual(long octets) {
        return length == USUAL_LENGTH && high == octets;
    }

    /** In a header, with its padding. */
    public int paddedSize() {
        return size() + 3 & ~3;
    }

    private int size() {
        return (experimental ? 4 : 2) + length;
    }

    /** Writes the option and the padding behind it. @return where that ends */
    long write(MemorySegment m, long at) {
        int size = size();
        long p = at;
        Net.put8(m, p, experimental ? TcpHeader.KIND_EXPERIMENT : TcpHeader.KIND_FAST_OPEN);
        Net.put8(m, p + 1, size);
        p += 2;
        if (experimental) {
            Net.put16(m, p, TcpHeader.FAST_OPEN_MAGIC);
            p += 2;
        }
        for (int i = 0; i < length; i++) {
            Net.put8(m, p++, (int) (i < Long.BYTES ? high >>> 56 - 8 * i : low >>> 120 - 8 * i) & 0xff);
        }
        for (long end = at + paddedSize(); p < end; p++) {
            Net.put8(m, p, TcpHeader.KIND_NOP);
        }
        return p;
    }
}
