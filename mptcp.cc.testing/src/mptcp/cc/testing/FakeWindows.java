package mptcp.cc.testing;

import mptcp.api.cc.CongestionState;
import mptcp.api.policy.Subflows;

/** Windows that a test sets and reads; keeps the bounds that the core keeps. */
public final class FakeWindows implements CongestionState {
    public static final int MSS = 1000;
    public static final long MS = 1_000_000;

    private int subflows;
    private final long[] cwnd = new long[Subflows.MAX];
    private final long[] ssthresh = new long[Subflows.MAX];
    private final long[] pacing = new long[Subflows.MAX];
    public final int[] mss = new int[Subflows.MAX];
    public final long[] inFlight = new long[Subflows.MAX];
    public final long[] srttNs = new long[Subflows.MAX];
    public final long[] minRttNs = new long[Subflows.MAX];
    public final boolean[] inRecovery = new boolean[Subflows.MAX];

    /**
     * Adds an established subflow in congestion avoidance, with a full window of so many segments; returns its slot.
     */
    public int add(int cwndSegments, long srttMs) {
        int sf = Integer.bitCount(subflows);
        subflows |= 1 << sf;
        mss[sf] = MSS;
        cwnd[sf] = (long) cwndSegments * MSS;
        ssthresh[sf] = cwnd[sf];
        inFlight[sf] = cwnd[sf];
        srttNs[sf] = srttMs * MS;
        minRttNs[sf] = srttMs * MS;
        return sf;
    }

    /** Takes the subflow away. */
    public void remove(int sf) {
        subflows &= ~(1 << sf);
    }

    @Override
    public int subflows() {
        return subflows;
    }

    @Override
    public long cwnd(int sf) {
        return cwnd[sf];
    }

    @Override
    public void cwnd(int sf, long bytes) {
        cwnd[sf] = Math.max(mss[sf], bytes);
    }

    @Override
    public long ssthresh(int sf) {
        return ssthresh[sf];
    }

    @Override
    public void ssthresh(int sf, long bytes) {
        ssthresh[sf] = Math.max(mss[sf], bytes);
    }

    @Override
    public int mss(int sf) {
        return mss[sf];
    }

    @Override
    public long inFlight(int sf) {
        return inFlight[sf];
    }

    @Override
    public long srttNs(int sf) {
        return srttNs[sf];
    }

    @Override
    public long minRttNs(int sf) {
        return minRttNs[sf];
    }

    /** A quarter of the round trip. */
    @Override
    public long rttvarNs(int sf) {
        return srttNs(sf) / 4;
    }

    @Override
    public boolean inRecovery(int sf) {
        return inRecovery[sf];
    }

    @Override
    public void pacingRate(int sf, long bytesPerSecond) {
        pacing[sf] = bytesPerSecond;
    }

    @Override
    public long pacingRate(int sf) {
        return pacing[sf];
    }
}
