package mptcp.api.socket;

/**
 * What a socket says of all its packets, SYNs and joined subflows included: in the IP header, and to the link.
 *
 * @param trafficClass the octet of TOS or traffic class, but for its two ECN bits, which are the stack's (RFC 3168)
 * @param hopLimit time to live or hop limit, 1 to 255; 0: 64
 * @param priority of Linux's SO_PRIORITY; kept for whoever asks, links have no queues to choose from
 * @param mark of Linux's SO_MARK; likewise, there are no tables of routes to choose from
 */
public record PacketOptions(int trafficClass, int hopLimit, int priority, int mark) {
    /** Class 0, 64 hops, no priority and no mark. */
    public static final PacketOptions DEFAULT = new PacketOptions(0, 0, 0, 0);

    private static final int OCTET = 0xff;

    public PacketOptions {
        if (trafficClass < 0 || trafficClass > OCTET || hopLimit < 0 || hopLimit > OCTET) {
            throw new IllegalArgumentException("traffic class and hop limit are octets");
        }
    }

    /** See {@link #trafficClass}. */
    public PacketOptions withTrafficClass(int octet) {
        return new PacketOptions(octet, hopLimit, priority, mark);
    }

    /** See {@link #hopLimit}. */
    public PacketOptions withHopLimit(int hops) {
        return new PacketOptions(trafficClass, hops, priority, mark);
    }

    /** See {@link #priority}. */
    public PacketOptions withPriority(int value) {
        return new PacketOptions(trafficClass, hopLimit, value, mark);
    }

    /** See {@link #mark}. */
    public PacketOptions withMark(int value) {
        return new PacketOptions(trafficClass, hopLimit, priority, value);
    }
}
