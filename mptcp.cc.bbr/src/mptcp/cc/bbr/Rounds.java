package mptcp.cc.bbr;

import mptcp.api.cc.AckSample;

/** Packet-timed round trips (section 5.5.1), and what was delivered in the one under way (section 5.5.10.1). */
final class Rounds {
    private long nextDelivered;
    private long count;
    private boolean start;
    private long lossNextDelivered;
    private boolean lossStart;
    private double bandwidthLatest;
    private double inFlightLatest;

    void reset(long delivered) {
        nextDelivered = delivered;
        lossNextDelivered = delivered;
        count = 0;
        start = false;
        forgetLatest();
    }

    void update(AckSample ack) {
        start = ack.priorDeliveredBytes() >= nextDelivered && ack.deliveredBytes() > 0;
        if (start) {
            nextDelivered = ack.totalDeliveredBytes();
            count++;
        }
        bandwidthLatest = Math.max(bandwidthLatest, ack.deliveryRate());
        inFlightLatest = Math.max(inFlightLatest, ack.rateDeliveredBytes());
        lossStart = ack.priorDeliveredBytes() >= lossNextDelivered && ack.deliveredBytes() > 0;
        if (lossStart) {
            lossNextDelivered = ack.totalDeliveredBytes();
        }
    }

    /** After all have looked at the sample. */
    void advance(AckSample ack) {
        if (lossStart) {
            bandwidthLatest = ack.deliveryRate();
            inFlightLatest = ack.rateDeliveredBytes();
        }
    }

    /** The first loss of a round: what it says is known a round trip later. */
    void loss(long delivered) {
        lossNextDelivered = delivered;
    }

    /** A round begins with what is sent from now on. */
    void begin(long delivered) {
        nextDelivered = delivered;
    }

    void forgetLatest() {
        bandwidthLatest = 0;
        inFlightLatest = 0;
    }

    long count() {
        return count;
    }

    boolean isStart() {
        return start;
    }

    boolean isLossStart() {
        return lossStart;
    }

    double bandwidthLatest() {
        return bandwidthLatest;
    }

    double inFlightLatest() {
        return inFlightLatest;
    }
}
