package mptcp.api.link;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A place where whole IP packets (version 4 or 6, no link-layer header) come from and go to.
 *
 * <p>All methods but {@link #close} and those marked otherwise are called on the loop thread of the one stack that the
 * link was added to. Packets are always {@code (memory, offset, length)}; no slices are made.
 *
 * <p>Sending is {@code claim}, write into {@link #txMemory}, {@code commit} (or {@code abort}); at most one claim is
 * open at a time. The link may hold committed packets until {@link #flush}.
 *
 * <p>In the methods of sending a segment is half made. What a link asks of its own stack there and has no answer, to be removed for
 * example, is done soon after; what has one is refused with an IllegalStateException, but for what an Inspector tells.
 *
 * <p>A packet may be a <em>super-segment</em>: one TCP header with up to 64 KiB of payload and a segmentation size, to
 * be cut into segments of that size by the link or below it (TSO), or put together by it (GRO). A link says with
 * {@link #capabilities} what it takes and what it may deliver.
 */
@ConsumerType
public interface IpLink extends AutoCloseable {
    /** Takes packets whose TCP checksum field holds only the folded pseudo-header sum ({@link #CHECKSUM_PARTIAL}). */
    int CAP_TX_CHECKSUM = 1;
    /** Takes super-segments, whose checksum state must then be {@link #CHECKSUM_PARTIAL}. */
    int CAP_TX_SUPER = 2;
    /** May deliver super-segments. */
    int CAP_RX_SUPER = 4;
    /** What is sent comes back: packets from the host's own addresses may arrive. */
    int CAP_LOOPBACK = 8;

    /** The TCP checksum in the packet is complete; on receipt: not yet verified. */
    int CHECKSUM_FULL = 0;
    /** The checksum field holds the uncomplemented pseudo-header sum; the rest is for the link to add. */
    int CHECKSUM_PARTIAL = 1;
    /** On receipt only: someone trustworthy (kernel, simulator) has verified the checksum. */
    int CHECKSUM_VERIFIED = 2;

    /** What {@link #claim} returns when there is no room. */
    long NO_ROOM = -1;

    /** A short name, unique in the stack, such as {@code tun1}. */
    String name();

    /** The largest IP packet, in bytes, headers included, that goes over the wire as one packet. */
    int mtu();

    /** A combination of the {@code CAP_} bits; fixed for the life of the link. */
    int capabilities();

    /** The memory that the open claim points into. A link may have another one for each claim: asked for after it. */
    MemorySegment txMemory();

    /**
     * Asks for room for one packet.
     *
     * @param maxLength bytes, at most 65,535 plus headers for a super-segment, else at most {@link #mtu}
     * @return the offset into {@link #txMemory} as it is from then on, or {@link #NO_ROOM}; then the caller tries again after {@link #flush}
     */
    long claim(int maxLength);

    /**
     * Hands over the packet written at a claimed offset.
     *
     * @param length bytes in the packet, at most what was claimed
     * @param segmentSize TCP payload bytes per wire segment of a super-segment; 0 for an ordinary packet
     * @param checksumState {@link #CHECKSUM_FULL} or {@link #CHECKSUM_PARTIAL}
     */
    void commit(long offset, int length, int segmentSize, int checksumState);

    /** Gives a claim back unused. */
    void abort(long offset);

    /** Sends what was committed. A packet that cannot be sent is dropped and counted by the link. */
    void flush(long nowNs);

    /**
     * Delivers received packets.
     *
     * @param budget the most packets to deliver in this call
     * @return how many were delivered; the budget itself means there may be more
     */
    int poll(PacketSink sink, int budget, long nowNs);

    /** When the link has something to do by itself (a packet whose delay is over), or {@link Long#MAX_VALUE}. */
    default long nextEventNs() {
        return Long.MAX_VALUE;
    }

    /** A file descriptor that is readable when {@link #poll} would deliver, or -1: then the link calls the wake-up. */
    default int pollFd() {
        return -1;
    }

    /** A waiter which understands {@link #pollFd}; null where there is none. Called once, when the link is added. */
    default Waiter newWaiter() {
        return null;
    }

    /** Tells the link what to call, from any thread, when {@link #poll} has something after it had nothing. */
    default void onReadable(Runnable wake) {}

    /**
     * As many ends of the link as a stack has loops, this one first: each is used by one loop, and what arrives comes by any one
     * of them, best by that which sent to the same peer before. The others have the name and the facts of this one; they are
     * closed by their loops. Empty: it has this one only, and one loop serves it for all. Called once, when the link is added.
     *
     * @param loops 2 or more
     */
    default List<IpLink> queues(int loops) {
        return List.of();
    }

    /** Packets and bytes that went through, and what was dropped. Any thread. */
    default LinkStatistics statistics() {
        return LinkStatistics.NONE;
    }

    /** Releases the link's memory and descriptors; called once, on the loop thread or after the loop has ended. */
    @Override
    void close();
}
