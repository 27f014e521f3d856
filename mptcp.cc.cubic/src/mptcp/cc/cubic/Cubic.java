package mptcp.cc.cubic;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;

/**
 * CUBIC on each subflow by itself (RFC 9438). The window follows W(t) = C * (t - K)^3 + W_max since the last congestion
 * event, or the estimate of Reno's where that is larger (section 4.3). The first slow start ends by HyStart++ (RFC 9406,
 * as section 4.10 recommends), later ones are those of RFC 5681. Uncoupled, as {@code reno} is.
 */
public final class Cubic extends RenoFamily {
    /** beta_cubic of section 4.6. */
    static final double BETA = 0.7;
    /** What the slow start threshold is above until the first congestion event. */
    private static final long NO_THRESHOLD = 1L << 40;

    private final Carry carry = new Carry();
    private final Epoch[] epochs = new Epoch[Subflows.MAX];
    private final SlowStart[] slowStarts = new SlowStart[Subflows.MAX];
    private long nowNs;

    public Cubic() {
        for (int sf = 0; sf < epochs.length; sf++) {
            epochs[sf] = new Epoch();
            slowStarts[sf] = new SlowStart();
        }
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        this.nowNs = nowNs;
        epochs[sf].onAck(ack.cwndLimited(), nowNs);
        if (state().ssthresh(sf) < NO_THRESHOLD || ack.inRecovery() || !slowStart(sf, ack)) {
            super.onAck(sf, ack, nowNs);
        }
    }

    /** @return whether the window has been dealt with */
    private boolean slowStart(int sf, AckSample ack) {
        SlowStart first = slowStarts[sf];
        first.onAck(ack.deliveredBytes(), ack.priorInFlightBytes(), ack.rttNs());
        if (first.isOver()) {
            state().ssthresh(sf, state().cwnd(sf));
            return false;
        }
        if (first.isConservative() && ack.cwndLimited()) {
            int segments = state().slowStartSegments();
            long step = segments == 0 ? ack.ackedBytes() : Math.min(ack.ackedBytes(), (long) segments * state().mss(sf));
            state().cwnd(sf, state().cwnd(sf) + step / SlowStart.CSS_GROWTH_DIVISOR);
        }
        return first.isConservative();
    }

    @Override
    protected long increase(int sf, long ackedBytes) {
        double mss = state().mss(sf);
        double grown = epochs[sf].growth(state().cwnd(sf) / mss, ackedBytes / mss, state().srttNs(sf), nowNs);
        return carry.whole(sf, grown * mss);
    }

    @Override
    protected long decrease(int sf, LossSample loss) {
        return (long) (loss.flightBytes() * BETA);
    }

    @Override
    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        boolean repeated = signal == CongestionSignal.TIMEOUT && loss.timeouts() > 1;
        double segments = (double) state().cwnd(sf) / state().mss(sf);
        if (signal == CongestionSignal.UNDO) {
            epochs[sf].undo();
        } else if (!repeated) {
            epochs[sf].onCongestion(segments, signal == CongestionSignal.TIMEOUT);
        }
        super.onSignal(sf, signal, loss, nowNs);
    }

    @Override
    public void onIdleRestart(int sf, long idleNs, long nowNs) {
        epochs[sf].pause(nowNs);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            epochs[sf].reset();
            slowStarts[sf].reset();
        }
    }
}
