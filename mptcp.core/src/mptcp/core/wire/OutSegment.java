package mptcp.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * A segment being put together: first its options are sized, in the order in which they are needed, then all is written.
 * Each adding method returns false, and adds nothing, if the 40 bytes of option space do not hold it any more; so what is
 * added first is what survives. Used again for each segment.
 */
public final class OutSegment {
    private static final int MAX_WINDOW = 0xffff;
    public static final int MAX_OPTIONS = 40;

    /** Sizes of options with their padding. */
    public static final int TIMESTAMPS_SIZE = 12;

    public static final int USER_TIMEOUT_SIZE = 4;

    private static final int USUAL_HOPS = 64;
    private static final int ECN_BITS = 3;
    private static final int DONT_FRAGMENT = 0x4000;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final int MAX_USER_TIMEOUT = 0x7fff;
    private static final int NOP2 = TcpHeader.KIND_NOP << 8 | TcpHeader.KIND_NOP;

    private final MptcpWriter mptcp = new MptcpWriter();
    private final int[] sackStart = new int[TcpHeader.MAX_SACK_BLOCKS];
    private final int[] sackEnd = new int[TcpHeader.MAX_SACK_BLOCKS];

    private int flags;
    private int seq;
    private int ack;
    private int window;
    private long windowBytes;
    private int ecn;
    private int trafficClass;
    private int hopLimit;
    private int mss;
    private int windowScale;
    private boolean sackPermitted;
    private boolean timestamps;
    private int tsValue;
    private int tsEcho;
    private int sackBlocks;
    private int userTimeout;
    private final FastOpenCookie fastOpen = new FastOpenCookie();
    private final EcnCounts ecnCounts = new EcnCounts();
    private boolean bsd;
    private int used;

    /** Starts a segment without options. */
    public OutSegment begin(int flags, int seq, int ack) {
        this.flags = flags;
        this.seq = seq;
        this.ack = ack;
        window = 0;
        ecn = 0;
        trafficClass = 0;
        hopLimit = USUAL_HOPS;
        mss = -1;
        windowScale = -1;
        sackPermitted = false;
        timestamps = false;
        sackBlocks = 0;
        userTimeout = 0;
        fastOpen.clear();
        ecnCounts.clear();
        bsd = false;
        used = 0;
        mptcp.clear();
        return this;
    }

    public int flags() {
        return flags;
    }

    public void addFlags(int more) {
        flags |= more;
    }

    /** Sets the window field: so many bytes in units of 2 to the scale, or the most that it can tell. */
    public void window(long bytes, int scale) {
        windowBytes = bytes;
        window = (int) Math.min(MAX_WINDOW, bytes >> scale);
    }

    /** The window that was said, which may be more than its field can tell. */
    public long windowBytes() {
        return windowBytes;
    }

    /** The window field, in units of what it is scaled by. */
    public int window() {
        return window;
    }

    /** The ECN bits of the IP header: 2 for ECT(0) (RFC 3168). */
    public void ecn(int bits) {
        ecn = bits;
    }

    /** The octet of DSCP, whose two ECN bits are passed over, and the hop limit; 0: the usual one. */
    public void packet(int dscp, int hops) {
        trafficClass = dscp & ~ECN_BITS;
        hopLimit = hops == 0 ? USUAL_HOPS : hops;
    }

    /** What is left of the option space. */
    public int room() {
        return MAX_OPTIONS - used;
    }

    /** Bytes of options so far, padding included. */
    public int optionBytes() {
        return used;
    }

    /**
     * The options of a SYN; -1 or false leaves one out.
     *
     * @param bsdOrder the order of FreeBSD instead of Linux
     */
    public void synOptions(int mss, int windowScale, boolean sackPermitted, boolean bsdOrder) {
        this.mss = mss;
        this.windowScale = windowScale;
        this.sackPermitted = sackPermitted;
        this.bsd = bsdOrder;
        used += mss >= 0 ? 4 : 0;
        used += windowScale >= 0 ? 4 : 0;
        used += sackPermitted ? timestamps ? 0 : 4 : 0; // with timestamps it takes the place of their padding
    }

