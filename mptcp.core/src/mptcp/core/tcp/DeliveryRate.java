package mptcp.core.tcp;

/**
 * At what rate the path delivers (draft-cheng-iccrg-delivery-rate-estimation-02, with what draft-ietf-ccwg-bbr adds): what
 * is noted with each transmission, and the sample that an acknowledgement completes. Bytes of sequence space, so a SYN or
 * FIN counts as one. Its numbers are those of the draft: C is the connection, P a packet, rs the sample. Loop thread only.
 */
final class DeliveryRate {
    private static final double NS = 1e9;

    private final Tcb t;
    /** C.delivered. */
    private long delivered;
    /** C.delivered_time. */
    private long deliveredNs;
    /** C.first_sent_time: when the packet left that was delivered last, of those that were sent last. */
    private long firstSentNs;
    /** C.app_limited: the position in what is delivered behind which samples are full again; 0: they are. */
    private long appLimitedUntil;
    /** rs.last_end_seq, kept between acknowledgements. */
    private long lastEnd;
    /** The last complete sample, as a rate; of a sample that was limited by the application only if it is higher. */
    private long rate;
    private boolean rateAppLimited;

    // --- rs: the sample of the present acknowledgement
    private boolean any;
    private long priorDelivered;
    private long priorNs;
    private long sendElapsedNs;
    private long ackElapsedNs;
    private boolean appLimited;
    private long inFlightAtSend;
    private long lostAtSend;

    private long intervalNs;

    DeliveryRate(Tcb t) {
        this.t = t;
    }

    /** The record was sent, or sent again (section 3.2). @param pipe what was in flight before */
    void sent(int i, long pipe, long nowNs) {
        if (pipe <= 0) {
            firstSentNs = nowNs;
            deliveredNs = nowNs;
        }
        SentQueue q = t.sent;
        q.stamp(i, delivered, deliveredNs, firstSentNs, pipe + q.length(i), q.everLostBytes(), appLimitedUntil > 0);
    }

    /** An acknowledgement begins. */
    void begin() {
        any = false;
        intervalNs = 0;
    }

    /** It tells that so many bytes of this record arrived (section 3.3, UpdateRateSample). */
    void arrived(int i, long bytes, long nowNs) {
        SentQueue q = t.sent;
        delivered += bytes;
        deliveredNs = nowNs;
        long sentNs = q.sentNs(i);
        if (q.is(i, SentQueue.SYN)) {
            return; // a byte in a round trip is no rate
        }
        if (any && (sentNs < firstSentNs || sentNs == firstSentNs && q.end(i) <= lastEnd)) {
            return; // a newer one is in the sample already
        }
        any = true;
        priorDelivered = q.delivered(i);
        priorNs = q.deliveredNs(i);
        appLimited = q.is(i, SentQueue.APP_LIMITED);
        sendElapsedNs = sentNs - q.firstSentNs(i);
        ackElapsedNs = deliveredNs - priorNs;
        inFlightAtSend = q.inFlight(i);
        lostAtSend = q.lostBefore(i);
        firstSentNs = sentNs;
        lastEnd = q.end(i);
    }

    /** The acknowledgement has been taken in (section 3.3, GenerateRateSample). */
    void end() {
        if (appLimitedUntil > 0 && delivered > appLimitedUntil) {
            appLimitedUntil = 0;
        }
        if (!any) {
            return;
        }
        intervalNs = Math.max(sendElapsedNs, ackElapsedNs);
        if (intervalNs <= 0 || intervalNs < t.rtt.minRttNs()) {
            intervalNs = 0; // shorter than any round trip: a segment that was held to be lost arrived before its repetition
            return;
        }
        long sampled = sampleRate();
        if (!appLimited || sampled >= rate) {
            rate = sampled;
            rateAppLimited = appLimited;
        }
    }

    /**
     * Nothing is left to send, though the window admits it and nothing lost waits: the bubble counts until it is delivered
     * (section 3.4).
     */
    void limitedByApplication() {
        appLimitedUntil = Math.max(1, delivered + t.recovery.pipe());
    }

    boolean limitedByApplicationNow() {
        return appLimitedUntil > 0;
    }

    long rate() {
        return rate;
    }

    boolean rateAppLimited() {
        return rateAppLimited;
    }

    // --- what the sample tells

    long delivered() {
        return delivered;
    }

    boolean any() {
        return any;
    }

    /** 0: there is no reliable one. */
    long intervalNs() {
        return intervalNs;
    }

    long sampleRate() {
        return intervalNs == 0 ? 0 : (long) (sampleDelivered() * NS / intervalNs);
    }

    long sampleDelivered() {
        return any ? delivered - priorDelivered : 0;
    }

    long priorDelivered() {
        return priorDelivered;
    }

    boolean sampleAppLimited() {
        return appLimited;
    }

    long inFlightAtSend() {
        return inFlightAtSend;
    }

    /** What was held to be lost between the sending of the sampled segment and now. */
    long sampleLost() {
        return any ? t.sent.everLostBytes() - lostAtSend : 0;
    }
}
