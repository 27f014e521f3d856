package mptcp.scheduler.testing;

import mptcp.api.policy.LossState;
import mptcp.api.policy.Subflows;

/** A view whose every value the test sets. Slots are 0, 1, ... in the order of {@link #add}. */
public final class FakeSubflows implements Subflows {
    public static final int MSS = 1000;
    public static final long MS = 1_000_000;

    private int slots;
    public int usable;
    public int backups;
    public int stale;
    public int headOfLine;
    public long unmapped;
    public long unacked;
    public long reinject;
    public long window = Long.MAX_VALUE;
    public final int[] mss = new int[MAX];
    public final long[] cwnd = new long[MAX];
    public final long[] ssthresh = new long[MAX];
    public final long[] inFlight = new long[MAX];
    public final long[] queued = new long[MAX];
    public final long[] srttNs = new long[MAX];
    public final long[] rttvarNs = new long[MAX];
    public final long[] minRttNs = new long[MAX];
    public final long[] pacingRate = new long[MAX];
    public final int[] timeouts = new int[MAX];
    public final boolean[] inRecovery = new boolean[MAX];
    public final long[] lost = new long[MAX];
    public final long[] pinned = new long[MAX];

    /** Adds a usable subflow with an empty window of so many segments; returns its slot. */
    public int add(int cwndSegments, long srttMs) {
        int sf = Integer.bitCount(slots);
        slots |= 1 << sf;
        usable |= 1 << sf;
        mss[sf] = MSS;
        cwnd[sf] = (long) cwndSegments * MSS;
        ssthresh[sf] = Long.MAX_VALUE;
        srttNs[sf] = srttMs * MS;
        rttvarNs[sf] = 0;
        minRttNs[sf] = srttNs[sf];
        pacingRate[sf] = srttNs[sf] == 0 ? 0 : cwnd[sf] * 1_000 * MS / srttNs[sf];
        return sf;
    }

    /** Fills the window of the subflow. */
    public FakeSubflows full(int sf) {
        inFlight[sf] = cwnd[sf];
        queued[sf] = 0;
        return this;
    }

    /** Empties the window of the subflow. */
    public FakeSubflows empty(int sf) {
        inFlight[sf] = 0;
        queued[sf] = 0;
        return this;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int usable() {
        return usable;
    }

    @Override
    public int backups() {
        return backups;
    }

    @Override
    public int stale() {
        return stale;
    }

    @Override
    public int mss(int sf) {
        return mss[sf];
    }

    @Override
    public long cwnd(int sf) {
        return cwnd[sf];
    }

    @Override
    public long ssthresh(int sf) {
        return ssthresh[sf];
    }

    @Override
    public long inFlight(int sf) {
        return inFlight[sf];
    }

    @Override
    public long queued(int sf) {
        return queued[sf];
    }

    @Override
    public long room(int sf) {
        return Math.max(0, cwnd[sf] - inFlight[sf] - queued[sf]);
    }

    @Override
    public long srttNs(int sf) {
        return srttNs[sf];
    }

    @Override
    public long rttvarNs(int sf) {
        return rttvarNs[sf];
    }

    @Override
    public long minRttNs(int sf) {
        return minRttNs[sf];
    }

    @Override
    public long pacingRate(int sf) {
        return pacingRate[sf];
    }

    @Override
    public int timeouts(int sf) {
        return timeouts[sf];
    }

    @Override
    public boolean inRecovery(int sf) {
        return inRecovery[sf];
    }

    /** A timeout means LOSS, recovery without one RECOVERY. */
    @Override
    public LossState lossState(int sf) {
        return !inRecovery[sf] ? LossState.OPEN : timeouts[sf] > 0 ? LossState.LOSS : LossState.RECOVERY;
    }

    @Override
    public long lostBytes(int sf) {
        return lost[sf];
    }

    @Override
    public long pinned(int sf) {
        return pinned[sf];
    }

    @Override
    public long unmappedBytes() {
        return unmapped;
    }

    @Override
    public long unackedBytes() {
        return unacked;
    }

    @Override
    public long reinjectBytes() {
        return reinject;
    }

    @Override
    public long windowBytes() {
        return window;
    }

    @Override
    public int headOfLine() {
        return headOfLine;
    }
}
