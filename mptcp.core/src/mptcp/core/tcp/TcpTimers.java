package mptcp.core.tcp;

import mptcp.api.socket.StackConfig;
import mptcp.core.mib.Mib;
import mptcp.core.time.Timers;

/** The timers of a subflow. */
final class TcpTimers extends TimerSet {
    static final int RTO = 0;
    /** Tail loss probe (RFC 8985 section 7). */
    static final int PROBE = 1;
    /** RACK's reordering timer (RFC 8985 section 6.3). */
    static final int REORDER = 2;
    static final int DELAYED_ACK = 3;
    static final int KEEP_ALIVE = 4;
    static final int TIME_WAIT = 5;
    static final int UPPER = 6;
    static final int PACING = 7;
    static final int JOIN = 8;
    private static final int KINDS = 9;

    private static final long AT_ONCE_NS = 8_000_000L;
    private static final long LEAST_RENEGED_NS = 10_000_000L;
    private static final long KEEP_ALIVE_INTERVAL_NS = 75_000_000_000L;

    private final Tcb t;
    private int keepAliveProbes;
    private long keepAliveSentNs = Long.MAX_VALUE;
    /** Since when an active open is given this long. */
    private long openingNs;
    private long openingFor;

    TcpTimers(Tcb t, Timers timers) {
        super(timers, KINDS, t.upper.owner());
        this.t = t;
        this.openingNs = t.openedNs;
        this.openingFor = connectTimeoutNs();
    }

    @Override
    protected void fired(int kind, long nowNs) {
        switch (kind) {
            case RTO -> retransmissionTimeout(nowNs);
            case PROBE -> t.recovery.onProbeTimer(nowNs);
            case REORDER -> t.recovery.onReorderTimer(nowNs);
            case DELAYED_ACK -> {
                t.delayedAck.timedOut();
                t.ackNow();
            }
            case KEEP_ALIVE -> keepAlive(nowNs);
            case TIME_WAIT -> t.closed(CloseReason.NORMAL, nowNs);
            case PACING -> t.upper.wantOutput();
            case JOIN -> t.upper.onJoinTimer(nowNs);
            default -> t.upper.onUpperTimer(nowNs);
        }
    }

    /** The user timeout ends the wait if it comes first (RFC 5482). */
    void armRto(long nowNs) {
        long at = nowNs + t.rtt.rtoNs();
        long userTimeout = t.userTimeout.ns();
        if (userTimeout > 0 && t.state().synchronised()) {
            at = Math.max(nowNs, Math.min(at, t.snd.unackedSinceNs() + userTimeout));
        }
        set(RTO, Math.max(nowNs, Math.min(at, openUntilNs())));
    }

    /** When an active open is given up. */
    private long openUntilNs() {
        long longest = t.active && !t.state().synchronised() ? connectTimeoutNs() : 0;
        return longest > 0 ? openingNs + longest : Long.MAX_VALUE;
    }

    private long connectTimeoutNs() {
        long set = t.upper.socket().connectTimeoutNs();
        return set > 0 ? set : t.env.habits().connectTimeoutNs();
    }

    /** The application set some of what it may set. */
    void changed(long nowNs) {
        armKeepAlive(nowNs);
        if (connectTimeoutNs() != openingFor) {
            openingFor = connectTimeoutNs();
            openingNs = nowNs;
            if (isSet(RTO)) {
                set(RTO, Math.min(due(RTO), openUntilNs()));
            }
        }
    }

    /** By habit: whoever answered our SYN with something else may know a connection of before. */
    void hastenSyn(long nowNs) {
        if (t.env.habits().resendsSynAtOnce() && t.recovery.timeouts() == 0) {
            set(RTO, Math.min(due(RTO), nowNs + AT_ONCE_NS));
        }
    }

    /** After an acknowledgement: on while something is outstanding (RFC 6298 section 5). */
    void rearmRto(long nowNs) {
        if (t.sent.count() > 0) {
            armRto(nowNs);
            if (t.sent.is(0, SentQueue.SACKED) && t.env.habits().hastensReneged()) {
                set(RTO, Math.min(due(RTO), nowNs + Math.max(LEAST_RENEGED_NS, t.rtt.srttNs() / 2)));
            }
        } else {
            clear(RTO);
            clear(PROBE);
        }
    }

    void armTimeWait(long nowNs) {
        clear(RTO);
        clear(PROBE);
        clear(REORDER);
        clear(KEEP_ALIVE);
        set(TIME_WAIT, nowNs + t.env.config().timeWaitNs());
    }

