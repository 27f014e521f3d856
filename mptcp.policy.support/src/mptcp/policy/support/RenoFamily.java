package mptcp.policy.support;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.Subflows;

/**
 * What NewReno and the coupled algorithms of its family share: slow start (RFC 5681, with the byte counting of RFC 3465:
 * L = 2, and L = 1 in the slow start after a timeout, unless the wire profile counts every byte as Linux does), halving, and growth in whole bytes. A subclass says only how much
 * congestion avoidance adds. The first slow start of a subflow may end by {@link HyStart}.
 */
public abstract class RenoFamily implements CongestionControl {
    private CongestionState state;
    /** Subflows in, or after, the slow start that a timeout began: since then nothing else has set the threshold. */
    private int timedOut;
    /** By slot; null where the first slow start ends by loss. */
    private final HyStart[] starts;
    /** Whose they are: ids of subflows. */
    private final long[] startsOf;

    /** Slow start as in RFC 5681. */
    protected RenoFamily() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ */
    protected RenoFamily(boolean hystart) {
        starts = hystart ? new HyStart[Subflows.MAX] : null;
        startsOf = hystart ? new long[Subflows.MAX] : null;
        for (int sf = 0; hystart && sf < starts.length; sf++) {
            starts[sf] = new HyStart();
        }
    }

    @Override
    public void attach(CongestionState state, long nowNs) {
        this.state = state;
    }

    /** The windows; valid between attach and detach. */
    protected final CongestionState state() {
        return state;
    }

    /** How many bytes congestion avoidance adds to the subflow's window for these acknowledged bytes; may be 0. */
    protected abstract long increase(int sf, long ackedBytes);

    /** The window after a loss; half of what was in flight, unless a subclass knows better. */
    protected long decrease(int sf, LossSample loss) {
        return loss.flightBytes() / 2;
    }

    /** The least threshold after a loss: two segments (RFC 5681 equation 4), unless a subclass knows better. */
    protected long smallestThreshold(int sf) {
        return 2L * state.mss(sf);
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        boolean careful = starts != null && !ack.inRecovery() && state.ssthresh(sf) == CongestionState.UNLIMITED
                && firstSlowStart(sf, ack);
        if (careful || ack.inRecovery() || !ack.cwndLimited()) {
            return;
        }
        long cwnd = state.cwnd(sf);
        long acked = ack.ackedBytes();
        long ssthresh = state.ssthresh(sf);
        if (cwnd < ssthresh) {
            long step = Math.min(acked, most(sf, ssthresh));
            long grown = Math.min(step, ssthresh - cwnd);
            cwnd += grown;
            acked -= grown;
            state.cwnd(sf, cwnd);
            if (cwnd < ssthresh) {
                return;
            }
        }
        if (acked > 0) {
            state.cwnd(sf, cwnd + increase(sf, acked));
        }
    }

    /** RFC 9406 section 4.2. @return whether the window has been dealt with */
    private boolean firstSlowStart(int sf, AckSample ack) {
        HyStart start = starts[sf];
        if (startsOf[sf] != state.id(sf)) {
            startsOf[sf] = state.id(sf);
            start.reset();
        }
        start.onAck(ack.deliveredBytes(), ack.priorInFlightBytes(), ack.rttNs());
        if (start.isOver()) {
            state.ssthresh(sf, state.cwnd(sf));
            return false;
        }
        if (start.isConservative() && ack.cwndLimited()) {
            state.cwnd(sf, state.cwnd(sf) + Math.min(ack.ackedBytes(), most(sf, CongestionState.UNLIMITED)) / HyStart.CSS_GROWTH_DIVISOR);
        }
        return start.isConservative();
    }

    @Override
    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        if (signal == CongestionSignal.TIMEOUT && loss.timeouts() > 1) {
            return; // RFC 5681 section 3.1: ssthresh is held while the same segment is sent again
        }
        timedOut = signal == CongestionSignal.TIMEOUT ? timedOut | 1 << sf : timedOut & ~(1 << sf);
        if (signal != CongestionSignal.UNDO) {
            state.ssthresh(sf, Math.max(decrease(sf, loss), smallestThreshold(sf)));
        }
    }

    /**
     * L of RFC 3465: after a timeout one acknowledgement may stand for much that was received before it, so section 2.3
     * allows one segment there. A subflow without a threshold is a new one in the slot.
     */
    private long most(int sf, long ssthresh) {
        int segments = state.slowStartSegments();
        if (segments == 0) {
            return Long.MAX_VALUE;
        }
        boolean after = (timedOut & 1 << sf) != 0 && ssthresh != CongestionState.UNLIMITED;
        return (after ? 1L : segments) * state.mss(sf);
    }
}
