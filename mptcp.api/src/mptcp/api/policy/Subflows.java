package mptcp.api.policy;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A live view of a connection's subflows and of its data level. A subflow is a slot, 0 to 31, and a bit in masks; a slot
 * is used again some time after its subflow has ended. The view is valid during a call of the policy; what it returns
 * is the state at that moment. Loop thread only; nothing here allocates, blocks or throws. Units are in the names; values
 * of an unused slot, and of a number that is no slot, are 0.
 *
 * <p>What a policy remembers of a subflow it keeps itself, in arrays of {@link #MAX} elements that are made with it: a slot
 * belongs to one subflow from the event {@link SubflowEvent#ESTABLISHED} (path managers: from the join on) to
 * {@link SubflowEvent#CLOSED}, and what was remembered of the one before it has to be cleared at either.
 */
@ProviderType
public interface Subflows {
    /** The largest number of subflows of a connection. */
    int MAX = 32;

    /** Mask of the slots in use, whatever their state. */
    int slots();

    /** Mask of the subflows that are established and may carry data: regular ones and backups. */
    int usable();

    /** Mask of the subflows that either end marked as backup (RFC 8684 section 3.3.8). */
    int backups();

    /** Mask of the subflows that the retransmission policy has given up on for now. */
    int stale();

    /** Largest payload of a segment, in bytes, after options. */
    int mss(int sf);

    /** Congestion window in bytes. */
    long cwnd(int sf);

    /** Slow-start threshold in bytes. */
    long ssthresh(int sf);

    /** Bytes sent on the subflow and neither acknowledged, selectively acknowledged nor held to be lost. */
    long inFlight(int sf);

    /** Bytes mapped to the subflow and not sent for the first time yet. */
    long queued(int sf);

    /** Bytes that the subflow could send at once: congestion window less what is in flight and queued; never negative. */
    long room(int sf);

    /** Smoothed round-trip time in nanoseconds; 0 while there is no sample. */
    long srttNs(int sf);

    /** Variation of the round-trip time (RFC 6298) in nanoseconds; 0 while there is no sample. */
    long rttvarNs(int sf);

    /** Smallest round-trip time seen, in nanoseconds; 0 while there is no sample. */
    long minRttNs(int sf);

    /** Bytes per second at which the subflow may send: what congestion control set, else an estimate cwnd / srtt. */
    long pacingRate(int sf);

    /** Consecutive retransmission timeouts without an acknowledgement between them. */
    int timeouts(int sf);

    /** Whether the subflow recovers from loss: {@link #lossState} is not {@link LossState#OPEN}. */
    boolean inRecovery(int sf);

    /** What the loss recovery of the subflow is at; {@link LossState#OPEN} of an unused slot. */
    LossState lossState(int sf);

    /** Bytes that the subflow sent and that it holds to be lost and not yet sent again. */
    long lostBytes(int sf);

    /** Bytes that are mapped to the subflow and not acknowledged at the data level. */
    long pinned(int sf);

    /** Bytes that the application wrote and that no subflow was given yet. */
    long unmappedBytes();

    /** Bytes given to subflows and not acknowledged at the data level. */
    long unackedBytes();

    /** Bytes that wait to be sent again on another subflow. */
    long reinjectBytes();

    /** Bytes that the peer's connection-level window still admits. */
    long windowBytes();

    /** Mask of the subflows that carry the first byte not acknowledged at the data level: who holds up the others. */
    int headOfLine();
}
