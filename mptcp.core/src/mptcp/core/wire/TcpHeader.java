package mptcp.core.wire;

import java.lang.foreign.MemorySegment;

/** A parsed TCP header with its options, filled again for each segment. */
public final class TcpHeader {
    public static final int MIN_SIZE = 20;
    public static final int MAX_SACK_BLOCKS = 4;

    /** How parsing ended. */
    public enum Result {
        OK,
        MALFORMED,
        BAD_CHECKSUM
    }

    static final int KIND_EOL = 0;
    static final int KIND_NOP = 1;
    static final int KIND_MSS = 2;
    static final int KIND_WINDOW_SCALE = 3;
    static final int KIND_SACK_PERMITTED = 4;
    /** RFC 2385. */
    static final int KIND_SIGNATURE = 19;
    static final int KIND_SACK = 5;
    static final int KIND_TIMESTAMPS = 8;
    static final int KIND_USER_TIMEOUT = 28;
    static final int KIND_MPTCP = 30;
    /** The counts of Accurate ECN (RFC 9768 section 3.2.3): ECT(0) first, or ECT(1) first. */
    static final int KIND_ECN_COUNTS_0 = 172;
    static final int KIND_ECN_COUNTS_1 = 174;
    static final int KIND_FAST_OPEN = 34;
    /** Options of experiments (RFC 6994); the first of them in the field was Fast Open. */
    static final int KIND_EXPERIMENT = 254;
    static final int FAST_OPEN_MAGIC = 0xf989;

    /** Timestamps behind two bytes of padding, as nearly all segments begin their options (RFC 7323 appendix A). */
    private static final int ALIGNED_TIMESTAMPS = 12;
    private static final int ALIGNED_TIMESTAMPS_HEAD = KIND_NOP << 24 | KIND_NOP << 16 | KIND_TIMESTAMPS << 8 | 10;
    private static final int MAX_SHIFT = 14;
    private static final int FAST_OPEN_HEAD = 2;
    private static final int FAST_OPEN_EXPERIMENT_HEAD = 4;

    private final MptcpOption mptcp = new MptcpOption();
    private final int[] sackStart = new int[MAX_SACK_BLOCKS];
    private final int[] sackEnd = new int[MAX_SACK_BLOCKS];

    private int srcPort;
    private int dstPort;
    private int seq;
    private int ack;
    private int flags;
    private int window;
    private long payload;
    private int payloadLength;
    private int segmentSize;
    private int mss;
    private int windowScale;
    private boolean sackPermitted;
    private boolean signed;
    private boolean timestamps;
    private int tsValue;
    private int tsEcho;
    private int sackBlocks;
    private long userTimeoutNs;
    private final FastOpenCookie fastOpen = new FastOpenCookie();
    private final EcnCounts ecnCounts = new EcnCounts();
    private int ecn;
    private boolean restored;

    /** Stands for the SYN before this acknowledgement, of which only the segment size is known (RFC 4987 section 3.6). */
    public void restoreSyn(TcpHeader ack, int segmentSize) {
        restored = true;
        srcPort = ack.srcPort;
        dstPort = ack.dstPort;
        seq = ack.seq - 1;
        flags = TcpFlags.SYN;
        window = ack.window;
        mss = segmentSize;
        windowScale = -1;
        mptcp.clear();
        fastOpen.clear();
    }

    /** The SYN asked for version 1 of Multipath TCP, as the acknowledgement shows that brings its keys back. */
    public void restoreCapable(TcpHeader ack) {
        mptcp.restoreCapable(ack.mptcp);
    }

    /** A SYN that came before and was answered. @param header as it was, with its options */
    public void again(byte[] header) {
        restored = true;
        read(MemorySegment.ofArray(header), 0, header.length, header.length);
    }

    /** Whether this SYN did not arrive now but was worked out from its acknowledgement. */
    public boolean restored() {
        return restored;
    }

