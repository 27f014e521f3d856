package mptcp.api.rexmit;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says <em>when</em> data leaves a subflow that does not deliver it; the scheduler says <em>where</em> it goes. Whatever
 * the verdict, the subflow itself goes on retransmitting (RFC 8684 section 3.3.6). Loop thread; neither blocks nor
 * allocates.
 */
@ConsumerType
public interface RetransmitPolicy {
    /** The subflow's retransmission timer ran out for the n-th time in a row. */
    Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs);

    /**
     * Nothing was acknowledged at the data level for {@link #dataTimeoutNs}, for the n-th time in a row, and no subflow
     * that delivers carries the oldest data: either all have acknowledged it ({@link Subflows#headOfLine} is 0), or
     * those that carry it are suspect: a timeout, a tail loss probe (RFC 8985) without an answer, or two full segments out
     * and nothing heard for a round-trip time and four times its variation. REINJECT then gives all data of the suspects
     * to others, REINJECT_AND_STALE also sets the suspects aside; all others but KEEP are as REINJECT here.
     */
    default Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
        return Verdict.REINJECT;
    }

    /**
     * How long to wait for a DATA_ACK that advances, in nanoseconds.
     *
     * @param consecutive how often it has run out since the last DATA_ACK that advanced, from 0
     */
    long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs);

    /**
     * The receiver's window keeps the sender from sending, or its own send buffer is full of what is out, and this subflow, the
     * slowest of {@link Subflows#headOfLine}, holds the oldest data (head-of-line blocking): whether to send its first segment on
     * another one now, and whether to penalise it. Asked when the oldest data is another than before, and again after a round trip of the fastest subflow.
     */
    default Verdict onWindowBlocked(int sf, Subflows subflows, long nowNs) {
        return Verdict.KEEP;
    }

    /**
     * Called once before all others, also when it takes over a live connection.
     *
     * @param reinjection what it may do by itself, at any event and at its timer; valid until {@link #detach}
     */
    default void attach(Reinjection reinjection, Subflows subflows, long nowNs) {}

    /** Whether to be told what subflows are given and what is acknowledged; constant, asked after {@link #attach}. */
    default boolean watchesSending() {
        return false;
    }

    /** The subflow was given these bytes of the stream to carry. Only where {@link #watchesSending}. */
    default void onSent(int sf, long streamOffset, int bytes, Subflows subflows, long nowNs) {}

    /** The peer acknowledged all of the stream up to this offset. Only where {@link #watchesSending}. */
    default void onDataAck(long streamOffset, Subflows subflows, long nowNs) {}

    /** The time asked for with {@link mptcp.api.policy.PolicyContext#timer} has come. */
    default void onTimer(Subflows subflows, long nowNs) {}

    /** Something happened to a subflow; the view shows it as it is after that, and a closed one as it was. */
    default void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {}

    /** Called last, also when the policy is swapped away. */
    default void detach() {}
}
