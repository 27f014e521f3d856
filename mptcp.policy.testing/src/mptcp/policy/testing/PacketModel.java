package mptcp.policy.testing;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.policy.Subflows;

/**
 * The model that the square-root formula of TCP is derived from, for several paths of one connection: windows that are
 * always full, segments acknowledged one at a time at a rate of cwnd / RTT, and independent random loss, which the core
 * answers with cwnd = ssthresh at once. No queues, no timeouts. Deterministic for a seed.
 */
public final class PacketModel {
    private final FakeWindows windows;
    private final CongestionControl cc;
    private final double[] lossRate;
    private final RandomGenerator random;
    private final double[] nextNs = new double[Subflows.MAX];
    private final double[] segmentsSeen = new double[Subflows.MAX];
    private final double[] windowIntegral = new double[Subflows.MAX];
    private double nowNs;

    /** @param lossRate probability per segment, by slot */
    public PacketModel(FakeWindows windows, CongestionControl cc, double[] lossRate, RandomGenerator random) {
        this.windows = windows;
        this.cc = cc;
        this.lossRate = lossRate.clone();
        this.random = random;
        cc.attach(windows, 0);
    }

    /** Runs for so long; measurements are those of this run only. */
    public PacketModel run(double seconds) {
        double end = nowNs + seconds * 1e9;
        Arrays.fill(segmentsSeen, 0);
        Arrays.fill(windowIntegral, 0);
        while (nowNs < end) {
            int next = -1;
            for (int sf = 0; sf < lossRate.length; sf++) {
                if (next < 0 || nextNs[sf] < nextNs[next]) {
                    next = sf;
                }
            }
            double passed = nextNs[next] - nowNs;
            for (int sf = 0; sf < lossRate.length; sf++) {
                windowIntegral[sf] += passed * windows.cwnd(sf);
            }
            nowNs = nextNs[next];
            segment(next);
            nextNs[next] = nowNs + (double) windows.srttNs(next) * windows.mss(next) / windows.cwnd(next);
        }
        for (int sf = 0; sf < lossRate.length; sf++) {
            windowIntegral[sf] /= seconds * 1e9 * windows.mss(sf);
            segmentsSeen[sf] /= seconds;
        }
        return this;
    }

    /** Mean window in segments. */
    public double window(int sf) {
        return windowIntegral[sf];
    }

    /** Mean rate in segments per second. */
    public double rate(int sf) {
        return segmentsSeen[sf];
    }

    private void segment(int sf) {
        segmentsSeen[sf]++;
        windows.inFlight[sf] = windows.cwnd(sf);
        if (random.nextDouble() < lossRate[sf]) {
            cc.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(windows.inFlight[sf]), (long) nowNs);
            windows.cwnd(sf, windows.ssthresh(sf));
            cc.onRecoveryExit(sf, (long) nowNs);
        } else {
            cc.onAck(sf, FakeAck.of(windows.mss(sf), windows.srttNs(sf)), (long) nowNs);
        }
    }
}
