package mptcp.core.tcp;

/**
 * Time-based loss detection (RFC 8985 section 6): a segment is lost if one sent sufficiently later was delivered. With
 * selective acknowledgements it also gives the three-duplicates rule of RFC 6675, since the reordering window is zero once
 * three segments were selectively acknowledged and no reordering was seen.
 */
final class Rack {
    private static final int DUP_THRESHOLD = 3;
    private static final int MAX_MULTIPLIER = 16;
    private static final int PERSIST_ROUNDS = 16;

    private final Tcb t;
    private long sentNs;
    private long end;
    private long rttNs;
    private long highestDelivered;
    private boolean reordering;
    private int multiplier = 1;
    private int persist;
    private long roundEnd;

    Rack(Tcb t) {
        this.t = t;
    }

    /** A record was delivered; called before it leaves the queue or is marked. */
    void delivered(int i, long nowNs) {
        SentQueue q = t.sent;
        long at = q.sentNs(i);
        long recordEnd = q.end(i);
        if (q.is(i, SentQueue.EVER_RESENT)) {
            if (nowNs - at < t.rtt.minRttNs()) {
                return; // it was the original that arrived (RFC 8985 section 6.2 step 2)
            }
        } else if (recordEnd < highestDelivered) {
            reordering = true;
            t.statistics.reordered();
        }
        highestDelivered = Math.max(highestDelivered, recordEnd);
        if (at > sentNs || at == sentNs && recordEnd > end) {
            sentNs = at;
            end = recordEnd;
            rttNs = nowNs - at;
        }
    }

    /** A duplicate was reported: the reordering window was too small (RFC 8985 section 6.2 step 4). */
    void onDsack() {
        if (t.snd.una() >= roundEnd && t.env.config().rackAdapts()) {
            roundEnd = t.snd.nxt();
            multiplier = Math.min(MAX_MULTIPLIER, multiplier + 1);
            persist = PERSIST_ROUNDS;
        }
    }

    void onRecoveryExit() {
        if (persist > 0 && --persist == 0) {
            multiplier = 1;
        }
    }

    boolean reorderingSeen() {
        return reordering;
    }

    private long window(boolean inRecovery) {
        long sackedSegments = t.sent.sackedBytes() / Math.max(1, t.segmentPayload());
        if (!reordering && (inRecovery || sackedSegments >= DUP_THRESHOLD && t.env.config().rackDuplicates())) {
            return 0;
        }
        return Math.min(t.rtt.srttNs(), multiplier * t.rtt.minRttNs() / 4);
    }

    /**
     * Marks what is lost.
     *
     * @return 0, or how long until more might be
     */
    long detect(boolean inRecovery, long nowNs) {
        SentQueue q = t.sent;
        long wait = 0;
        if (sentNs == 0 && end == 0) {
            return 0;
        }
        long limit = rttNs + window(inRecovery);
        for (int i = 0; i < q.count(); i++) {
            long at = q.sentNs(i);
            boolean after = at > sentNs || at == sentNs && q.end(i) >= end;
            if (after) {
                if (!q.is(i, SentQueue.EVER_RESENT)) {
                    break; // first transmissions are in order of time: nothing behind this one can be lost
                }
                continue;
            }
            if (q.is(i, SentQueue.SACKED) || q.is(i, SentQueue.LOST) && !q.is(i, SentQueue.RESENT)) {
                continue;
            }
            long left = at + limit - nowNs;
            if (left <= 0) {
                q.markLost(i);
                t.recovery.lostAt(q.start(i));
            } else {
                wait = Math.max(wait, left);
            }
        }
        return wait;
    }
}