    /**
     * Reads header and options of the segment that {@code ip} points at. An option with an impossible length ends the
     * options, as if they stopped before it; the segment itself is good.
     *
     * @param verify whether to check the checksum
     */
    public Result parse(MemorySegment m, IpHeader ip, boolean verify) {
        long at = ip.payload();
        int length = ip.payloadLength();
        if (length < MIN_SIZE) {
            return Result.MALFORMED;
        }
        ecn = ip.ecn();
        int headerLength = (Net.u8(m, at + 12) >>> 4) * 4;
        if (headerLength < MIN_SIZE || headerLength > length) {
            return Result.MALFORMED;
        }
        if (verify) {
            int sum = Checksum.pseudo(ip.srcHi(), ip.srcLo(), ip.dstHi(), ip.dstLo(), IpHeader.PROTOCOL_TCP);
            if (Checksum.add(Checksum.add(sum, length), Checksum.sum(m, at, length)) != 0xffff) {
                return Result.BAD_CHECKSUM;
            }
        }
        read(m, at, headerLength, length);
        return Result.OK;
    }

    private void read(MemorySegment m, long at, int headerLength, int length) {
        long first = Net.i64(m, at);
        long second = Net.i64(m, at + 8);
        srcPort = (int) (first >>> 48);
        dstPort = (int) (first >>> 32) & 0xffff;
        seq = (int) first;
        ack = (int) (second >>> 32);
        flags = (int) (second >>> 16) & 0x1ff;
        window = (int) second & 0xffff;
        payload = at + headerLength;
        payloadLength = length - headerLength;
        segmentSize = 0;
        parseOptions(m, at + MIN_SIZE, headerLength - MIN_SIZE);
    }

    private void parseOptions(MemorySegment m, long start, int length) {
        mss = -1;
        windowScale = -1;
        sackPermitted = false;
        signed = false;
        timestamps = false;
        sackBlocks = 0;
        userTimeoutNs = 0;
        ecnCounts.clear();
        mptcp.clear();
        fastOpen.clear();
        long end = start + length;
        long at = start;
        if (length >= ALIGNED_TIMESTAMPS && Net.i32(m, at) == ALIGNED_TIMESTAMPS_HEAD) {
            timestamps(m, at + 2);
            at += ALIGNED_TIMESTAMPS;
        }
        while (at < end) {
            int kind = Net.u8(m, at);
            if (kind == KIND_EOL) {
                return;
            }
            if (kind == KIND_NOP) {
                at++;
                continue;
            }
            int size = at + 1 < end ? Net.u8(m, at + 1) : 0;
            if (size < 2 || at + size > end) {
                return;
            }
            option(m, kind, at, size);
            at += size;
        }
    }

    private void option(MemorySegment m, int kind, long at, int size) {
        switch (kind) {
            case KIND_MSS -> {
                if (size == 4) {
                    mss = Net.u16(m, at + 2);
                }
            }
            case KIND_WINDOW_SCALE -> {
                if (size == 3) {
                    windowScale = Math.min(MAX_SHIFT, Net.u8(m, at + 2)); // RFC 7323 section 2.3
                }
            }
            case KIND_SACK_PERMITTED -> sackPermitted |= size == 2;
            case KIND_SIGNATURE -> signed = true;
            case KIND_SACK -> sack(m, at, size);
            case KIND_USER_TIMEOUT -> {
                if (size == 4) {
                    userTimeoutNs = userTimeoutNs(Net.u16(m, at + 2));
                }
            }
            case KIND_TIMESTAMPS -> {
                if (size == 10) {
                    timestamps(m, at);
                }
            }
            case KIND_FAST_OPEN -> fastOpen(m, at, size, FAST_OPEN_HEAD);
            case KIND_EXPERIMENT -> {
                if (size >= FAST_OPEN_EXPERIMENT_HEAD && Net.u16(m, at + 2) == FAST_OPEN_MAGIC) {
                    fastOpen(m, at, size, FAST_OPEN_EXPERIMENT_HEAD);
                }
            }
            case KIND_ECN_COUNTS_0, KIND_ECN_COUNTS_1 -> ecnCounts.parse(m, at, size, kind == KIND_ECN_COUNTS_1);
            case KIND_MPTCP -> mptcp.parse(m, at, size, (flags & TcpFlags.SYN) != 0);
            default -> { } // unknown options are skipped (RFC 9293 section 3.1)
        }
    }