    /** Added before the options of a SYN. */
    public boolean timestamps(int value, int echo) {
        if (room() < TIMESTAMPS_SIZE) {
            return false;
        }
        timestamps = true;
        tsValue = value;
        tsEcho = echo;
        used += TIMESTAMPS_SIZE;
        return true;
    }

    /** Makes room for what cannot wait. */
    public void dropTimestamps() {
        if (timestamps) {
            timestamps = false;
            used -= sackPermitted ? TIMESTAMPS_SIZE - 4 : TIMESTAMPS_SIZE; // on a SYN that needs padding of its own now
        }
    }

    public boolean hasTimestamps() {
        return timestamps;
    }

    /** Adds a SACK block (RFC 2018), the most recent first. */
    public boolean sack(int start, int end) {
        int need = sackBlocks == 0 ? 12 : 8;
        if (sackBlocks == TcpHeader.MAX_SACK_BLOCKS || room() < need) {
            return false;
        }
        sackStart[sackBlocks] = start;
        sackEnd[sackBlocks++] = end;
        used += need;
        return true;
    }

    /** Adds the user timeout option (RFC 5482); in whole seconds, or in minutes where it is too long for that. */
    public boolean userTimeout(long ns) {
        long seconds = Math.max(1, (ns + SECOND_NS - 1) / SECOND_NS);
        if (room() < USER_TIMEOUT_SIZE) {
            return false;
        }
        userTimeout = seconds <= MAX_USER_TIMEOUT ? (int) seconds
                : 0x8000 | (int) Math.min(MAX_USER_TIMEOUT, (seconds + 59) / 60);
        used += USER_TIMEOUT_SIZE;
        return true;
    }

    /** Adds the counts of Accurate ECN (RFC 9768 section 3.2.3). */
    public boolean ecnCounts(long ect0, long ce, long ect1) {
        if (room() < EcnCounts.SIZE) {
            return false;
        }
        ecnCounts.set(ect0, ce, ect1);
        used += EcnCounts.SIZE;
        return true;
    }

    public boolean hasEcnCounts() {
        return ecnCounts.present();
    }

    /** Adds a Fast Open option to a SYN or SYN/ACK (RFC 7413 section 4.1.1). */
    public boolean fastOpen(FastOpenCookie cookie) {
        if (room() < cookie.paddedSize()) {
            return false;
        }
        fastOpen.set(cookie);
        used += cookie.paddedSize();
        return true;
    }

    /** The MPTCP options; each adder takes its bytes from this segment's room. */
    public MptcpWriter mptcp() {
        return mptcp;
    }

    /** Takes room for an MPTCP option of this padded size. */
    public boolean reserve(int bytes) {
        if (room() < bytes) {
            return false;
        }
        used += bytes;
        return true;
    }

    /** IP and TCP headers with options, in bytes. */
    public int headerBytes(Flow flow) {
        return flow.headerBytes() + used;
    }

    /**
     * Writes IP header, TCP header and options in front of a payload that stands, or will stand, behind them. The TCP
     * checksum field is left for {@link #seal}.
     *
     * @return bytes written: where the payload begins
     */
    public int write(Flow flow, MemorySegment m, long at, int payloadLength) {
        int tcpLength = TcpHeader.MIN_SIZE + used + payloadLength;
        int ip = flow.v4 ? writeV4(flow, m, at, tcpLength) : writeV6(flow, m, at, tcpLength);
        long t = at + ip;
        Net.put64(m, t, Net.pair(flow.localPort << 16 | flow.remotePort, seq));
        Net.put64(m, t + 8, Net.pair(ack, (TcpHeader.MIN_SIZE + used) / 4 << 28 | (flags & 0x1ff) << 16 | window));
        Net.put32(m, t + 16, 0);
        long end = writeOptions(m, t + TcpHeader.MIN_SIZE);
        assert end == t + TcpHeader.MIN_SIZE + used : "options were sized " + used + " and written "
                + (end - t - TcpHeader.MIN_SIZE);
        return ip + TcpHeader.MIN_SIZE + used;
    }

