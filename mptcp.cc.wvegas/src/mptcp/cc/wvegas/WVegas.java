package mptcp.cc.wvegas;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;
import mptcp.policy.support.UsedWindows;

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
 * as in TCP; after the recovery from it the subflow starts from the smallest target, without a rate, as new. A round of
 * two samples or fewer says too little, and the window grows as TCP's.
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
    /** So many samples in a round, or fewer, are no mean. */
    private static final int FEW_SAMPLES = 2;

    private final Carry carry = new Carry();
    private final UsedWindows used = new UsedWindows();

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

    /** What was learnt of the queue came before the loss. */
    @Override
    public void onRecoveryExit(int sf, long nowNs) {
        rounds[sf].startOver(SMALLEST_TARGET);
        rounds[sf].begin(state().cwnd(sf));
    }

    /** As new: the path may be another one by now, so its own delay is measured again (the authors' implementation, after an idle restart). */
    @Override
    public void onIdleRestart(int sf, long idleNs, long nowNs) {
        rounds[sf].reset(SMALLEST_TARGET);
        rounds[sf].begin(state().cwnd(sf));
    }

    /** Congestion avoidance moves once per round trip, not with every acknowledgement. */
    @Override
    protected long increase(int sf, long ackedBytes) {
        return 0;
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        used.onAck(sf, ack, state(), nowNs);
        super.onAck(sf, ack, nowNs);
        Round round = rounds[sf];
        round.sample(ack.rttNs());
        if (!ack.inRecovery() && round.isOver(ack.ackedBytes(), state().cwnd(sf))) {
            if (round.samples() > FEW_SAMPLES) {
                adjust(sf, round, ack.cwndLimited());
            } else if (ack.cwndLimited() && state().cwnd(sf) >= state().ssthresh(sf)) {
                long cwnd = state().cwnd(sf);
                state().cwnd(sf, cwnd + carry.whole(sf, (double) ack.ackedBytes() * state().mss(sf) / cwnd));
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
            carry.clear(sf);
            used.clear(sf);
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
        if (backlog > round.target) {
            move(sf, cwnd - mss);
        } else if (backlog < round.target && limited) {
            move(sf, cwnd + mss);
        }
        if (reached && round.queueDoubled()) {
            move(sf, (long) (state().cwnd(sf) * round.baseRatio() / 2));
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
            int other = Integer.numberOfTrailingZeros(rest);
            all += used.bytes(other, state()) > 0 ? rounds[other].rate : 0;
        }
        double share = all == 0 ? 1 : Math.min(1, round.rate / all);
        round.target = Math.max(SMALLEST_TARGET, share * TOTAL_BACKLOG);
    }
}
