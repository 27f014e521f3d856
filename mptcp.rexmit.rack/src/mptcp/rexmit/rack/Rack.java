package mptcp.rexmit.rack;

import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.support.DataTimeout;

/**
 * The rule of RACK (RFC 8985 section 6.2), by time instead of by counting, across subflows. The oldest segment of a subflow S,
 * sent last at t, is expected to be acknowledged at t + SRTT_S + 4 RTTVAR_S; it is overdue when besides a part of the smallest
 * round trip (the reordering window) has passed, and, of a segment that is alone in flight, what its acknowledgement may be
 * delayed by (section 7.2). The data of an overdue subflow goes to
 * others if one of them, F, delivers and would have it there before S itself: now + SRTT_F &lt; t + RTO_S + SRTT_S, which
 * is when S's own timeout would. Once for each time that the oldest segment was sent.
 *
 * <p>The same estimates decide whether what blocks the window is worth sending again. A timeout, and a stream that stands still,
 * are as with {@code opportunistic}.
 */
final class Rack implements RetransmitPolicy {
    private static final int NOBODY = -1;
    private static final long NEVER = Long.MAX_VALUE;

    private final PolicyContext context;
    private final double reorder;
    private final long slackNs;
    private final PolicyStatistics.Counter overdue;
    /** What was sent last at this time was given to others. */
    private final long[] given = new long[Subflows.MAX];
    private Reinjection reinjection;
    private boolean armed;

    Rack(PolicyContext context, double reorder, long slackNs) {
        this.context = context;
        this.reorder = reorder;
        this.slackNs = slackNs;
        overdue = context.statistics().counter("overdue", "times that the data of a subflow was overdue and went to others");
    }

    @Override
    public void attach(Reinjection own, Subflows subflows, long nowNs) {
        reinjection = own;
        arm(subflows, nowNs);
    }

    @Override
    public boolean watchesSending() {
        return true;
    }

    @Override
    public void onSent(int sf, long streamOffset, int bytes, Subflows subflows, long nowNs) {
        if (!armed) {
            armed = true;
            context.timer(Math.max(1, allowanceNs(sf, subflows)));
        }
    }

    @Override
    public void onTimer(Subflows subflows, long nowNs) {
        for (int rest = subflows.usable() & ~subflows.stale(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (isOverdue(sf, subflows, nowNs) && sooner(sf, subflows, nowNs) != NOBODY) {
                given[sf] = subflows.oldestSentNs(sf);
                overdue.count();
                reinjection.act(sf, Verdict.REINJECT);
            }
        }
        arm(subflows, nowNs);
    }

    /** At the next moment that something is overdue; what is overdue already and was left waits for its next one. */
    private void arm(Subflows subflows, long nowNs) {
        long next = NEVER;
        for (int rest = subflows.usable() & ~subflows.stale(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            long sent = subflows.oldestSentNs(sf);
            if (sent != 0) {
                long left = sent + allowanceNs(sf, subflows) - nowNs;
                next = Math.min(next, left > 0 ? left : Math.max(allowanceNs(sf, subflows), 1));
            }
        }
        armed = next != NEVER;
        context.timer(next);
    }

    private boolean isOverdue(int sf, Subflows subflows, long nowNs) {
        long sent = subflows.oldestSentNs(sf);
        return sent != 0 && sent != given[sf] && subflows.pinnedBytes(sf) > 0 && nowNs - sent >= allowanceNs(sf, subflows);
    }

    /** From when a segment is sent until it is overdue. */
    private long allowanceNs(int sf, Subflows subflows) {
        long alone = subflows.inFlightBytes(sf) <= subflows.mss(sf) ? slackNs : 0;
        return expectedNs(sf, subflows) + (long) (reorder * subflows.minRttNs(sf)) + alone;
    }

    private static long expectedNs(int sf, Subflows subflows) {
        return subflows.srttNs(sf) == 0 ? subflows.rtoNs(sf) : subflows.srttNs(sf) + 4 * subflows.rttvarNs(sf);
    }

    /** The fastest that delivers, if it would have the data there before the subflow's own timeout has. */
    private static int sooner(int slow, Subflows subflows, long nowNs) {
        int fast = fastest(slow, subflows);
        long own = subflows.oldestSentNs(slow) + (subflows.rtoNs(slow) << Math.min(10, subflows.timeouts(slow)))
                + subflows.srttNs(slow);
        return fast != NOBODY && nowNs + subflows.srttNs(fast) < own ? fast : NOBODY;
    }

    private static int fastest(int slow, Subflows subflows) {
        int best = NOBODY;
        for (int rest = subflows.usable() & ~subflows.stale() & ~(1 << slow); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (subflows.timeouts(sf) == 0 && subflows.srttNs(sf) > 0
                    && (best == NOBODY || subflows.srttNs(sf) < subflows.srttNs(best))) {
                best = sf;
            }
        }
        return best;
    }

    @Override
    public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
        return Verdict.REINJECT;
    }

    @Override
    public Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
        return Verdict.REINJECT_AND_STALE;
    }

    @Override
    public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
        return consecutive == 0 ? DataTimeout.soonNs(subflows) : DataTimeout.ns(consecutive, subflows);
    }

    /** Its first segment would be there sooner than the subflow is expected to deliver it. */
    @Override
    public Verdict onWindowBlocked(int sf, Subflows subflows, long nowNs) {
        int fast = fastest(sf, subflows);
        boolean again = fast != NOBODY && (subflows.headOfLine() & 1 << fast) == 0 && subflows.roomBytes(fast) > 0
                && nowNs + subflows.srttNs(fast) < subflows.oldestSentNs(sf) + expectedNs(sf, subflows);
        return again ? Verdict.REINJECT : Verdict.KEEP;
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        if (event == SubflowEvent.ESTABLISHED || event == SubflowEvent.CLOSED) {
            given[sf] = 0;
        }
    }
}
