package mptcp.core.tcp;

import mptcp.core.buffer.RangeSet;

/**
 * The receiving half of a TCB: what came, what was said of it, and by which clock the peer's timestamps go. It alone changes
 * its fields; all but {@link #irs} only after a segment's numbers were found acceptable. Positions count from 0, the SYN.
 */
final class Receiver {
    private static final int MAX_RANGES = 512;
    private static final long MAX_SAMPLE_NS = 4_000_000_000L;
    private static final long LEAST_SAMPLE_NS = 1_000_000L;

    private int irs;
    private long nxt;
    private long finPosition = -1;
    /** What came out of order. Invariant: all of it lies beyond {@link #nxt}. */
    private final RangeSet received = new RangeSet(MAX_RANGES);
    private long lastAckSent;
    private int tsRecent;
    private long tsRecentAtNs;
    /** Round-trip time as the receiver sees it, from echoed timestamps (RFC 7323 section 4.1). */
    private long rttNs;
    /** When a segment came last whose numbers were acceptable. */
    private long heardNs;
    private int unackedSegments;
    private boolean ackNow;
    private boolean echoCongestion;

    Receiver(long nowNs) {
        this.heardNs = nowNs;
    }

    int irs() {
        return irs;
    }

    /** RCV.NXT. */
    long nxt() {
        return nxt;
    }

    /** To be looked at only. */
    RangeSet received() {
        return received;
    }

    /** The peer's SYN. */
    void syn(int seq) {
        irs = seq;
        nxt = 1;
    }

    // --- what comes

    /** @return false if that makes too many gaps; nothing is taken then */
    boolean take(long from, long to) {
        if (from > nxt) {
            return received.add(from, to) >= 0;
        }
        // The next in order needs no range, and is taken however many there are: what comes behind it waits for it.
        if (received.isEmpty()) {
            nxt = to;
        } else {
            nxt = received.coveredFrom(to);
            received.removeBelow(nxt);
        }
        return true;
    }

    /** Takes back what was acknowledged selectively at the most (RFC 2018 section 8). */
    void prune() {
        received.clear();
    }

    /** Where the peer's FIN stands, or -1. */
    long finPosition() {
        return finPosition;
    }

    void finAt(long position) {
        finPosition = position;
    }

    /** The FIN is the next in order, and taken. */
    void takeFin() {
        nxt++;
    }

    // --- the peer's clock and life

    int tsRecent() {
        return tsRecent;
    }

    long tsRecentAtNs() {
        return tsRecentAtNs;
    }

    void timestamp(int value, long nowNs) {
        tsRecent = value;
        tsRecentAtNs = nowNs;
    }

    long heardNs() {
        return heardNs;
    }

    void heard(long nowNs) {
        heardNs = nowNs;
    }

    long rttNs() {
        return rttNs;
    }

    /** A data segment echoed a timestamp so old: what the receive buffer is sized by where this end sends nothing. */
    void sample(long ns) {
        if (ns >= 0 && ns < MAX_SAMPLE_NS) {
            long r = Math.max(LEAST_SAMPLE_NS, ns);
            rttNs = rttNs == 0 ? r : rttNs + (r - rttNs) / 8;
        }
    }

    // --- acknowledging

    long lastAckSent() {
        return lastAckSent;
    }

    boolean ackNow() {
        return ackNow;
    }

    void ackNow(boolean due) {
        ackNow = due;
    }

    /** Whether something came that was not acknowledged yet. */
    boolean owesAck() {
        return unackedSegments > 0 || lastAckSent < nxt;
    }

    /** All that came was acknowledged. */
    void acked() {
        ackNow = false;
        unackedSegments = 0;
        lastAckSent = nxt;
    }

    /** @return how many segments wait for their acknowledgement */
    int countUnacked(int segments) {
        unackedSegments += segments;
        return unackedSegments;
    }

    /** Whether ECE is to be sent (RFC 3168 section 6.1.3). */
    boolean echoCongestion() {
        return echoCongestion;
    }

    void echoCongestion(boolean on) {
        echoCongestion = on;
    }
}
