package mptcp.policy.testing;

import java.util.Arrays;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.policy.Subflows;

/**
 * The model behind the formulas of the papers: each acknowledged segment grows the window as the algorithm says and
 * shrinks it by the loss rate times what a loss would take off. It settles at the fixed point, without randomness. For
 * algorithms whose answer to a loss leaves no trace but the threshold.
 */
public final class FluidModel {
    private static final int NONE = -1;

    private final FakeWindows windows;
    private final CongestionControl cc;
    private final double[] lossRate;
    private final double[] nextNs = new double[Subflows.MAX];
    private final double[] owed = new double[Subflows.MAX];

    /** @param lossRate per segment, by slot */
    public FluidModel(FakeWindows windows, CongestionControl cc, double[] lossRate) {
        this.windows = windows;
        this.cc = cc;
        this.lossRate = lossRate.clone();
        cc.attach(windows, 0);
    }

    /** Runs for so many seconds of model time. */
    public FluidModel settle(double seconds) {
        Arrays.fill(nextNs, 0);
        int next = 0;
        while (nextNs[next] < seconds * 1e9) {
            segment(next);
            nextNs[next] += (double) windows.srttNs(next) * windows.mss(next) / windows.cwnd(next);
            next = NONE;
            for (int sf = 0; sf < lossRate.length; sf++) {
                next = next == NONE || nextNs[sf] < nextNs[next] ? sf : next;
            }
        }
        return this;
    }

    /** Segments per second at the present window. */
    public double rate(int sf) {
        return (double) windows.cwnd(sf) / windows.mss(sf) / windows.srttNs(sf) * 1e9;
    }

    private void segment(int sf) {
        long nowNs = (long) nextNs[sf];
        windows.ssthresh(sf, 0);
        cc.onAck(sf, FakeAck.of(windows.mss(sf), windows.srttNs(sf)), nowNs);
        long cwnd = windows.cwnd(sf);
        cc.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(cwnd), nowNs);
        owed[sf] += lossRate[sf] * (cwnd - windows.ssthresh(sf));
        long whole = (long) owed[sf];
        owed[sf] -= whole;
        windows.cwnd(sf, cwnd - whole);
    }
}
