package mptcp.policy.testing;

import mptcp.api.cc.AckSample;

/** An acknowledgement as a test describes it. */
public record FakeAck(long ackedBytes, long rttNs, boolean cwndLimited, boolean inRecovery) implements AckSample {
    /** So many bytes of a full window, no round-trip sample. */
    public static FakeAck of(long bytes) {
        return new FakeAck(bytes, -1, true, false);
    }

    /** So many bytes of a full window, with a round-trip sample. */
    public static FakeAck of(long bytes, long rttNs) {
        return new FakeAck(bytes, rttNs, true, false);
    }

    @Override
    public long deliveredBytes() {
        return ackedBytes;
    }

    @Override
    public long priorInFlightBytes() {
        return ackedBytes;
    }

    @Override
    public boolean ecnEcho() {
        return false;
    }
}
