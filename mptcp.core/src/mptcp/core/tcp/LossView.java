package mptcp.core.tcp;

import mptcp.api.cc.LossSample;

/** The one loss sample of a TCB, filled again each time. */
public final class LossView implements LossSample {
    private long lost;
    private long flight;
    private int timeouts;

    LossView fill(long lostBytes, long flightBytes, int timeouts) {
        this.lost = lostBytes;
        this.flight = flightBytes;
        this.timeouts = timeouts;
        return this;
    }

    @Override
    public long lostBytes() {
        return lost;
    }

    @Override
    public long flightBytes() {
        return flight;
    }

    @Override
    public int timeouts() {
        return timeouts;
    }
}
