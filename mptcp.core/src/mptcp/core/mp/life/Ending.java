package mptcp.core.mp.life;

import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Mib;
import mptcp.core.mp.MpStreamSocket;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.TcpState;

/** How a connection ends: in order, by failure, by MP_FASTCLOSE (RFC 8684 section 3.5), or for want of subflows. */
public final class Ending {
    /** How often MP_FASTCLOSE is sent again before the RST (RFC 8684 section 3.5). */
    private static final int MAX_FAST_CLOSES = 3;

    /** How long subflows may take to end once the stream has. */
    private static final long LINGER_NS = 10_000_000_000L;

    private final Mpcb m;
    private final MpTimers timers;
    private boolean over;
    /** Every subflow is being reset: none of them is the last one lost. */
    private boolean aborting;
    /** FASTCLOSE_WAIT of RFC 6824 section 3.5: the subflow that carries MP_FASTCLOSE until the peer resets it. */
    private Subflow fastClosing;
    private Reason fastCloseReason;
    private int fastCloses;

    public Ending(Mpcb m, MpTimers timers) {
        this.m = m;
        this.timers = timers;
    }

    public boolean isOver() {
        return over;
    }

    /** The application closed its socket: the rest happens in the background, but not for ever. */
    public void applicationClosed(long nowNs) {
        DataClose close = m.close();
        close.shutdown();
        boolean opening = close.state() == TcpState.SYN_SENT || close.state() == TcpState.SYN_RECEIVED;
        if (m.subflows().mask() == 0 || opening) {
            abortAll(Reason.CLOSED, nowNs);
        } else {
            timers.set(MpTimers.CLOSE, nowNs + m.env().config().closeTimeoutNs());
        }
        m.wantOutput();
    }

    /** The data level moved on: when both directions have ended, so do the subflows. */
    public void onDataLevel(long nowNs) {
        DataClose close = m.close();
        m.socket().wake(MpStreamSocket.READ_EDGE);
        if (close.finAcked()) {
            timers.clear(MpTimers.DATA_FIN);
        }
        if (close.done() && !m.fallback()) {
            m.subflows().closeAll(nowNs);
            timers.set(MpTimers.CLOSE, nowNs + Math.min(LINGER_NS, m.env().config().closeTimeoutNs()));
        }
        check(nowNs);
        m.wantOutput();
    }

    public void onSubflowClosed(CloseReason reason, long nowNs) {
        if (over) {
            m.env().closed(m);
            return;
        }
        if (aborting) {
            return;
        }
        if (fastClosing != null) {
            if (!m.subflows().holds(fastClosing)) {
                fail(fastCloseReason, nowNs); // the peer answered with a RST
            }
            return;
        }
        if (!m.fallback() && reason != CloseReason.NORMAL) {
            m.resend().subflowFailed();
        }
        if (m.subflows().mask() == 0 && !m.close().done()) {
            lastSubflowLost(reason, nowNs);
        }
        check(nowNs);
        m.wantOutput();
    }

    private void lastSubflowLost(CloseReason reason, long nowNs) {
        boolean mayComeBack = m.isFullyEstablished() && !m.socket().orphan();
        if (mayComeBack) {
            timers.set(MpTimers.CLOSE, nowNs + m.env().config().closeTimeoutNs());
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

    /** A subflow came, or came back. */
    public void onSubflowEstablished() {
        if (!m.socket().orphan() && !m.close().done()) {
            timers.clear(MpTimers.CLOSE);
        }
    }

    public void onCloseTimeout(long nowNs) {
        if (fastClosing != null) {
            fastCloseAgain(nowNs);
        } else if (m.subflows().mask() == 0) {
            fail(Reason.TIMED_OUT, nowNs);
        } else if (m.close().done()) {
            m.subflows().abortAll(false, nowNs); // the stream ended well; what is left is a path that does not answer
            check(nowNs);
        } else if (m.socket().orphan() && m.close().finAcked()) {
            abortAll(Reason.TIMED_OUT, nowNs); // the peer never ends its side
        } else if (m.socket().orphan()) {
            timers.set(MpTimers.CLOSE, nowNs + m.env().config().closeTimeoutNs());
        }
    }

    public void onDataFinTimeout(long nowNs) {
        if (!m.close().resend(nowNs)) {
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
        boolean waits = m.isFullyEstablished() && m.keys().version() == 0 && !m.close().done();
        Subflow teller = waits ? m.subflows().forSignals() : null;
        if (teller == null) {
            endAll(!m.fallback(), reason, nowNs);
            return;
        }
        fastClosing = teller;
        fastCloseReason = reason;
        teller.closing = true;
        m.subflows().abortOthers(teller, false, nowNs);
        timers.clearAll();
        fastCloseAgain(nowNs);
    }

    /** The application is gone: what comes now meets a reset (RFC 9293 section 3.6.1, RFC 2525 section 2.17). */
    public boolean refusesData(long nowNs) {
        if (fastClosing != null) {
            return true;
        }
        if (!m.socket().orphan() || m.close().peerFinTaken()) {
            return false;
        }
        m.counters().count(Mib.TCP_ABORT_ON_DATA);
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
        m.subflows().abortAll(fastClose, nowNs);
        fail(reason, nowNs);
    }

    private void fail(Reason reason, long nowNs) {
        if (!over) {
            m.socket().failed(reason);
            finish(nowNs);
        }
    }

    public void check(long nowNs) {
        if (!over && m.close().done() && m.subflows().settled()) {
            finish(nowNs);
        }
    }

    /** Nothing more will happen, but for TIME-WAIT of subflows and the reading of what is here. */
    private void finish(long nowNs) {
        over = true;
        m.close().become(TcpState.CLOSED);
        timers.clearAll();
        m.policies().detachAll();
        if (m.keys() != null) {
            m.env().unregisterToken(m.keys().localToken());
        }
        if (m.everEstablished()) {
            m.env().counters().add(Mib.CURR_ESTAB, -1);
        }
        m.event(-1, "CLOSED", "");
        m.tx().buffer.release();
        m.socket().ended();
        m.env().closed(m);
    }
}
