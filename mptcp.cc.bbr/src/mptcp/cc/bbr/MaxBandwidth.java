package mptcp.cc.bbr;

/** The largest delivery rate of the present probing cycle and the one before [BBR.MaxBwFilter], in bytes per second. */
final class MaxBandwidth {
    private double present;
    private double before;

    void sample(double rate, boolean appLimited) {
        if (rate >= get() || !appLimited) {
            present = Math.max(present, rate);
        }
    }

    /** A cycle of probing is over. */
    void advance() {
        if (present > 0) { // a cycle without a sample is none
            before = present;
            present = 0;
        }
    }

    double get() {
        return Math.max(present, before);
    }

    void reset() {
        present = 0;
        before = 0;
    }
}
