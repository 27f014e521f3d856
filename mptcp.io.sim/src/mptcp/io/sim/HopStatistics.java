package mptcp.io.sim;

/**
 * A snapshot of what went through a hop. Packets and bytes that entered are either dropped for one of the reasons,
 * still there ({@code queued}, {@code inFlight}), or delivered; duplicates are delivered in addition.
 *
 * @param droppedAqm by the management of the queue
 * @param marked Congestion Experienced (RFC 3168) by it
 * @param queuedPackets waiting, without the one being sent
 * @param queuedBytes waiting, without the one being sent
 * @param maxQueuedBytes the most that ever waited
 * @param inFlight being sent or on the wire, packets
 */
public record HopStatistics(
        long enteredPackets,
        long enteredBytes,
        long deliveredPackets,
        long deliveredBytes,
        long droppedQueue,
        long droppedLoss,
        long droppedBurst,
        long droppedDown,
        long droppedRequested,
        long droppedMtu,
        long droppedAqm,
        long marked,
        long duplicated,
        long reordered,
        long corrupted,
        long flipped,
        int queuedPackets,
        long queuedBytes,
        long maxQueuedBytes,
        int inFlight) {

    /** All drops. */
    public long dropped() {
        return droppedQueue + droppedLoss + droppedBurst + droppedDown + droppedRequested + droppedMtu
                + droppedAqm;
    }
}
