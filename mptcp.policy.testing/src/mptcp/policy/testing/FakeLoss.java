package mptcp.policy.testing;

import mptcp.api.cc.LossSample;

/** A loss as a test describes it. */
public record FakeLoss(long lostBytes, long flightBytes, int timeouts) implements LossSample {
    /** One lost segment out of this flight, found by fast retransmit. */
    public static FakeLoss of(long flightBytes) {
        return new FakeLoss(FakeWindows.MSS, flightBytes, 0);
    }

    /** The n-th timeout in a row with so much in flight. */
    public static FakeLoss timeout(long flightBytes, int timeouts) {
        return new FakeLoss(flightBytes, flightBytes, timeouts);
    }
}
