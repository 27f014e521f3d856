package mptcp.core.tcp;

import mptcp.api.cc.AckSample;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** The one acknowledgement sample of a TCB, filled again each time. */
public final class SampleView implements AckSample {
    private static final int MOST_ECHOED_MS = 600_000;

    private final Tcb t;
    private long acked;
    private long delivered;
    private long rttNs;
    private long priorInFlight;
    /** What had been lost when the last sample was told. */
    private long priorLost;
    private boolean limited;
    private boolean inRecovery;
    private boolean ece;
    private long ce;

    SampleView(Tcb t) {
        this.t = t;
    }

    @Override
    public long ackedBytes() {
        return acked;
    }

    @Override
    public long deliveredBytes() {
        return delivered;
    }

    @Override
    public long lostBytes() {
        return t.sent.everLostBytes() - priorLost;
    }

    @Override
    public long rttNs() {
        return rttNs;
    }

    /** The same; where nothing was acknowledged that could tell, by habit what SACK told of. */
    long rttNs(SackInput sack) {
        if (rttNs < 0 && t.env.habits().samplesSacked()) {
            rttNs = sack.rttNs();
        }
        return rttNs;
    }

    /**
     * An episode was taken back: what SACK told of in it raised no window, and raises none now; a copy that came twice counts.
     *
     * @return {@code taken}
     */
    boolean undone(boolean taken, boolean dsack) {
        acked = taken ? Math.min(acked, delivered + (dsack ? t.segmentPayload() : 0)) : acked;
        return taken;
    }

    @Override
    public long priorInFlightBytes() {
        return priorInFlight;
    }

    @Override
    public long inFlightBytes() {
        return t.recovery.pipe();
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

    @Override
    public long ceBytes() {
        return ce;
    }

    // --- the rate sample

    @Override
    public long deliveryRate() {
        return t.rate.sampleRate();
    }

    @Override
    public long rateIntervalNs() {
        return t.rate.intervalNs();
    }

    @Override
    public long rateDeliveredBytes() {
        return t.rate.sampleDelivered();
    }

    @Override
    public long rateLostBytes() {
        return t.rate.sampleLost();
    }

    @Override
    public boolean appLimited() {
        return t.rate.any() && t.rate.sampleAppLimited();
    }

    @Override
    public long totalDeliveredBytes() {
        return t.rate.delivered();
    }

    @Override
    public long priorDeliveredBytes() {
        return t.rate.any() ? t.rate.priorDelivered() : t.rate.delivered();
    }

    @Override
    public long inFlightAtSendBytes() {
        return t.rate.any() ? t.rate.inFlightAtSend() : 0;
    }

    // --- filling it

    /** Begins with an acknowledgement of so many bytes more. */
    void begin(long ackedBytes, long inFlight, boolean cwndLimited, boolean echo) {
        acked = ackedBytes;
        limited = cwndLimited;
        ece = echo;
        begin(inFlight);
    }

    /** Begins without an acknowledgement. */
    void begin(long inFlight) {
        priorInFlight = inFlight;
        delivered = 0;
        rttNs = -1;
        ce = 0;
    }

    void addDelivered(long bytes) {
        delivered += bytes;
    }

    void rttNs(long ns) {
        rttNs = ns;
    }

    /**
     * Whether the timestamp that comes back times a round trip; asked before what is acknowledged leaves the queue. That of a SYN that was
     * sent again since does not: the answer to the later one may echo the first, and what went by until the SYN was repeated would
     * pass for a round trip (RFC 6298 section 3), in which RACK also takes each retransmission's arrival for the original's.
     */
    boolean echoTells(TcpHeader h) {
        SentQueue q = t.sent;
        return t.options.timestamps() && h.timestamps() && h.tsEcho() != 0 && !(q.count() > 0 && q.is(0, SentQueue.SYN)
                && q.is(0, SentQueue.EVER_RESENT) && Seq.before(h.tsEcho(), t.tsNow(q.sentNs(0))));
    }

    /** A round trip by the timestamp that came back. */
    void byEcho(TcpHeader h, long nowNs) {
        int ms = t.tsNow(nowNs) - h.tsEcho();
        if (ms >= 0 && ms < MOST_ECHOED_MS) {
            rttNs = Math.max(1, ms) * 1_000_000L;
        }
    }

    void inRecovery(boolean is) {
        inRecovery = is;
    }

    /** Congestion control was told of it. */
    void told() {
        priorLost = t.sent.everLostBytes();
    }

    /** How many of the delivered bytes were marked on their way: by RFC 3168 all, where it has an echo. */
    void marked(TcpHeader h) {
        if (!t.options.accurateEcn()) {
            ce = ece ? delivered : 0;
        } else if ((acked > 0 || delivered > 0) && t.state().synchronised() && !h.has(TcpFlags.SYN)) {
            ce = t.accurate.heard(h, delivered);
            ece = ce > 0;
        }
        t.statistics.markedDelivered((ce + t.segmentPayload() - 1) / t.segmentPayload());
    }
}
