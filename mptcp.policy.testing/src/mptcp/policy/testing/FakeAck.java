package mptcp.policy.testing;

import mptcp.api.cc.AckSample;

/**
 * An acknowledgement as a test describes it. It delivers what it acknowledges; what is not said is 0, or false.
 *
 * @param rttNs -1: no sample
 * @param priorInFlightBytes unless said otherwise, what it acknowledges
 * @param ceBytes bytes that were marked; with any, there is an echo
 * @param rate what it tells of the path's rate
 */
public record FakeAck(long ackedBytes, long rttNs, boolean cwndLimited, boolean inRecovery,
        long priorInFlightBytes, long ceBytes, long lostBytes, Rate rate) implements AckSample {
    /**
     * A rate sample.
     *
     * @param intervalNs 0: there is none
     */
    public record Rate(long intervalNs, long deliveredBytes, long lostBytes, boolean appLimited, long totalDeliveredBytes,
            long priorDeliveredBytes, long inFlightAtSendBytes) {
        static final Rate NONE = new Rate(0, 0, 0, false, 0, 0, 0);
    }

    public FakeAck(long ackedBytes, long rttNs, boolean cwndLimited, boolean inRecovery) {
        this(ackedBytes, rttNs, cwndLimited, inRecovery, ackedBytes, 0, 0, Rate.NONE);
    }

    /** So many bytes of a full window, no round-trip sample. */
    public static FakeAck of(long bytes) {
        return new FakeAck(bytes, -1, true, false);
    }

    /** So many bytes of a full window, with a round-trip sample. */
    public static FakeAck of(long bytes, long rttNs) {
        return new FakeAck(bytes, rttNs, true, false);
    }

    /** The same with a rate sample. */
    public FakeAck with(Rate sample) {
        return new FakeAck(ackedBytes, rttNs, cwndLimited, inRecovery, priorInFlightBytes, ceBytes, lostBytes, sample);
    }

    /** The same with so many bytes in flight before it. */
    public FakeAck inFlight(long bytes) {
        return new FakeAck(ackedBytes, rttNs, cwndLimited, inRecovery, bytes, ceBytes, lostBytes, rate);
    }

    /** The same with so many bytes marked. */
    public FakeAck marked(long bytes) {
        return new FakeAck(ackedBytes, rttNs, cwndLimited, inRecovery, priorInFlightBytes, bytes, lostBytes, rate);
    }

    /** The same with so many bytes found to be lost. */
    public FakeAck lost(long bytes) {
        return new FakeAck(ackedBytes, rttNs, cwndLimited, inRecovery, priorInFlightBytes, ceBytes, bytes, rate);
    }

    @Override
    public long deliveredBytes() {
        return ackedBytes;
    }

    @Override
    public long inFlightBytes() {
        return Math.max(0, priorInFlightBytes - ackedBytes - lostBytes);
    }

    @Override
    public boolean ecnEcho() {
        return ceBytes > 0;
    }

    @Override
    public long deliveryRate() {
        return rate.intervalNs == 0 ? 0 : (long) (rate.deliveredBytes * 1e9 / rate.intervalNs);
    }

    @Override
    public long rateIntervalNs() {
        return rate.intervalNs;
    }

    @Override
    public long rateDeliveredBytes() {
        return rate.deliveredBytes;
    }

    @Override
    public long rateLostBytes() {
        return rate.lostBytes;
    }

    @Override
    public boolean appLimited() {
        return rate.appLimited;
    }

    @Override
    public long totalDeliveredBytes() {
        return rate.totalDeliveredBytes;
    }

    @Override
    public long priorDeliveredBytes() {
        return rate.priorDeliveredBytes;
    }

    @Override
    public long inFlightAtSendBytes() {
        return rate.inFlightAtSendBytes;
    }
}
