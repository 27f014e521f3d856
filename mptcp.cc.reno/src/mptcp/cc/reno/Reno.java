package mptcp.cc.reno;

import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;

/**
 * NewReno on each subflow by itself (RFC 5681; recovery per RFC 6582 is the core's). Congestion avoidance adds MSS /
 * cwnd for each acknowledged byte, one segment per round trip. Uncoupled: n subflows through one bottleneck take n
 * shares, so this is for comparison and for paths known to be disjoint.
 */
public final class Reno extends RenoFamily {
    private final Carry carry = new Carry();

    /** Slow start as in RFC 5681. */
    public Reno() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ (RFC 9406) */
    public Reno(boolean hystart) {
        super(hystart);
    }

    @Override
    protected long increase(int sf, long ackedBytes) {
        return carry.whole(sf, (double) ackedBytes * state().mss(sf) / state().cwnd(sf));
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
        }
    }
}