    void armKeepAlive(long nowNs) {
        keepAliveProbes = 0;
        long idle = t.upper.socket().keepAliveNs();
        if (idle > 0 && t.state().synchronised()) {
            set(KEEP_ALIVE, nowNs + idle);
        } else {
            clear(KEEP_ALIVE);
        }
    }

    private void retransmissionTimeout(long nowNs) {
        StackConfig c = t.env.config();
        int n = t.recovery.timeouts() + 1;
        boolean opening = !t.state().synchronised();
        long userTimeout = t.userTimeout.ns();
        boolean over = opening ? n > t.deferral.lasts(t.upper.synRetries() + linearSyns()) || n > t.upper.synRetries() && isOpenTooLong(nowNs)
                : userTimeout > 0 ? nowNs - t.snd.unackedSinceNs() >= userTimeout
                        : n > c.retries() && !t.windowProbe.windowClosed(nowNs); // RFC 9293 section 3.8.6.1: it may last for ever
        if (over || nowNs >= openUntilNs()) {
            giveUp(nowNs);
            return;
        }
        if (isSet(PROBE) && due(PROBE) <= nowNs && t.recovery.onProbeTimer(nowNs)) {
            return;
        }
        if (opening) {
            t.upper.onSynTimeout(n);
        }
        t.recovery.onTimeout(nowNs);
    }

    /** The peer answers nothing any more; by habit it is not told. */
    void giveUp(long nowNs) {
        t.upper.counters().count(Mib.TCP_ABORT_ON_TIMEOUT);
        boolean forgotten = t.state() == TcpState.SYN_RECEIVED && !t.active && t.env.habits().synAckRetries() > 0;
        if (forgotten || t.env.habits().givesUpSilently()) {
            t.closed(CloseReason.TIMED_OUT, nowNs);
        } else {
            t.abort(CloseReason.TIMED_OUT, nowNs);
        }
    }

    /** Beside the number of SYNs: a stack that is driven has no time before its first turn, and may be asked to connect by then. */
    private boolean isOpenTooLong(long nowNs) {
        return nowNs - t.openedNs() >= longestOpeningNs();
    }

    /** However many SYNs are repeated at even intervals: what the retries take if each waits twice as long as the one before. */
    private long longestOpeningNs() {
        int retries = t.upper.synRetries();
        return linearSyns() == 0 || retries > Integer.SIZE / 2 ? Long.MAX_VALUE
                : ((2L << retries) - 1) * t.env.config().initialRtoNs();
    }

    /** How many SYNs of ours are repeated at even intervals. */
    int linearSyns() {
        int set = t.env.config().linearSyns();
        return !t.active ? 0 : set >= 0 ? set : t.env.habits().linearSyns();
    }

    /** Keep-alive probes that were not answered. */
    int keepAliveProbes() {
        return t.rcv.heardNs() >= keepAliveSentNs ? 0 : keepAliveProbes;
    }

    private void keepAlive(long nowNs) {
        long idle = t.upper.socket().keepAliveNs();
        if (idle <= 0 || !t.state().synchronised()) {
            return;
        }
        long since = nowNs - t.rcv.heardNs();
        if (t.rcv.heardNs() >= keepAliveSentNs) {
            keepAliveProbes = 0; // answered, be it in the same instant
        }
        if (since < idle || t.sent.count() > 0) { // while something is outstanding, the retransmission limit watches
            keepAliveProbes = 0;
            set(KEEP_ALIVE, nowNs + (since < idle ? idle - since : idle));
            return;
        }
        int most = t.upper.socket().keepAliveProbes();
        long userTimeout = t.userTimeout.ns(); // in place of the number of probes (RFC 9293 section 3.8.3)
        boolean over = userTimeout > 0 ? keepAliveProbes > 0 && since >= userTimeout
                : keepAliveProbes >= (most > 0 ? most : t.env.habits().keepAliveProbes());
        keepAliveProbes++;
        if (over) {
            t.upper.counters().count(Mib.TCP_ABORT_ON_TIMEOUT);
            t.abort(CloseReason.TIMED_OUT, nowNs);
            return;
        }
        t.upper.counters().count(Mib.TCP_KEEP_ALIVE);
        keepAliveSentNs = nowNs;
        t.output.probe(nowNs);
        long interval = t.upper.socket().keepAliveIntervalNs();
        set(KEEP_ALIVE, nowNs + (interval > 0 ? interval : Math.min(idle, KEEP_ALIVE_INTERVAL_NS)));
    }
}
