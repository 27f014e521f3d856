package mptcp.core.tcp;

import mptcp.api.socket.QuickAcks;

/**
 * Which data is acknowledged at once, and how long else it waits. The habit of FreeBSD is RFC 5681's: every second segment.
 * Linux's goes by what the peer's segments and the application are like: the first segments of a flow, and those after a pause
 * or a loss, are acknowledged by themselves; once the application answers soon what came, an acknowledgement waits for the
 * answer; and more than a whole segment of bytes waits no longer. Loop thread only.
 */
final class DelayedAck {
    private static final long LEAST_NS = 40_000_000L;
    private static final long MOST_NS = 200_000_000L;
    private static final long MOST_BULK_NS = 500_000_000L;
    private static final int FULL_SEGMENTS_PER_ACK = 2;
    private static final int LEAST_SEGMENT = 88;
    private static final int USUAL_SEGMENT = 536;

    private final Tcb t;
    private final boolean adapts;
    /** The largest number of segments that one reason lets be acknowledged by themselves. */
    private final int most;
    private int quick;
    /** The application answers: acknowledgements wait for its data. */
    private boolean interactive;
    /** What the gaps between arrivals are like; 0: nothing came yet. */
    private long gapNs;
    private long arrivedNs;
    /** What the peer's segments carry, as far as was seen. */
    private int segment;
    private int last;
    /** A segment that was not full waits: the application's reading it is worth an acknowledgement. */
    private boolean pushed;

    DelayedAck(Tcb t) {
        this.t = t;
        this.adapts = t.env.habits().interactiveAcks();
        this.most = t.env.habits().quickAcks();
        this.quick = adapts ? 0 : most;
        this.interactive = adapts && t.upper.socket().quickAcks() == QuickAcks.OFF && t.active;
    }

    /** The size of the peer's segments, by what came. */
    int segment() {
        return segment == 0 ? Math.min(USUAL_SEGMENT, t.segmentPayload()) : segment;
    }

    /** Data of this length came. */
    void arrived(int length, long nowNs) {
        if (!adapts) {
            return;
        }
        measure(length);
        if (gapNs == 0) {
            quicken(most);
            gapNs = LEAST_NS;
        } else {
            long since = nowNs - arrivedNs;
            if (since <= LEAST_NS / 2) {
                gapNs = gapNs / 2 + LEAST_NS / 2;
            } else if (since < gapNs) {
                gapNs = Math.min(gapNs / 2 + since, t.rtt.rtoNs());
            } else if (since > t.rtt.rtoNs()) {
                quicken(most); // the peer began again, with a small window
            }
        }
        arrivedNs = nowNs;
    }

    private void measure(int length) {
        int known = segment();
        if (length >= known) {
            segment = Math.min(length, t.sizes.advertised());
            return;
        }
        if (length >= USUAL_SEGMENT && length == last) {
            segment = length;
        }
        last = length;
        pushed = true;
    }

    private void quicken(int wanted) {
        long admitted = t.upper.acceptableWindow() / (2L * Math.max(LEAST_SEGMENT, segment()));
        quick = (int) Math.max(quick, Math.min(wanted, admitted == 0 ? FULL_SEGMENTS_PER_ACK : admitted));
    }

    /** Something out of the ordinary came: a gap, a repetition. What follows is acknowledged by itself. */
    void disturbed() {
        if (adapts) {
            quicken(most);
            interactive = false;
            gapNs = LEAST_NS;
        }
    }

    /** The peer's FIN came in order: there is little more to acknowledge. @return whether its acknowledgement waits */
    boolean holdsFin(long nowNs) {
        interactive = adapts;
        boolean bare = t.headers.dataBytes() == 0 || t.env.habits().delaysSubflowFinAck() && !t.rcv.ackNow();
        if (gapNs == 0 || !bare || t.state() != TcpState.ESTABLISHED || !t.env.habits().delaysFinAck()
                || t.rcv.nxt() - t.rcv.lastAckSent() > segment()) {
            return false;
        }
        t.rcv.ackNow(false);
        if (!t.timers.isSet(TcpTimers.DELAYED_ACK)) {
            t.timers.set(TcpTimers.DELAYED_ACK, nowNs + waitNs());
        }
        return true;
    }

    /** The application's data leaves. */
    void answered(long nowNs) {
        if (adapts && gapNs > 0 && nowNs - arrivedNs < gapNs) {
            interactive = true;
        }
    }

    /** The application may have said something of acknowledgements (TCP_QUICKACK). */
    void configured() {
        QuickAcks said = t.upper.socket().quickAcks();
        if (!adapts || said == QuickAcks.BY_USE) {
            return;
        }
        interactive = said == QuickAcks.OFF;
        if (!interactive && t.timers.isSet(TcpTimers.DELAYED_ACK) && t.state().receivesData()) {
            pushed = true;
            read(t.upper.allRead());
            interactive = said == QuickAcks.ONCE;
        }
    }

    /** The acknowledgement that ends the handshake waits, for data that may come soon. @return false: it does not wait */
    boolean holdsHandshake(long nowNs) {
        if (!interactive && t.upper.socket().deferAcceptNs() == 0) {
            return false;
        }
        quicken(most);
        interactive = false;
        gapNs = LEAST_NS;
        t.timers.set(TcpTimers.DELAYED_ACK, nowNs + MOST_NS);
        return true;
    }

    boolean interactive() {
        return interactive;
    }

    /** How long an acknowledgement waits as things are; 0: nothing came yet. */
    long gapNs() {
        return gapNs;
    }

    /** Whether what came, in so many segments by now, is acknowledged at once. */
    boolean atOnce(int waiting) {
        if (!adapts) {
            return waiting >= FULL_SEGMENTS_PER_ACK || quick > 0 && quick-- > 0;
        }
        return t.rcv.nxt() - t.rcv.lastAckSent() > segment() || quick > 0 && !interactive;
    }

    /** An acknowledgement left, by itself or with data. */
    void sent() {
        pushed = false;
        if (adapts && quick > 0 && --quick == 0) {
            gapNs = LEAST_NS;
        }
    }

    /** How long it waits. */
    long waitNs() {
        long usual = t.env.config().delayedAckNs();
        if (!adapts || gapNs <= LEAST_NS || usual < LEAST_NS) {
            return usual;
        }
        long longest = interactive || pushed ? MOST_NS : MOST_BULK_NS;
        long rtt = Math.max(LEAST_NS, t.rtt.srttNs());
        return Math.min(Math.min(gapNs, t.rtt.srttNs() > 0 ? Math.min(longest, rtt) : longest), MOST_NS);
    }

    /** It waited in vain. */
    void timedOut() {
        if (!adapts) {
            return;
        }
        if (interactive) {
            interactive = false;
            gapNs = LEAST_NS;
        } else {
            gapNs = Math.min(2 * gapNs, t.rtt.rtoNs());
        }
    }

    /**
     * The application has read. An acknowledgement that waits leaves if more than a segment came, or if a segment that was not full
     * ended what there is to read.
     */
    void read(boolean all) {
        if (adapts && t.timers.isSet(TcpTimers.DELAYED_ACK)
                && (t.rcv.nxt() - t.rcv.lastAckSent() > segment() || all && pushed && !interactive)) {
            t.ackNow();
        }
    }
}
