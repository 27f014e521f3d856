package mptcp.cc.ewtcp;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;
import mptcp.policy.support.UsedWindows;

/**
 * Equally weighted TCP: Wischik, Raiciu, Greenhalgh, Handley, "Design, Implementation and Evaluation of Congestion Control for
 * Multipath TCP", NSDI 2011, section 2.1; Honda et al., PFLDNeT 2009. Each acknowledged segment adds a / w_r segments, a loss
 * halves. A window settles at sqrt(2 a / p), so with a = 1 / n^2 for n subflows that carry data, all of them through one
 * bottleneck take what one TCP takes; each of them takes an n-th of TCP's rate on its path, however congested the others are.
 */
public final class Ewtcp extends RenoFamily {
    private final Carry carry = new Carry();
    private final UsedWindows used = new UsedWindows();

    /** Slow start as in RFC 5681. */
    public Ewtcp() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ (RFC 9406) */
    public Ewtcp(boolean hystart) {
        super(hystart);
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        used.onAck(sf, ack, state(), nowNs);
        super.onAck(sf, ack, nowNs);
    }

    @Override
    protected long increase(int sf, long ackedBytes) {
        CongestionState state = state();
        int n = 0;
        for (int rest = state.usable() | 1 << sf; rest != 0; rest &= rest - 1) {
            int other = Integer.numberOfTrailingZeros(rest);
            n += other == sf || used.bytes(other, state) > 0 ? 1 : 0;
        }
        return carry.whole(sf, (double) ackedBytes * state.mss(sf) / state.cwnd(sf) / n / n);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            used.clear(sf);
        }
    }
}