    /**
     * Fills in the TCP checksum once the payload is in place.
     *
     * @param partial leave only the pseudo-header sum, for a link that adds the rest
     */
    public void seal(Flow flow, MemorySegment m, long at, int payloadLength, boolean partial) {
        long t = at + (flow.v4 ? 20 : 40);
        int length = TcpHeader.MIN_SIZE + used + payloadLength;
        int sum = Checksum.add(flow.pseudoSum, length);
        if (!partial) {
            sum = ~Checksum.add(sum, Checksum.sum(m, t, length)) & 0xffff;
        }
        Net.put16(m, t + 16, sum);
    }

    private int writeV4(Flow flow, MemorySegment m, long at, int tcpLength) {
        int first = 0x4500 | trafficClass | ecn;
        int length = 20 + tcpLength;
        // Of numbers that are at hand, and in few stores: what was just written in small pieces is slow to read back in large ones.
        int sum = Checksum.fold(first + length + DONT_FRAGMENT + (hopLimit << 8) + flow.pseudoSum); // which has the protocol
        Net.put64(m, at, Net.pair(first << 16 | length, DONT_FRAGMENT)); // no identification is needed with DF (RFC 6864)
        Net.put64(m, at + 8, Net.pair(hopLimit << 24 | IpHeader.PROTOCOL_TCP << 16 | ~sum & 0xffff, (int) flow.localLo));
        Net.put32(m, at + 16, (int) flow.remoteLo);
        return 20;
    }

    private int writeV6(Flow flow, MemorySegment m, long at, int tcpLength) {
        Net.put32(m, at, 0x6000_0000 | (trafficClass | ecn) << 20);
        Net.put16(m, at + 4, tcpLength);
        Net.put8(m, at + 6, IpHeader.PROTOCOL_TCP);
        Net.put8(m, at + 7, hopLimit);
        Net.put64(m, at + 8, flow.localHi);
        Net.put64(m, at + 16, flow.localLo);
        Net.put64(m, at + 24, flow.remoteHi);
        Net.put64(m, at + 32, flow.remoteLo);
        return 40;
    }

    private long writeOptions(MemorySegment m, long start) {
        long p = start;
        if (mss >= 0) {
            Net.put32(m, p, TcpHeader.KIND_MSS << 24 | 4 << 16 | mss);
            p += 4;
        }
        if (bsd) {
            p = writeScale(m, p);
        }
        if (timestamps) {
            int before = sackPermitted ? TcpHeader.KIND_SACK_PERMITTED << 8 | 2 : NOP2;
            Net.put32(m, p, before << 16 | TcpHeader.KIND_TIMESTAMPS << 8 | 10);
            Net.put64(m, p + 4, Net.pair(tsValue, tsEcho));
            p += TIMESTAMPS_SIZE;
        } else if (sackPermitted) {
            int permitted = TcpHeader.KIND_SACK_PERMITTED << 8 | 2;
            boolean last = bsd && p + 4 - start == used; // then FreeBSD ends the list and pads it
            Net.put16(m, p, last ? permitted : NOP2);
            Net.put16(m, p + 2, last ? 0 : permitted);
            p += 4;
        }
        if (!bsd) {
            p = writeScale(m, p);
        }
        if (sackBlocks > 0) {
            Net.put16(m, p, NOP2);
            Net.put16(m, p + 2, TcpHeader.KIND_SACK << 8 | 2 + 8 * sackBlocks);
            p += 4;
            for (int i = 0; i < sackBlocks; i++) {
                Net.put32(m, p, sackStart[i]);
                Net.put32(m, p + 4, sackEnd[i]);
                p += 8;
            }
        }
        if (userTimeout != 0) {
            Net.put32(m, p, TcpHeader.KIND_USER_TIMEOUT << 24 | USER_TIMEOUT_SIZE << 16 | userTimeout);
            p += USER_TIMEOUT_SIZE;
        }
        if (ecnCounts.present()) {
            p = ecnCounts.write(m, p);
        }
        if (fastOpen.present()) {
            p = fastOpen.write(m, p);
        }
        return mptcp.write(m, p);
    }

    private long writeScale(MemorySegment m, long p) {
        if (windowScale < 0) {
            return p;
        }
        Net.put32(m, p, TcpHeader.KIND_NOP << 24 | TcpHeader.KIND_WINDOW_SCALE << 16 | 3 << 8 | windowScale);
        return p + 4;
    }
}
