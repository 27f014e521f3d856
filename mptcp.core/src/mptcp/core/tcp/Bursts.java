package mptcp.core.tcp;

/**
 * Where the bursts end that new data leaves in, by Linux's habit: its segments are cut from packets of about a millisecond of the
 * flow's rate, of two segments at least and half of the window at most, and the last segment of such a packet has PSH, so that
 * the receiver hands on what it put together. Loop thread only.
 */
final class Bursts {
    /** A packet is so large a part of a second's bytes. */
    private static final int PACKETS_PER_SECOND = 1 << 10;
    /** On short paths it is larger: the largest packet, halved for each so much of the round trip. */
    private static final int SHORT_PATH_SHIFT = 9;
    private static final int LARGEST = 65_215;
    private static final int LEAST_SEGMENTS = 2;

    private final Tcb t;
    private long start;
    private long end;
    private boolean several;
    private boolean ended;

    Bursts(Tcb t) {
        this.t = t;
    }

    /** Whether a segment of new data ends a burst of more than one. */
    boolean endsWith(long position, int length) {
        if (position >= end || position < start) {
            begin(position);
        }
        ended = position + length >= end;
        return several && ended;
    }

    /** Whether the segment that was asked about last ended one, be it alone in it. */
    boolean ended() {
        return ended;
    }

    private void begin(long position) {
        int mss = t.sizes.next();
        long cwnd = Math.max(1, t.window.bytes() / mss);
        long free = cwnd - (t.recovery.pipe() + mss - 1) / mss;
        long segments = Math.max(1, Math.min(Math.min(size(mss), Math.max(1, cwnd / 2)), free));
        long admitted = Math.min(t.snd.end(), t.snd.una() + t.snd.window()) - position;
        long bytes = Math.min(segments * mss, Math.max(1, admitted));
        start = position;
        end = position + bytes;
        several = bytes > mss;
    }

    private long size(int mss) {
        long srtt = t.rtt.srttNs();
        long bytes = LARGEST;
        if (srtt > 0) {
            long window = t.window.bytes();
            long rate = window * (window < t.window.ssthresh() / 2 ? 200 : 120) / 100 * 1_000_000 / Math.max(1, srtt / 1_000);
            long shift = t.rtt.minRttNs() / 1_000 >> SHORT_PATH_SHIFT;
            bytes = Math.min(LARGEST, rate / PACKETS_PER_SECOND + (shift < Integer.SIZE ? LARGEST >> shift : 0));
        }
        return Math.max(LEAST_SEGMENTS, bytes / mss);
    }
}
