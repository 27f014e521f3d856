package mptcp.cc.balia;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;
import mptcp.policy.support.UsedWindows;

/**
 * Balanced linked adaptation: Peng, Walid, Hwang, Low, "Multipath TCP: Analysis, Design, and Implementation", IEEE/ACM
 * Transactions on Networking 24(1), 2016; draft-walid-mptcp-congestion-control-04.
 *
 * <p>With x_r = w_r / rtt_r and a_r = max(x) / x_r, an acknowledged segment adds x_r / (rtt_r * sum(x)^2) * (1 + a_r) /
 * 2 * (4 + a_r) / 5 segments, and a loss takes off w_r / 2 * min(a_r, 1.5). On a single path a_r = 1 and both are
 * TCP's. Windows are in bytes here, so the increase per acknowledged byte is MSS times as much. A subflow without a
 * round-trip sample grows as TCP and takes no part. The windows are those in use ({@link UsedWindows}).
 */
public final class Balia extends RenoFamily {
    private static final double LARGEST_CUT = 1.5;

    private final Carry carry = new Carry();
    private final UsedWindows used = new UsedWindows();

    /** Slow start as in RFC 5681. */
    public Balia() {
        this(false);
    }

    /** @param hystart whether the first slow start ends by HyStart++ (RFC 9406) */
    public Balia(boolean hystart) {
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
        double scaled = (double) ackedBytes * state.mss(sf);
        double rate = rate(sf, state);
        if (rate == 0) {
            return carry.whole(sf, scaled / state.cwnd(sf));
        }
        double sum = 0;
        double best = rate;
        for (int rest = state.usable(); rest != 0; rest &= rest - 1) {
            double other = rate(Integer.numberOfTrailingZeros(rest), state);
            sum += other;
            best = Math.max(best, other);
        }
        sum = Math.max(sum, rate);
        double a = best / rate;
        return carry.whole(sf, scaled * rate / (state.srttNs(sf) * sum * sum) * (1 + a) / 2 * (4 + a) / 5);
    }

    @Override
    protected long decrease(int sf, LossSample loss) {
        CongestionState state = state();
        double rate = rate(sf, state);
        double best = rate;
        for (int rest = state.usable(); rest != 0; rest &= rest - 1) {
            best = Math.max(best, rate(Integer.numberOfTrailingZeros(rest), state));
        }
        double a = rate == 0 ? 1 : best / rate;
        return (long) (loss.flightBytes() * (1 - Math.min(a, LARGEST_CUT) / 2));
    }

    /** One segment on a path of several, max(cwnd - cut, 1) in the authors' implementation; a single path is TCP there too. */
    @Override
    protected long smallestThreshold(int sf) {
        return (Integer.bitCount(state().usable()) > 1 ? 1L : 2L) * state().mss(sf);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            used.clear(sf);
        }
    }

    /** Bytes per nanosecond; 0 while there is no round-trip sample, or nothing is sent. */
    private double rate(int sf, CongestionState state) {
        long rtt = state.srttNs(sf);
        return rtt == 0 ? 0 : (double) used.bytes(sf, state) / rtt;
    }
}
