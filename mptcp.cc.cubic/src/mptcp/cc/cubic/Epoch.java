package mptcp.cc.cubic;

/**
 * One subflow's congestion avoidance since its last congestion event, in segments and seconds as in RFC 9438 section
 * 4.1. The names are the RFC's. An epoch begins with the first growth after the event.
 */
final class Epoch {
    /** Section 4.1.1. */
    private static final double C = 0.4;
    /** Section 4.3: so much per round trip makes Reno's estimate fair with the weaker decrease. */
    private static final double ALPHA = 3 * (1 - Cubic.BETA) / (1 + Cubic.BETA);
    private static final double MAX_STEP = 1.5;
    private static final double NS = 1e9;

    private boolean running;
    private long startNs;
    private long lastAckNs;
    private double wMax;
    private double k;
    private double wEst;
    private double cwndPrior;
    private boolean fromTimeout;

    private boolean savedRunning;
    private long savedStartNs;
    private double savedWMax;
    private double savedK;
    private double savedWEst;
    private double savedCwndPrior;
    private boolean savedFromTimeout;

    /** Time in which the sender did not use its window does not count (section 5.8). */
    void onAck(boolean cwndLimited, long nowNs) {
        if (!cwndLimited) {
            pause(nowNs);
        }
        lastAckNs = nowNs;
    }

    /** Takes the time since the last acknowledgement out of the epoch. */
    void pause(long nowNs) {
        startNs += nowNs - lastAckNs;
        lastAckNs = nowNs;
    }

    /** Sections 4.2 to 4.5: how many segments to add for these acknowledged ones. */
    double growth(double cwnd, double acked, long rttNs, long nowNs) {
        if (!running) {
            begin(cwnd, nowNs);
        }
        double t = (nowNs - startNs) / NS;
        wEst += (wEst < cwndPrior ? ALPHA : 1) * acked / cwnd;
        if (cubic(t) < wEst) {
            return Math.max(0, wEst - cwnd);
        }
        double target = Math.min(Math.max(cubic(t + rttNs / NS), cwnd), MAX_STEP * cwnd);
        return (target - cwnd) / cwnd * acked;
    }

    /** Sections 4.6 and 4.7, with fast convergence; section 4.8 after a timeout. */
    void onCongestion(double cwnd, boolean timeout) {
        save();
        wMax = cwnd < wMax ? cwnd * (1 + Cubic.BETA) / 2 : cwnd;
        cwndPrior = cwnd;
        fromTimeout = timeout;
        running = false;
    }

    /** Section 4.9: the event was spurious. */
    void undo() {
        running = savedRunning;
        startNs = savedStartNs;
        wMax = savedWMax;
        k = savedK;
        wEst = savedWEst;
        cwndPrior = savedCwndPrior;
        fromTimeout = savedFromTimeout;
    }

    void reset() {
        running = false;
        wMax = 0;
        cwndPrior = 0;
        fromTimeout = false;
    }

    private void begin(double cwnd, long nowNs) {
        running = true;
        startNs = nowNs;
        wEst = cwnd;
        if (fromTimeout || wMax <= cwnd) {
            wMax = cwnd; // K = 0: section 4.8; and section 4.2 where slow start ended without a congestion event
            k = 0;
        } else {
            k = Math.cbrt((wMax - cwnd) / C);
        }
        fromTimeout = false;
    }

    private double cubic(double t) {
        double d = t - k;
        return C * d * d * d + wMax;
    }

    private void save() {
        savedRunning = running;
        savedStartNs = startNs;
        savedWMax = wMax;
        savedK = k;
        savedWEst = wEst;
        savedCwndPrior = cwndPrior;
        savedFromTimeout = fromTimeout;
    }
}
