package mptcp.core.mp.policy;

import mptcp.api.cc.CongestionState;
import mptcp.api.policy.Subflows;

/**
 * The windows as one congestion control has them: from its attach to its detach, and on the loop. After that it changes
 * nothing and sees nothing, so that a policy which is gone cannot work against its successor.
 */
final class WindowPort extends ViewPort implements CongestionState {
    private final WindowSetter windows;
    private final PolicyHost host;

    WindowPort(Subflows view, WindowSetter windows, PolicyHost host) {
        super(view);
        this.windows = windows;
        this.host = host;
    }

    private boolean mayChange() {
        if (!host.onLoop()) {
            throw new IllegalStateException("congestion windows are set on the loop thread, not on "
                    + Thread.currentThread().getName());
        }
        return isOpen();
    }

    @Override
    public void cwnd(int sf, long bytes) {
        if (mayChange()) {
            windows.cwnd(sf, bytes);
        }
    }

    @Override
    public void ssthresh(int sf, long bytes) {
        if (mayChange()) {
            windows.ssthresh(sf, bytes);
        }
    }

    @Override
    public void pacingRate(int sf, long bytesPerSecond) {
        if (mayChange()) {
            windows.pacingRate(sf, bytesPerSecond);
        }
    }

    @Override
    public int slowStartSegments() {
        return windows.slowStartSegments();
    }
}
