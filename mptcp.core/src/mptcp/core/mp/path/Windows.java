package mptcp.core.mp.path;

import mptcp.core.mp.policy.WindowSetter;
import mptcp.core.tcp.Tcb;

/**
 * What a congestion control sets of a connection's subflows. An object of its own: who is given {@link Views} to look at must
 * not be able to set windows by a cast.
 */
public final class Windows implements WindowSetter {
    private final Views views;

    public Windows(Views views) {
        this.views = views;
    }

    @Override
    public void cwnd(int sf, long bytes) {
        Tcb t = views.tcb(sf);
        if (t != null) {
            t.cwnd(bytes);
        }
    }

    @Override
    public void ssthresh(int sf, long bytes) {
        Tcb t = views.tcb(sf);
        if (t != null) {
            t.ssthresh(bytes);
        }
    }

    @Override
    public void pacingRate(int sf, long bytesPerSecond) {
        Tcb t = views.tcb(sf);
        if (t != null) {
            t.pacingRate(Math.max(0, bytesPerSecond));
        }
    }

    @Override
    public int slowStartSegments() {
        return views.slowStartSegments();
    }
}
