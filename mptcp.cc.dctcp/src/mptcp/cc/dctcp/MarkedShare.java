package mptcp.cc.dctcp;

import mptcp.api.cc.AckSample;

/**
 * DCTCP.Alpha of one subflow (RFC 8257 section 3.3): the share of bytes that were marked, of each window of data, smoothed
 * with a gain of 1/16. At first 1, which is to be as careful as TCP.
 */
final class MarkedShare {
    private static final double GAIN = 1.0 / 16;

    private double alpha = 1;
    private long windowEnd;
    private long acked;
    private long marked;

    void reset(long delivered) {
        alpha = 1;
        windowEnd = delivered;
        acked = 0;
        marked = 0;
    }

    void onAck(AckSample ack) {
        acked += ack.deliveredBytes();
        marked += ack.ceBytes();
        if (acked > 0 && ack.priorDeliveredBytes() >= windowEnd) {
            alpha += GAIN * ((double) marked / acked - alpha);
            windowEnd = ack.totalDeliveredBytes();
            acked = 0;
            marked = 0;
        }
    }

    double alpha() {
        return alpha;
    }
}
