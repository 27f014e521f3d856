package mptcp.cc.ledbat;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionState;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.Carry;
import mptcp.policy.support.RenoFamily;

/**
 * Low extra delay background transport (RFC 6817) on each subflow by itself: the window is led to where the queue adds no more
 * than a target to the delay. Other traffic fills the queue further and has the path for itself; an idle path is used
 * whole. An acknowledged segment adds GAIN * (target - queueing) / target / cwnd segments, which may be negative, and no more
 * than TCP would; losses halve. The window is two segments at least.
 *
 * <p>The RFC measures one-way delays. Here they are round-trip times, as in later practice
 * (draft-irtf-iccrg-ledbat-plus-plus), from which slow start is taken too: it is TCP's, and the first one ends at three
 * quarters of the target. A window that is not used does not grow, in place of the RFC's bound of a segment above what is in
 * flight; it shrinks like any other when there is a queue.
 */
public final class Ledbat extends RenoFamily {
    private static final double GAIN = 1;
    private static final double SLOW_START_SHARE = 0.75;
    private static final long MIN_CWND_SEGMENTS = 2;

    private final Carry carry = new Carry();
    private final Delays[] delays = new Delays[Subflows.MAX];
    private final double targetNs;

    /** @param targetNs what the queue may add to the delay; 100 ms at most (RFC 6817 section 3.3) */
    public Ledbat(long targetNs) {
        this.targetNs = targetNs;
        for (int sf = 0; sf < delays.length; sf++) {
            delays[sf] = new Delays();
        }
    }

    @Override
    public void onAck(int sf, AckSample ack, long nowNs) {
        if (ack.rttNs() > 0) {
            delays[sf].sample(ack.rttNs(), nowNs);
        }
        boolean first = state().ssthresh(sf) == CongestionState.UNLIMITED;
        if (first && delays[sf].queueing() > SLOW_START_SHARE * targetNs) {
            state().ssthresh(sf, state().cwnd(sf));
        }
        super.onAck(sf, ack, nowNs);
        boolean unused = !ack.cwndLimited() && !ack.inRecovery() && state().cwnd(sf) >= state().ssthresh(sf);
        if (unused && delays[sf].queueing() > targetNs) {
            state().cwnd(sf, state().cwnd(sf) + increase(sf, ack.ackedBytes()));
        }
    }

    @Override
    protected long increase(int sf, long ackedBytes) {
        double mss = state().mss(sf);
        long cwnd = state().cwnd(sf);
        double offTarget = (targetNs - delays[sf].queueing()) / targetNs;
        long grown = carry.whole(sf, GAIN * offTarget * ackedBytes * mss / cwnd);
        long next = Math.max(cwnd + grown, (long) (MIN_CWND_SEGMENTS * mss));
        if (next < state().ssthresh(sf)) {
            state().ssthresh(sf, next); // or it would be slow start that comes next
        }
        return next - cwnd;
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            carry.clear(sf);
            delays[sf].reset();
        }
    }
}
