package mptcp.api.scheduler;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says which subflow carries the next bytes, and how many. One instance per connection, called on its loop thread;
 * neither blocks nor allocates. An exception, or an answer that names no usable subflow's slot, costs the policy its
 * place: the connection goes on with the built-in scheduler.
 */
@ConsumerType
@FunctionalInterface
public interface PacketScheduler {
    /** The answer "nobody now"; asked again when something changes (an acknowledgement, a write, a new subflow). */
    long WAIT = 0;

    /**
     * Chooses. Asked once per map: what it grants is sent as the window allows before it is asked again for that subflow.
     *
     * @param request what is to be sent; valid during the call
     * @param subflows valid during the call
     * @return {@link #WAIT}, or {@link #grant}
     */
    long select(SendRequest request, Subflows subflows, long nowNs);

    /** Called once before the first {@link #select}, also when it takes over a live connection. */
    default void attach(Subflows subflows, long nowNs) {}

    /** A map of {@code bytes} was given to the subflow (the stream offset is that of its first byte, from 0). */
    default void onSent(int sf, long streamOffset, int bytes, long nowNs) {}

    /** The peer acknowledged all of the stream up to this offset. */
    default void onDataAck(long streamOffset, long nowNs) {}

    /** Something happened to a subflow; the view shows it as it is after that, and a closed one as it was. */
    default void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {}

    /**
     * The time asked for with {@link mptcp.api.policy.PolicyContext#timer} has come. Afterwards {@link #select} is asked if
     * there is something to place: a scheduler that waits until a moment sets the timer, answers {@link #WAIT}, and is asked
     * again then.
     */
    default void onTimer(Subflows subflows, long nowNs) {}

    /** Called last, also when the policy is swapped away. */
    default void detach() {}

    /**
     * Whether to ask with {@link SendRequest.Kind#DUPLICATE}, before new data, when a subflow has room for bytes in flight
     * that it was not given: for schedulers that send the same bytes over several paths. What was in flight when the
     * scheduler came does not count. Constant for the life of the instance.
     */
    default boolean duplicates() {
        return false;
    }

    /** One subflow, one segment. */
    static long grant(int sf) {
        return 1L << sf & 0xffff_ffffL;
    }

    /**
     * @param mask the subflows; several mean that each of them carries these bytes
     * @param quantumBytes how many bytes at most; 0 means one segment
     */
    static long grant(int mask, int quantumBytes) {
        return (long) quantumBytes << 32 | mask & 0xffff_ffffL;
    }
}
