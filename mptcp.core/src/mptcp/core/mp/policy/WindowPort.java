package mptcp.core.mp.policy;

import mptcp.api.cc.CongestionState;

/**
 * The windows as one congestion control has them: from its attach to its detach, and on the loop. After that it changes
 * nothing and sees nothing, so that a policy which is gone cannot work against its successor.
 */
final class WindowPort implements CongestionState {
    private final CongestionState state;
    private final PolicyHost host;
    private volatile boolean open = true;

    WindowPort(CongestionState state, PolicyHost host) {
        this.state = state;
        this.host = host;
    }

    void close() {
        open = false;
    }

    private boolean mayChange() {
        if (!host.onLoop()) {
            throw new IllegalStateException("congestion windows are set on the loop thread, not on "
                    + Thread.currentThread().getName());
        }
        return open;
    }

    @Override
    public int subflows() {
        return open ? state.subflows() : 0;
    }

    @Override
    public long cwnd(int sf) {
        return open ? state.cwnd(sf) : 0;
    }

    @Override
    public void cwnd(int sf, long bytes) {
        if (mayChange()) {
            state.cwnd(sf, bytes);
        }
    }

    @Override
    public long ssthresh(int sf) {
        return open ? state.ssthresh(sf) : 0;
    }

    @Override
    public void ssthresh(int sf, long bytes) {
        if (mayChange()) {
            state.ssthresh(sf, bytes);
        }
    }

    @Override
    public void pacingRate(int sf, long bytesPerSecond) {
        if (mayChange()) {
            state.pacingRate(sf, bytesPerSecond);
        }
    }

    @Override
    public int mss(int sf) {
        return open ? state.mss(sf) : 0;
    }

    @Override
    public long inFlight(int sf) {
        return open ? state.inFlight(sf) : 0;
    }

    @Override
    public long srttNs(int sf) {
        return open ? state.srttNs(sf) : 0;
    }

    @Override
    public long rttvarNs(int sf) {
        return open ? state.rttvarNs(sf) : 0;
    }

    @Override
    public long minRttNs(int sf) {
        return open ? state.minRttNs(sf) : 0;
    }

    @Override
    public boolean inRecovery(int sf) {
        return open && state.inRecovery(sf);
    }

    @Override
    public long pacingRate(int sf) {
        return open ? state.pacingRate(sf) : 0;
    }
}
