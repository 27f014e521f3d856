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

    private final Carry carry = new Carry();
    private final Epoch[] epochs = new Epoch[Subflows.MAX];
    private long nowNs;

    /** With HyStart++. */
    public Cubic() {
        this(true);
    }

    /** @param hystart whether the first slow start ends by HyStart++ */
    public Cubic(boolean hystart) {
        super(hystart);
        for (int sf = 0; sf < epochs.length; sf++) {
            epochs[sf] = new Epoch();
        }
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        this.nowNs = nowNs;
        epochs[sf].onAck(ack.cwndLimited(), nowNs);
        super.onAck(sf, ack, nowNs);
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
        }
    }
}
