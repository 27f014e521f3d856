package mptcp.core.mp.output;

import mptcp.api.policy.LossState;
import mptcp.api.rexmit.Verdict;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.Tcb;

/**
 * The peer's window is full, or the own send buffer, and a slow subflow holds what they wait for: asks the retransmission policy
 * and does what it says (Raiciu et al., NSDI 2012, section 4.2: opportunistic retransmission and penalisation). Which of two buffers
 * of one size is full first depends on how the window is rounded, so that both are the same here. Loop thread only.
 */
final class HeadOfLine {
    /** Without a sample of the round-trip time, and for those that are next to nothing. */
    private static final long SHORTEST_NS = 1_000_000;

    private final SubflowSet set;
    private final DataSender tx;
    private final PolicySet policies;
    private final Resend resend;
    private long askedFor = -1;
    private long askedNs;

    HeadOfLine(SubflowSet set, DataSender tx, PolicySet policies, Resend resend) {
        this.set = set;
        this.tx = tx;
        this.policies = policies;
        this.resend = resend;
    }

    /** The window admits nothing more, or the send buffer does. */
    void blocked(long nowNs) {
        int holders = tx.unacked() == 0 ? 0 : set.carriers(tx.una());
        if (holders == 0 || Integer.bitCount(set.usable()) < 2) {
            return;
        }
        if (tx.una() == askedFor && nowNs - askedNs < Math.max(SHORTEST_NS, set.shortestRttNs())) {
            return;
        }
        askedFor = tx.una();
        askedNs = nowNs;
        Subflow s = slowest(holders);
        Verdict verdict = policies.onWindowBlocked(s.slot(), nowNs);
        if (verdict != Verdict.KEEP && verdict != Verdict.PENALISE) {
            resend.headSegment(s.tcb.segmentPayload());
        }
        if (verdict == Verdict.PENALISE || verdict == Verdict.REINJECT_AND_PENALISE) {
            penalise(s.tcb);
        }
    }

    private Subflow slowest(int mask) {
        Subflow slowest = set.get(Integer.numberOfTrailingZeros(mask));
        for (int left = mask & mask - 1; left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            slowest = s.tcb.rtt().srttNs() > slowest.tcb.rtt().srttNs() ? s : slowest;
        }
        return slowest;
    }

    /** A threshold that the window has not reached yet stays: slow start is no reason to end it. */
    private static void penalise(Tcb t) {
        if (t.lossState() != LossState.OPEN) {
            return;
        }
        long cwnd = t.cwnd();
        if (cwnd >= t.ssthresh()) {
            t.ssthresh(Math.max(t.ssthresh() / 2, 2L * t.segmentPayload()));
        }
        t.cwnd(cwnd / 2);
    }
}
