package mptcp.core.tcp;

import mptcp.api.cc.AckSample;

/** The one acknowledgement sample of a TCB, filled again each time. */
public final class SampleView implements AckSample {
    long acked;
    long delivered;
    long rttNs;
    long priorInFlight;
    boolean limited;
    boolean inRecovery;
    boolean ece;

    @Override
    public long ackedBytes() {
        return acked;
    }

    @Override
    public long deliveredBytes() {
        return delivered;
    }

    @Override
    public long rttNs() {
        return rttNs;
    }

    @Override
    public long priorInFlightBytes() {
        return priorInFlight;
    }

    @Override
    public boolean cwndLimited() {
        return limited;
    }

    @Override
    public boolean inRecovery() {
        return inRecovery;
    }

    @Override
    public boolean ecnEcho() {
        return ece;
    }
}
