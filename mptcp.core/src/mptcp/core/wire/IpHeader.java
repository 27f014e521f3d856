package mptcp.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * A parsed IP header, version 4 (RFC 791) or 6 (RFC 8200), filled again for each packet. Nothing is read from the packet
 * before the bounds are checked.
 */
public final class IpHeader {
    public static final int PROTOCOL_TCP = 6;
    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_ICMPV6 = 58;

    /** How parsing ended. */
    public enum Result {
        OK,
        /** Too short, a length that is not there, or a version that is neither 4 nor 6. */
        MALFORMED,
        BAD_CHECKSUM,
        /** A fragment: refused, since path MTU discovery makes ours unnecessary and reassembly is an attack surface. */
        FRAGMENT
    }

    private static final int V4_MIN = 20;
    private static final int V6_SIZE = 40;
    private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3fff;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT_HEADER = 44;
    private static final int DESTINATION = 60;

    private boolean v4;
    private int protocol;
    private int ecn;
    private long payload;
    private int payloadLength;
    private long srcHi;
    private long srcLo;
    private long dstHi;
    private long dstLo;

    public boolean v4() {
        return v4;
    }

    public int protocol() {
        return protocol;
    }

    /** The two ECN bits (RFC 3168): 0 not ECT, 1 ECT(1), 2 ECT(0), 3 CE. */
    public int ecn() {
        return ecn;
    }

    public long payload() {
        return payload;
    }

    public int payloadLength() {
        return payloadLength;
    }

    public long srcHi() {
        return srcHi;
    }

    public long srcLo() {
        return srcLo;
    }

    public long dstHi() {
        return dstHi;
    }

    public long dstLo() {
        return dstLo;
    }

    public Result parse(MemorySegment m, long offset, int available, boolean verify) {
        if (available < V4_MIN) {
            return Result.MALFORMED;
        }
        return switch (Net.u8(m, offset) >>> 4) {
            case 4 -> parseV4(m, offset, available, verify);
            case 6 -> parseV6(m, offset, available);
            default -> Result.MALFORMED;
        };
    }

    private Result parseV4(MemorySegment m, long offset, int available, boolean verify) {
        long head = Net.i64(m, offset);
        int headerLength = ((int) (head >>> 56) & 0xf) * 4; // options are skipped, not read (RFC 6814)
        int total = (int) (head >>> 32) & 0xffff;
        if (headerLength < V4_MIN || total < headerLength || total > available) {
            return Result.MALFORMED;
        }
        if (verify && Checksum.sum(m, offset, headerLength) != 0xffff) {
            return Result.BAD_CHECKSUM;
        }
        if ((head & MORE_FRAGMENTS_OR_OFFSET) != 0) {
            return Result.FRAGMENT;
        }
        long middle = Net.i64(m, offset + 8);
        v4 = true;
        ecn = (int) (head >>> 48) & 3;
        protocol = (int) (middle >>> 48) & 0xff;
        srcHi = 0;
        srcLo = IpAddress.v4((int) middle);
        dstHi = 0;
        dstLo = IpAddress.v4(Net.i32(m, offset + 16));
        payload = offset + headerLength;
        payloadLength = total - headerLength;
        return Result.OK;
    }

    private Result parseV6(MemorySegment m, long offset, int available) {
        if (available < V6_SIZE) {
            return Result.MALFORMED;
        }
        int length = Net.u16(m, offset + 4);
        if (length > available - V6_SIZE) {
            return Result.MALFORMED;
        }
        v4 = false;
        ecn = Net.u8(m, offset + 1) >>> 4 & 3;
        srcHi = Net.i64(m, offset + 8);
        srcLo = Net.i64(m, offset + 16);
        dstHi = Net.i64(m, offset + 24);
        dstLo = Net.i64(m, offset + 32);
        int next = Net.u8(m, offset + 6);
        long at = offset + V6_SIZE;
        int left = length;
        while (next == HOP_BY_HOP || next == ROUTING || next == DESTINATION) {
            int size = left < 8 ? Integer.MAX_VALUE : (Net.u8(m, at + 1) + 1) * 8;
            if (size > left) {
                return Result.MALFORMED;
            }
            next = Net.u8(m, at);
            at += size;
            left -= size;
        }
        if (next == FRAGMENT_HEADER) {
            return Result.FRAGMENT;
        }
        protocol = next;
        payload = at;
        payloadLength = left;
        return Result.OK;
    }
}
