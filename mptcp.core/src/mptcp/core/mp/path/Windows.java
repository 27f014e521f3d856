package mptcp.core.mp.path;

import mptcp.api.cc.CongestionState;
import mptcp.core.tcp.Tcb;

/**
 * What a congestion control sees and sets of a connection's subflows. An object of its own: who is given {@link Views} to look
 * at must not be able to set windows by a cast.
 */
public final class Windows implements CongestionState {
    private final Views views;

    public Windows(Views views) {
        this.views = views;
    }

    @Override
    public int subflows() {
        return views.usable();
    }

    @Override
    public long cwnd(int sf) {
        return views.cwnd(sf);
    }

    @Override
    public void cwnd(int sf, long bytes) {
        Tcb t = views.tcb(sf);
        if (t != null) {
            t.cwnd(bytes);
        }
    }

    @Override
    public long ssthresh(int sf) {
        return views.ssthresh(sf);
    }

    @Override
    public void ssthresh(int sf, long bytes) {
        Tcb t = views.tcb(sf);
        if (t != null) {
            t.ssthresh(bytes);
        }
    }

    @Override
    public long pacingRate(int sf) {
        return views.pacingRate(sf);
    }

    @Override
    public void pacingRate(int sf, long bytesPerSecond) {
        Tcb t = views.tcb(sf);
        if (t != null) {
            t.pacingRate(Math.max(0, bytesPerSecond));
        }
    }

    @Override
    public int mss(int sf) {
        return views.mss(sf);
    }

    @Override
    public long inFlight(int sf) {
        return views.inFlight(sf);
    }

    @Override
    public long srttNs(int sf) {
        return views.srttNs(sf);
    }

    @Override
    public long rttvarNs(int sf) {
        return views.rttvarNs(sf);
    }

    @Override
    public long minRttNs(int sf) {
        return views.minRttNs(sf);
    }

    @Override
    public boolean inRecovery(int sf) {
        return views.inRecovery(sf);
    }
}
