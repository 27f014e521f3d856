package mptcp.core.tcp;

import mptcp.api.cc.CongestionSignal;
import mptcp.core.mib.Mib;
import mptcp.core.wire.TcpHeader;

/**
 * The tail loss probe (RFC 8985 section 7): when acknowledgements fail to come, one segment asks for them before the
 * retransmission timer ends the flight.
 */
final class TailLossProbe {
    private static final long WORST_DELAYED_ACK_NS = 200_000_000L;
    private static final long LEAST_NS = 10_000_000L;
    /** By habit, where there is no round-trip sample. */
    private static final long UNKNOWN_NS = 1_000_000_000L;
    /** By habit, beside two round trips. */
    private static final long SLACK_NS = 2_000_000L;

    private final Tcb t;
    /** SND.NXT when the probe left; 0: none is out. */
    private long end;
    private boolean resent;

    TailLossProbe(Tcb t) {
        this.t = t;
    }

    /** A probe is out, and what it asked about is not acknowledged. */
    boolean unanswered() {
        return end != 0 && t.snd.una() < end;
    }

    /** A recovery begins: whatever the probe would have told is known. */
    void forget() {
        end = 0;
    }

    /** Section 7.2. */
    void arm(boolean open, long nowNs) {
        boolean wanted = t.env.config().tailProbes() && t.options.sack() && open && t.sent.count() > 0 && t.sent.sackedBytes() == 0
                && t.state().synchronised() && end == 0;
        boolean first = t.env.habits().probesBeforeTimeouts() && !t.upper.othersActive();
        wanted &= first || t.rtt.srttNs() > 0;
        if (!wanted) {
            t.timers.clear(TcpTimers.PROBE);
            return;
        }
        long timeout = 2 * t.rtt.srttNs();
        if (timeout == 0) {
            timeout = UNKNOWN_NS;
        } else if (t.snd.outstanding() <= t.segmentPayload()) { // one segment, whose acknowledgement may be delayed
            timeout += WORST_DELAYED_ACK_NS;
        } else if (first) {
            timeout += SLACK_NS;
        }
        long at = nowNs + (first ? timeout : Math.max(timeout, LEAST_NS));
        long timeoutAt = t.timers.due(TcpTimers.RTO);
        if (at < timeoutAt) {
            t.timers.set(TcpTimers.PROBE, at);
        } else if (first) {
            t.timers.set(TcpTimers.PROBE, timeoutAt); // and the timeout gives way to it
        } else {
            t.timers.clear(TcpTimers.PROBE);
        }
    }

    /** Section 7.3: new data if there is any, else the last segment again. */
    void send(long nowNs) {
        t.env.counters().count(Mib.TCP_LOSS_PROBES);
        resent = !t.output.sendOneNew(nowNs);
        if (resent) {
            t.output.resendLast(nowNs);
        }
        end = t.snd.nxt();
        t.timers.clear(TcpTimers.PROBE); // which sending something new has set again
        t.timers.armRto(nowNs);
    }

    /**
     * Section 7.4.2: a probe that was a retransmission repaired a loss, of which congestion control has to hear, unless
     * a duplicate shows that the original had arrived too.
     */
    void onAck(TcpHeader h, long ack, long priorUna, boolean dsack, boolean open, LossView loss, long nowNs) {
        if (end == 0 || ack < end) {
            return;
        }
        boolean repaired = resent && !dsack && ack > end;
        boolean duplicate = ack == priorUna && h.sequenceLength() == 0 && h.sackBlocks() == 0;
        if (!resent || dsack || ack > end || duplicate) {
            end = 0;
        }
        if (repaired && open) {
            long before = t.window.bytes();
            t.upper.onCongestion(CongestionSignal.LOSS, loss, nowNs);
            boolean own = t.upper.controlOwnsRecovery();
            long threshold = own ? before : t.window.ssthresh();
            t.cwnd(Math.min(before, Math.min(t.window.bytes(), threshold)));
            t.upper.onRecoveryExit(nowNs);
        }
    }
}
