package mptcp.cc.coupled;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;
import mptcp.policy.support.UsedWindows;

/**
 * The fully coupled algorithm: Wischik, Raiciu, Greenhalgh, Handley, "Design, Implementation and Evaluation of Congestion
 * Control for Multipath TCP", NSDI 2011, section 2.2; Kelly and Voice 2005; Han et al. 2006. Each acknowledged segment adds 1 /
 * w_total segments, a loss takes off w_total / 2, down to one segment. In equilibrium only the least congested paths carry
 * more than that, and all together what one TCP has there. The windows are those in use ({@link UsedWindows}).
 */
public final class Coupled extends RenoFamily {
    private final Carry carry = new Carry();
    private final UsedWindows used = new UsedWindows();

    /** Slow start as in RFC 5681. */
    public Coupled() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ (RFC 9406) */
    public Coupled(boolean hystart) {
        super(hystart);
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        used.onAck(sf, ack, state(), nowNs);
        super.onAck(sf, ack, nowNs);
    }

    @Override
    protected long increase(int sf, long ackedBytes) {
        return carry.whole(sf, (double) ackedBytes * state().mss(sf) / total(sf));
    }

    @Override
    protected long decrease(int sf, LossSample loss) {
        return loss.flightBytes() - total(sf) / 2;
    }

    @Override
    protected long smallestThreshold(int sf) {
        return state().mss(sf);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            used.clear(sf);
        }
    }

    private long total(int sf) {
        CongestionState state = state();
        long total = state.cwnd(sf);
        for (int rest = state.usable() & ~(1 << sf); rest != 0; rest &= rest - 1) {
            total += used.bytes(Integer.numberOfTrailingZeros(rest), state);
        }
        return total;
    }
}
