package mptcp.cc.olia;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;
import mptcp.policy.support.UsedWindows;

/**
 * Opportunistic linked increases: Khalili, Gast, Popovic, Upadhyay, Le Boudec, "MPTCP is not Pareto-Optimal:
 * Performance Issues and a Possible Solution", CoNEXT 2012; draft-khalili-mptcp-congestion-control-05.
 *
 * <p>An acknowledged segment adds (w_r / rtt_r^2) / (sum(w_p / rtt_p))^2 + a_r / w_r segments. The first term is the
 * optimal one; a_r moves window from where it is large to where paths are good. l_r is the larger of the bytes
 * delivered since the last loss and those between the two losses before it, an estimate of 1 / loss rate. The best
 * paths are those with the largest l_r / rtt_r^2, that is, the largest rate that TCP would have. Where there are best
 * paths whose window is not the largest: a_r = 1 / (n * number of these) for each of them, and -1 / (n * number of
 * largest) for those with the largest window; a_r = 0 for all others, and if there are none. n is the number of paths.
 *
 * <p>Slow start and the halving after a loss are TCP's. A subflow without a round-trip sample grows as TCP and takes no
 * part; nor does one that carries nothing, and windows are those in use ({@link UsedWindows}).
 */
public final class Olia extends RenoFamily {
    private final Carry carry = new Carry();
    private final UsedWindows used = new UsedWindows();
    private final long[] sinceLoss = new long[Subflows.MAX];
    private final long[] betweenLosses = new long[Subflows.MAX];
    /** Both as they were before the last loss, which may turn out to be none. */
    private final long[] sinceBefore = new long[Subflows.MAX];
    private final long[] betweenBefore = new long[Subflows.MAX];

    /** Slow start as in RFC 5681. */
    public Olia() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ (RFC 9406) */
    public Olia(boolean hystart) {
        super(hystart);
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        used.onAck(sf, ack, state(), nowNs);
        sinceLoss[sf] += ack.deliveredBytes();
        super.onAck(sf, ack, nowNs);
    }

    @Override
    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        super.onSignal(sf, signal, loss, nowNs);
        if (signal == CongestionSignal.UNDO) {
            sinceLoss[sf] += sinceBefore[sf];
            betweenLosses[sf] = betweenBefore[sf];
            sinceBefore[sf] = 0;
        } else if (loss.timeouts() <= 1) { // else the same loss is met again
            sinceBefore[sf] = sinceLoss[sf];
            betweenBefore[sf] = betweenLosses[sf];
            if (sinceLoss[sf] > 0) { // between two losses at once there is no interval (the authors' implementation)
                betweenLosses[sf] = sinceLoss[sf];
                sinceLoss[sf] = 0;
            }
        }
    }

    /** draft-khalili section 3: a path of several may go down to one segment. */
    @Override
    protected long smallestThreshold(int sf) {
        return (Integer.bitCount(state().usable()) > 1 ? 1L : 2L) * state().mss(sf);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            used.clear(sf);
            sinceLoss[sf] = 0;
            betweenLosses[sf] = 0;
            sinceBefore[sf] = 0;
            betweenBefore[sf] = 0;
        }
    }

    @Override
    protected long increase(int sf, long ackedBytes) {
        CongestionState state = state();
        double scaled = (double) ackedBytes * state.mss(sf);
        double rtt = state.srttNs(sf);
        double sum = 0;
        for (int rest = measured(state); rest != 0; rest &= rest - 1) {
            int p = Integer.numberOfTrailingZeros(rest);
            sum += (double) used.bytes(p, state) / state.srttNs(p);
        }
        if (rtt == 0 || sum == 0) {
            return carry.whole(sf, scaled / state.cwnd(sf));
        }
        double cwnd = state.cwnd(sf);
        return carry.whole(sf, scaled * (cwnd / (rtt * rtt) / (sum * sum) + alpha(sf, state) / cwnd));
    }

    private double alpha(int sf, CongestionState state) {
        int paths = measured(state);
        int largest = withLargestWindow(paths, state);
        int collected = best(paths, state) & ~largest;
        if (collected == 0) {
            return 0;
        }
        int n = Integer.bitCount(paths);
        if ((collected & 1 << sf) != 0) {
            return 1.0 / n / Integer.bitCount(collected);
        }
        return (largest & 1 << sf) != 0 ? -1.0 / n / Integer.bitCount(largest) : 0;
    }

    /** The paths that carry data and have a round-trip sample. */
    private int measured(CongestionState state) {
        int paths = 0;
        for (int rest = state.usable(); rest != 0; rest &= rest - 1) {
            int p = Integer.numberOfTrailingZeros(rest);
            paths |= state.srttNs(p) > 0 && used.bytes(p, state) > 0 ? 1 << p : 0;
        }
        return paths;
    }

    private int withLargestWindow(int paths, CongestionState state) {
        int found = 0;
        long largest = 0;
        for (int rest = paths; rest != 0; rest &= rest - 1) {
            int p = Integer.numberOfTrailingZeros(rest);
            long cwnd = used.bytes(p, state);
            if (cwnd >= largest) {
                found = cwnd > largest ? 1 << p : found | 1 << p;
                largest = cwnd;
            }
        }
        return found;
    }

    private int best(int paths, CongestionState state) {
        int found = 0;
        double highest = -1;
        for (int rest = paths; rest != 0; rest &= rest - 1) {
            int p = Integer.numberOfTrailingZeros(rest);
            double rtt = state.srttNs(p);
            double quality = Math.max(sinceLoss[p], betweenLosses[p]) / (rtt * rtt);
            if (quality >= highest) {
                found = quality > highest ? 1 << p : found | 1 << p;
                highest = quality;
            }
        }
        return found;
    }
}
