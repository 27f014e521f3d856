package mptcp.core.mp.life;

import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.output.Resend;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.MpTimers;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpState;

/** How a connection ends: in order, by failure, by MP_FASTCLOSE (RFC 8684 section 3.5), or for want of subflows. */
public final class Ending {
    /** How often MP_FASTCLOSE is sent again before the RST (RFC 8684 section 3.5). */
    private static final int MAX_FAST_CLOSES = 3;

    /** How long subflows may take to end once the stream has. */
    private static final long LINGER_NS = 10_000_000_000L;

    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final DataSender tx;
    private final Resend resend;
    private final DataClose close;
    private final MpTimers timers;
    private final Counters counters;
    private final ConnectionOwner owner;
    private boolean over;
    /** What was acknowledged when an orphan was last looked at: it lives as long as it gets on. */
    private long orphanUna;
    /** Every subflow is being reset: none of them is the last one lost. */
    private boolean aborting;
    /** FASTCLOSE_WAIT of RFC 6824 section 3.5: the subflow that carries MP_FASTCLOSE until the peer resets it. */
    private Subflow fastClosing;
    private Reason fastCloseReason;
    private int fastCloses;

    public Ending(PathEnv env, MpSession session, SubflowSet set, DataSender tx, Resend resend, DataClose close,
            MpTimers timers, Counters counters, ConnectionOwner owner) {
        this.env = env;
        this.session = session;
        this.set = set;
        this.tx = tx;
        this.resend = resend;
        this.close = close;
        this.timers = timers;
        this.counters = counters;
        this.owner = owner;
    }

    /** It is over without having ended: see {@code Mpcb.abandon}. */
    public void abandon() {
        over = true;
    }

    public boolean isOver() {
        return over;
    }

    /** Whether every subflow is being reset. */
    boolean isAborting() {
        return aborting;
    }

    /** The application closed its socket: the rest happens in the background, but not for ever. */
    public void applicationClosed(long nowNs) {
        close.shutdown();
        boolean opening = close.state() == TcpState.SYN_SENT
                || close.state() == TcpState.SYN_RECEIVED && !session.fastOpened();
        if (set.mask() == 0 || opening) {
            abortAll(Reason.CLOSED, nowNs);
        } else {
            orphanUna = tx.una();
            timers.set(MpTimers.CLOSE, nowNs + env.config().closeTimeoutNs());
            Subflow plain = session.plain() ? set.plain() : null;
            if (plain != null) {
                plain.tcb.deserted(nowNs);
            }
        }
        owner.wantOutput();
    }

    /** The data level moved on: when both directions have ended, so do the subflows. */
    public void onDataLevel(long nowNs) {
        owner.readable();
        if (close.finAcked()) {
            timers.clear(MpTimers.DATA_FIN);
        }
        if (close.done() && !session.plain()) {
            set.closeAll(nowNs);
            timers.set(MpTimers.CLOSE, nowNs + Math.min(LINGER_NS, env.config().closeTimeoutNs()));
        }
        check(nowNs);
        owner.wantOutput();
    }

    public void onSubflowClosed(CloseReason reason, long nowNs) {
        if (over) {
            owner.released();
            return;
        }
        if (aborting) {
            return;
        }
        if (fastClosing != null) {
            if (!set.holds(fastClosing)) {
                fail(fastCloseReason, nowNs); // the peer answered with a RST
            }
            return;
        }
        if (!session.plain() && reason != CloseReason.NORMAL) {
            resend.subflowFailed();
        }
        if (!set.connected() && !close.done()) {
            lastSubflowLost(reason, nowNs);
        }
        check(nowNs);
        owner.wantOutput();
    }

    /** Tries that fail do not prolong the wait, and tries under way do not end it: a subflow that is established does. */
    private void lastSubflowLost(CloseReason reason, long nowNs) {
        boolean mayComeBack = session.fullyEstablished() && !owner.orphan();
        if (mayComeBack) {
            timers.setEarlier(MpTimers.CLOSE, nowNs + env.config().closeTimeoutNs());
            owner.pathless(true);
            return;
        }
        if (set.mask() != 0) {
            return;
        }
        fail(switch (reason) {
            case REFUSED -> Reason.REFUSED;
            case TIMED_OUT -> Reason.TIMED_OUT;
            case UNREACHABLE -> Reason.UNREACHABLE;
            case ABORTED -> Reason.ABORTED;
            default -> Reason.RESET;
        }, nowNs);
    }

    /** The application accepted it when its only subflow had ended: by habit nothing is waited for. */
    public void acceptedPathless(long nowNs) {
        if (env.habits().endsUnaccepted() && !over && !set.connected() && !close.done()) {
            fail(Reason.BROKEN_PIPE, nowNs);
        }
    }

    /** A subflow came, or came back. */
    public void onSubflowEstablished() {
        owner.pathless(false);
        if (!owner.orphan() && !close.done()) {
            timers.clear(MpTimers.CLOSE);
        }
    }

