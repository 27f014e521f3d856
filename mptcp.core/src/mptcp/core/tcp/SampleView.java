package mptcp.core.tcp;

import mptcp.api.cc.AckSample;

/** The one acknowledgement sample of a TCB, filled again each time. */
public final class SampleView implements AckSample {
    private long acked;
    private long delivered;
    private long rttNs;
    private long priorInFlight;
    private boolean limited;
    private boolean inRecovery;
    private boolean ece;

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

    /** Begins with an acknowledgement of so many bytes more. */
    void begin(long ackedBytes, long inFlight, boolean cwndLimited, boolean echo) {
        acked = ackedBytes;
        priorInFlight = inFlight;
        limited = cwndLimited;
        ece = echo;
        rttNs = -1;
        delivered = 0;
    }

    /** Begins without an acknowledgement. */
    void begin(long inFlight) {
        priorInFlight = inFlight;
        delivered = 0;
    }

    void addDelivered(long bytes) {
        delivered += bytes;
    }

    void rttNs(long ns) {
        rttNs = ns;
    }

    void inRecovery(boolean is) {
        inRecovery = is;
    }
}
