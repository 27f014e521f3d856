package mptcp.policy.testing;

import mptcp.api.cc.CongestionState;

/** Windows that a test and a congestion control set and read; keeps the bounds that the core keeps. */
public final class FakeWindows extends FakeSubflows implements CongestionState {
    /** Adds an established subflow in congestion avoidance, with a full window of so many segments; returns its slot. */
    @Override
    public int add(int cwndSegments, long srttMs) {
        int sf = super.add(cwndSegments, srttMs);
        ssthresh[sf] = cwnd[sf];
        inFlight[sf] = cwnd[sf];
        rttvarNs[sf] = srttNs[sf] / 4;
        pacingRate[sf] = 0;
        return sf;
    }

    @Override
    public void cwnd(int sf, long bytes) {
        cwnd[sf] = Math.max(mss[sf], bytes);
    }

    @Override
    public void ssthresh(int sf, long bytes) {
        ssthresh[sf] = Math.max(mss[sf], bytes);
    }

    @Override
    public void pacingRate(int sf, long bytesPerSecond) {
        pacingRate[sf] = bytesPerSecond;
    }
}
