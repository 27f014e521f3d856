package mptcp.cc.wvegas;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.RenoFamily;

/**
 * Weighted Vegas: Cao, Xu, Fu, "Delay-based Congestion Control for Multipath TCP", ICNP 2012;
 * draft-xu-mptcp-congestion-control-05. Once per round trip and subflow, with its mean round-trip time R and the
 * smallest one B, the backlog in the path's queue is estimated as d = cwnd * (1 - B / R) segments and led to a target:
 * the window grows by a segment below it and shrinks by one above. The targets of all subflows sum up to 10 segments,
 * in proportion to their rates cwnd / R, so that traffic moves to where queues are short; a target is renewed when its
 * backlog reaches it.
 *
 * <p>When the queueing delay has doubled against the smallest one seen since the last time, the window is cut to cwnd *
 * B / (2 * R), so that queues drain and B can be measured again. Here only rounds count whose backlog has reached the
 * target: otherwise the subflow's own first segments in an empty queue, one and then two, would be taken for congestion
 * and the target never be reached. Slow start ends as soon as the backlog exceeds one segment. Loss halves the window
 * as in TCP.
 */
public final class WVegas extends RenoFamily {
    /** total_alpha: segments in all queues together. */
    private static final double TOTAL_BACKLOG = 10;
    /**
     * Where a subflow starts, and what it keeps at least, or one of low rate would not notice that its path got better.
     */
    private static final double SMALLEST_TARGET = 2;
    /** gamma: the backlog at which slow start ends. */
    private static final double SLOW_START_BACKLOG = 1;

    private final Round[] rounds = new Round[Subflows.MAX];

    public WVegas() {
        for (int sf = 0; sf < rounds.length; sf++) {
            rounds[sf] = new Round(SMALLEST_TARGET);
        }
    }

    @Override
    public void attach(CongestionState state, long nowNs) {
        super.attach(state, nowNs);
        for (int rest = state.usable(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            rounds[sf].begin(state.cwnd(sf));
        }
    }

    /** Congestion avoidance moves once per round trip, not with every acknowledgement. */
    @Override
    protected long increase(int sf, long ackedBytes) {
        return 0;
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        super.onAck(sf, ack, nowNs);
        Round round = rounds[sf];
        round.sample(ack.rttNs());
        if (!ack.inRecovery() && round.isOver(ack.ackedBytes(), state().cwnd(sf))) {
            if (round.rttNs() > 0) {
                adjust(sf, round, ack.cwndLimited());
            }
            round.begin(state().cwnd(sf));
        }
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.ESTABLISHED) {
            rounds[sf].begin(state().cwnd(sf));
        } else if (event == SubflowEvent.CLOSED) {
            rounds[sf].reset(SMALLEST_TARGET);
        }
    }

    private void adjust(int sf, Round round, boolean limited) {
        long mss = state().mss(sf);
        long cwnd = state().cwnd(sf);
        double emptyQueue = cwnd * round.baseRatio();
        double backlog = (cwnd - emptyQueue) / mss;
        if (cwnd < state().ssthresh(sf)) {
            if (backlog > SLOW_START_BACKLOG) {
                long kept = Math.min(cwnd, (long) emptyQueue + mss);
                state().cwnd(sf, kept);
                state().ssthresh(sf, kept);
            }
            return;
        }
        boolean reached = backlog >= round.target;
        if (reached) {
            renewTarget(sf, round);
        }
        if (reached && round.queueDoubled()) {
            move(sf, (long) (emptyQueue / 2));
        } else if (backlog > round.target) {
            move(sf, cwnd - mss);
        } else if (backlog < round.target && limited) {
            move(sf, cwnd + mss);
        }
    }

    /** Sets the window; it stays in congestion avoidance, where a window below the threshold would not be. */
    private void move(int sf, long cwnd) {
        state().cwnd(sf, cwnd);
        if (state().cwnd(sf) < state().ssthresh(sf)) {
            state().ssthresh(sf, state().cwnd(sf));
        }
    }

    private void renewTarget(int sf, Round round) {
        round.rate = state().cwnd(sf) / (double) round.rttNs();
        double all = 0;
        for (int rest = state().usable(); rest != 0; rest &= rest - 1) {
            all += rounds[Integer.numberOfTrailingZeros(rest)].rate;
        }
        double share = all == 0 ? 1 : Math.min(1, round.rate / all);
        round.target = Math.max(SMALLEST_TARGET, share * TOTAL_BACKLOG);
    }
}