    private void timestamps(MemorySegment m, long at) {
        long both = Net.i64(m, at + 2);
        timestamps = true;
        tsValue = (int) (both >>> 32);
        tsEcho = (int) both;
    }

    /** RFC 7413 section 4.1.1: only on SYNs. */
    private void fastOpen(MemorySegment m, long at, int size, int head) {
        if ((flags & TcpFlags.SYN) != 0) {
            fastOpen.parse(m, at + head, size - head, head == FAST_OPEN_EXPERIMENT_HEAD);
        }
    }

    /** RFC 5482 section 2: fifteen bits of seconds, or of minutes. */
    private static long userTimeoutNs(int field) {
        return (field & 0x7fff) * (field >= 0x8000 ? 60_000_000_000L : 1_000_000_000L);
    }

    private void sack(MemorySegment m, long at, int size) {
        if ((size - 2) % 8 != 0) {
            return;
        }
        sackBlocks = Math.min(MAX_SACK_BLOCKS, (size - 2) / 8);
        for (int i = 0; i < sackBlocks; i++) {
            sackStart[i] = Net.i32(m, at + 2 + 8L * i);
            sackEnd[i] = Net.i32(m, at + 6 + 8L * i);
        }
    }

    public int srcPort() {
        return srcPort;
    }

    public int dstPort() {
        return dstPort;
    }

    public int seq() {
        return seq;
    }

    public int ack() {
        return ack;
    }

    public int flags() {
        return flags;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The ECN field of the packet that it came in: 0 to 3; 0 if it did not come now. */
    public int ecn() {
        return restored ? 0 : ecn;
    }

    /** The counts of Accurate ECN; valid until the next segment is parsed. */
    public EcnCounts ecnCounts() {
        return ecnCounts;
    }

    /** As in the header, not scaled. */
    public int window() {
        return window;
    }

    public long payload() {
        return payload;
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** @param bytes payload of each packet that a link put together to this one; 0: it came as it is */
    public void putTogetherOf(int bytes) {
        segmentSize = bytes;
    }

    /** How many packets came on the wire for it. */
    public int segments() {
        return segmentSize <= 0 || payloadLength == 0 ? 1 : (payloadLength + segmentSize - 1) / segmentSize;
    }

    /** The segment's length in sequence space: payload, SYN and FIN. */
    public int sequenceLength() {
        return payloadLength + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
    }

    /** -1 if absent. */
    public int mss() {
        return mss;
    }

    /** -1 if absent. */
    public int windowScale() {
        return windowScale;
    }

    /** Whether there is a signature (RFC 2385); what it says nobody looks at. */
    public boolean signed() {
        return signed;
    }

    public boolean sackPermitted() {
        return sackPermitted;
    }

    public boolean timestamps() {
        return timestamps;
    }

    public int tsValue() {
        return tsValue;
    }

    public int tsEcho() {
        return tsEcho;
    }

    public int sackBlocks() {
        return sackBlocks;
    }

    public int sackStart(int i) {
        return sackStart[i];
    }

    public int sackEnd(int i) {
        return sackEnd[i];
    }

    public MptcpOption mptcp() {
        return mptcp;
    }

    /** The Fast Open option of a SYN or SYN/ACK; valid until the next segment is parsed. */
    public FastOpenCookie fastOpen() {
        return fastOpen;
    }

    /** The user timeout that the peer advertises (RFC 5482), in nanoseconds; 0: none, or a value that means nothing. */
    public long userTimeoutNs() {
        return userTimeoutNs;
    }
}
