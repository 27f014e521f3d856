package mptcp.cc.lia;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;
import mptcp.policy.support.UsedWindows;

/**
 * The linked increases algorithm (RFC 6356; Wischik et al., NSDI'11), in bytes. Only the increase of congestion
 * avoidance is coupled; slow start and the halving after a loss are TCP's and each subflow's own (section 3), so a loss
 * on one path leaves the windows of the others as they are.
 *
 * <p>Formula 1: an acknowledgement on subflow i adds min(alpha * acked * MSS_i / cwnd_total, acked * MSS_i / cwnd_i).
 * Formula 2: alpha = cwnd_total * max(cwnd_i / rtt_i^2) / (sum(cwnd_i / rtt_i))^2. It is computed for every
 * acknowledgement, so it needs no invalidation; section 4.1 asks for less. A subflow without a round-trip sample takes
 * no part in alpha and grows as TCP. The windows in alpha are those in use ({@link UsedWindows}).
 */
public final class Lia extends RenoFamily {
    private final Carry carry = new Carry();
    private final UsedWindows used = new UsedWindows();

    /** Slow start as in RFC 5681. */
    public Lia() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ (RFC 9406) */
    public Lia(boolean hystart) {
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
        double perByte = state.mss(sf) * Math.min(coupling(sf, state), 1.0 / state.cwnd(sf));
        return carry.whole(sf, ackedBytes * perByte);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            used.clear(sf);
        }
    }

    /** alpha / cwnd_total: formula 2 without its first factor; infinite while the subflow has no round-trip sample. */
    private double coupling(int sf, CongestionState state) {
        double best = 0;
        double sum = 0;
        for (int rest = state.usable(); rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            double rtt = state.srttNs(i);
            if (rtt != 0) {
                double rate = used.bytes(i, state) / rtt;
                best = Math.max(best, rate / rtt);
                sum += rate;
            }
        }
        return state.srttNs(sf) == 0 || sum == 0 ? Double.POSITIVE_INFINITY : best / (sum * sum);
    }
}
