package mptcp.api.link;

/**
 * A snapshot of what went through a link; sent and received are seen from the stack.
 *
 * @param txDropped packets that the stack committed and the link could not send
 * @param rxDropped packets that arrived and were not delivered
 */
public record LinkStatistics(
        long txPackets, long txBytes, long txDropped, long rxPackets, long rxBytes, long rxDropped) {
    /** Of a link that counts nothing. */
    public static final LinkStatistics NONE = new LinkStatistics(0, 0, 0, 0, 0, 0);
}
