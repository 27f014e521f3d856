package mptcp.core.tcp;

import mptcp.core.mib.Mib;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpHeader;

/** Puts SACK blocks (RFC 2018) into the scoreboard and finds duplicate reports (RFC 2883). */
final class SackInput {
    private static final int CACHED = TcpHeader.MAX_SACK_BLOCKS;

    private final Tcb t;
    private final Rack rack;
    private final Frto frto;
    /** Blocks of the last acknowledgement: their records need not be visited again. Null until one has blocks. */
    private Blocks blocks;
    private int done;
    private long dsackBytes;
    /** Of what the last acknowledgement told of for the first time, and what was sent once; -1: nothing. */
    private long rttNs = -1;

    private static final class Blocks {
        final long[] doneStart = new long[CACHED];
        final long[] doneEnd = new long[CACHED];
        final long[] newStart = new long[CACHED];
        final long[] newEnd = new long[CACHED];
    }

    SackInput(Tcb t, Rack rack, Frto frto) {
        this.t = t;
        this.rack = rack;
        this.frto = frto;
    }

    long rttNs() {
        return rttNs;
    }

    long dsackBytes() {
        return dsackBytes;
    }

    boolean isDsack(TcpHeader h, long ack) {
        if (h.sackBlocks() == 0) {
            return false;
        }
        long start = Seq.unwrap(t.snd.una(), t.snd.iss(), h.sackStart(0));
        long end = Seq.unwrap(t.snd.una(), t.snd.iss(), h.sackEnd(0));
        boolean below = start < ack;
        boolean inside = h.sackBlocks() > 1
                && start >= Seq.unwrap(t.snd.una(), t.snd.iss(), h.sackStart(1))
                && end <= Seq.unwrap(t.snd.una(), t.snd.iss(), h.sackEnd(1));
        dsackBytes = below || inside ? Math.max(0, end - start) : 0;
        return dsackBytes > 0;
    }

    /** @return bytes that were not known to be delivered before */
    long apply(TcpHeader h, long ack, long nowNs) {
        rttNs = -1;
        if (h.sackBlocks() == 0) {
            return 0;
        }
        if (blocks == null) {
            blocks = new Blocks();
        }
        long sacked = 0;
        int kept = 0;
        for (int b = 0; b < h.sackBlocks(); b++) {
            long start = Seq.unwrap(t.snd.una(), t.snd.iss(), h.sackStart(b));
            long end = Seq.unwrap(t.snd.una(), t.snd.iss(), h.sackEnd(b));
            if (start >= end || end > t.snd.nxt() || start < ack || end <= t.snd.una()) {
                continue; // a duplicate report, or nonsense, or known by now
            }
            start = Math.max(start, t.snd.una());
            sacked += block(start, end, nowNs);
            blocks.newStart[kept] = start;
            blocks.newEnd[kept++] = end;
        }
        System.arraycopy(blocks.newStart, 0, blocks.doneStart, 0, kept);
        System.arraycopy(blocks.newEnd, 0, blocks.doneEnd, 0, kept);
        done = kept;
        return sacked;
    }

    private long block(long start, long end, long nowNs) {
        long from = start;
        for (int i = 0; i < done; i++) {
            if (blocks.doneStart[i] <= start && blocks.doneEnd[i] > start) {
                from = Math.max(from, blocks.doneEnd[i]);
            }
        }
        SentQueue q = t.sent;
        int mss = t.segmentPayload();
        long sacked = 0;
        for (int i = q.find(from); i < q.count() && q.start(i) < end; i++) {
            // Whole segments only: a receiver reports no parts of them, and what is cut to pieces is sent again in pieces.
            int skipped = whole(from - q.start(i), mss, true);
            if (skipped > 0) {
                if (q.start(i) + skipped < Math.min(end, q.end(i))) {
                    q.split(i, skipped);
                }
                continue;
            }
            if (q.end(i) > end) {
                int kept = whole(end - q.start(i), mss, false);
                if (kept == 0) {
                    break;
                }
                q.split(i, kept);
            }
            if (!q.is(i, SentQueue.SACKED)) {
                sacked += q.length(i);
                if (!q.is(i, SentQueue.EVER_RESENT)) {
                    rttNs = Math.max(rttNs, nowNs - q.sentNs(i));
                }
                rack.delivered(i, nowNs);
                frto.delivered(i);
                t.rate.arrived(i, q.length(i), nowNs);
                q.markSacked(i);
            }
        }
        return sacked;
    }

    private static int whole(long bytes, int mss, boolean up) {
        return bytes <= 0 ? 0 : (int) ((bytes + (up ? mss - 1 : 0)) / mss * mss);
    }

    void onCumulative(long ack) {
        int kept = 0;
        for (int i = 0; i < done; i++) {
            if (blocks.doneEnd[i] > ack) {
                blocks.doneStart[kept] = blocks.doneStart[i];
                blocks.doneEnd[kept++] = blocks.doneEnd[i];
            }
        }
        done = kept;
    }

    void forget() {
        done = 0;
    }

    /** The receiver dropped what it had acknowledged selectively, which it may (RFC 2018 section 8). */
    void reneged() {
        t.env.counters().count(Mib.TCP_SACK_RENEGING);
        for (int i = 0; i < t.sent.count(); i++) {
            if (t.sent.is(i, SentQueue.SACKED)) {
                t.sent.clearSacked(i);
            }
        }
        forget();
    }
}
