package mptcp.cc.dctcp;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;

/**
 * Data Center TCP on each subflow by itself (RFC 8257): a window with marks is cut by half of the share that was marked, so
 * that queues which mark early stay short and links stay full. Growth and the answer to losses are TCP's. Uncoupled.
 */
public final class Dctcp extends RenoFamily {
    private final Carry carry = new Carry();
    private final MarkedShare[] shares = new MarkedShare[Subflows.MAX];

    /** Slow start as in RFC 5681. */
    public Dctcp() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ (RFC 9406) */
    public Dctcp(boolean hystart) {
        super(hystart);
        for (int sf = 0; sf < shares.length; sf++) {
            shares[sf] = new MarkedShare();
        }
    }

    @Override
    public void attach(CongestionState state, long nowNs) {
        super.attach(state, nowNs);
        for (int rest = state.slots(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            shares[sf].reset(state.deliveredBytes(sf));
        }
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        shares[sf].onAck(ack);
        super.onAck(sf, ack, nowNs);
    }

    @Override
    protected long increase(int sf, long ackedBytes) {
        return carry.whole(sf, (double) ackedBytes * state().mss(sf) / state().cwnd(sf));
    }

    /** cwnd * (1 - alpha / 2) for marks (section 3.3, once per window, which is the core's); a half for losses (3.4). */
    @Override
    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        if (signal == CongestionSignal.ECN) {
            long kept = (long) (state().cwnd(sf) * (1 - shares[sf].alpha() / 2));
            state().ssthresh(sf, Math.max(kept, smallestThreshold(sf)));
        } else {
            super.onSignal(sf, signal, loss, nowNs);
        }
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            shares[sf].reset(0);
        }
    }

    /** DCTCP.Alpha. */
    public double alpha(int sf) {
        return shares[sf].alpha();
    }
}