    public void onCloseTimeout(long nowNs) {
        if (fastClosing != null) {
            fastCloseAgain(nowNs);
        } else if (set.mask() == 0) {
            fail(Reason.TIMED_OUT, nowNs);
        } else if (!owner.orphan() && !close.done() && !set.connected()) {
            abortAll(Reason.TIMED_OUT, nowNs);
        } else if (close.done()) {
            set.abortAll(false, nowNs); // the stream ended well; what is left is a path that does not answer
            check(nowNs);
        } else if (owner.orphan() && close.finAcked()) {
            abortAll(Reason.TIMED_OUT, nowNs); // the peer never ends its side
        } else if (owner.orphan() && tx.una() == orphanUna
                && (set.heardWithin(env.config().closeTimeoutNs(), nowNs) || nothingUnderWay())) {
            counters.count(Mib.TCP_ABORT_ON_TIMEOUT); // the peer answers and takes nothing; repetitions end with a silent one
            abortAll(Reason.TIMED_OUT, nowNs);
        } else if (owner.orphan()) {
            orphanUna = tx.una();
            timers.set(MpTimers.CLOSE, nowNs + env.config().closeTimeoutNs());
        }
    }

    /** Whether nothing is repeated that would end by itself if nobody answers. */
    private boolean nothingUnderWay() {
        return set.idle() && !timers.isSet(MpTimers.DATA_RTX) && !timers.isSet(MpTimers.DATA_FIN)
                && !timers.isSet(MpTimers.PERSIST);
    }

    public void onDataTimeout(long nowNs) {
        if (!resend.onDataTimeout(nowNs)) {
            abortAll(Reason.TIMED_OUT, nowNs);
        }
    }

    public void onDataFinTimeout(long nowNs) {
        if (!close.resend(nowNs)) {
            abortAll(Reason.TIMED_OUT, nowNs);
        }
    }

    /**
     * Ends everything at once: MP_FASTCLOSE. Version 1 resets each subflow with it; version 0 knows it only on an
     * acknowledgement, which is repeated until the peer answers with a RST (RFC 6824 section 3.5).
     */
    public void abortAll(Reason reason, long nowNs) {
        if (over || fastClosing != null) {
            return;
        }
        boolean waits = session.fullyEstablished() && session.keys().version() == 0 && !close.done();
        Subflow teller = waits ? set.forSignals() : null;
        if (teller == null) {
            endAll(!session.plain(), reason, nowNs);
            return;
        }
        fastClosing = teller;
        fastCloseReason = reason;
        teller.retire();
        set.abortOthers(teller, false, nowNs);
        timers.clearAll();
        fastCloseAgain(nowNs);
    }

    /** A part of it failed: what is left ends now, be it a subflow in TIME-WAIT or one that waits for the peer's answer. */
    public void failed(Reason reason, long nowNs) {
        if (over) {
            set.abortAll(false, nowNs);
        } else if (fastClosing != null) {
            endAll(true, reason, nowNs);
        } else {
            abortAll(reason, nowNs);
        }
    }

    /** By habit, plain TCP: who neither reads nor writes any more is as good as gone. */
    private boolean shutBothWays() {
        Subflow s = session.plain() && owner.inputShut() && env.habits().readShutRefuses() ? set.plain() : null;
        return s != null && (s.tcb.state() == TcpState.FIN_WAIT_1 || s.tcb.state() == TcpState.FIN_WAIT_2);
    }

    /** The application is gone: what comes now meets a reset (RFC 9293 section 3.6.1, RFC 2525 section 2.17). */
    public boolean refusesData(long nowNs) {
        if (fastClosing != null) {
            return true;
        }
        boolean thrownAway = !session.plain() && env.habits().throwsAwayLate();
        if (!owner.orphan() && !shutBothWays() || close.peerFinTaken() || thrownAway) {
            return false;
        }
        counters.count(Mib.TCP_ABORT_ON_DATA);
        Subflow only = session.plain() ? set.plain() : null;
        if (only != null) {
            only.tcb.refuseData();
        }
        abortAll(Reason.RESET, nowNs);
        return true;
    }

    /** Whether nothing but the peer's answer to MP_FASTCLOSE is waited for. */
    public boolean fastClosing() {
        return fastClosing != null;
    }

    private void fastCloseAgain(long nowNs) {
        if (fastCloses > MAX_FAST_CLOSES) {
            endAll(true, fastCloseReason, nowNs);
            return;
        }
        timers.set(MpTimers.CLOSE, nowNs + (fastClosing.tcb.rtt().rtoNs() << fastCloses++));
        fastClosing.options.sendFastClose(nowNs);
    }

    /** The peer sent MP_FASTCLOSE with our key. */
    public void fastClosed(long nowNs) {
        endAll(false, Reason.RESET, nowNs);
    }

    private void endAll(boolean fastClose, Reason reason, long nowNs) {
        aborting = true;
        set.abortAll(fastClose, nowNs);
        fail(reason, nowNs);
    }

    private void fail(Reason reason, long nowNs) {
        if (!over) {
            owner.failed(reason);
            finish();
        }
    }

    public void check(long nowNs) {
        if (!over && close.done() && set.settled()) {
            finish();
        }
    }

    private void finish() {
        over = true;
        close.become(TcpState.CLOSED);
        timers.clearAll();
        owner.over();
    }
}
