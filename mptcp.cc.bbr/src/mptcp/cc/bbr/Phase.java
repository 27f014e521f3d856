package mptcp.cc.bbr;

/** The states of the machine, with their gains (draft-ietf-ccwg-bbr, section 2.4 and 5.1.1: pacing, then window). */
enum Phase {
    /** 4 ln 2: the smallest gain that doubles the rate each round. */
    STARTUP(2.77, 2),
    DRAIN(0.5, 2),
    PROBE_DOWN(0.9, 2),
    PROBE_CRUISE(1, 2),
    PROBE_REFILL(1, 2),
    PROBE_UP(1.25, 2.25),
    PROBE_RTT(1, 0.5);

    final double pacingGain;
    final double cwndGain;

    Phase(double pacingGain, double cwndGain) {
        this.pacingGain = pacingGain;
        this.cwndGain = cwndGain;
    }

    boolean isProbeBw() {
        return this == PROBE_DOWN || this == PROBE_CRUISE || this == PROBE_REFILL || this == PROBE_UP;
    }

    /** Whether more than what is known is tried: then losses do not lower the short-term bounds. */
    boolean isAccelerating() {
        return this == STARTUP || this == PROBE_REFILL || this == PROBE_UP;
    }
}
