package mptcp.api.inspect;

/**
 * What was counted and measured of a subflow beside {@link TcpDetail}.
 *
 * @param segment the payload of the peer's segments, by what came
 * @param dataSegmentsSent segments with payload, repetitions included
 * @param dataSegmentsReceived segments with payload, whatever became of it
 * @param outOfOrder segments that came before one that they follow
 * @param duplicateReports how often the peer told that it had got something twice (RFC 2883)
 * @param duplicateAcks duplicate acknowledgements in a row, where SACK is not in use
 * @param receivedInOrder how far the peer's sequence numbers are taken, from its SYN
 * @param backoff how often the retransmission timeout was doubled
 * @param window what the peer's last window admits, in bytes from what it has acknowledged
 */
public record TcpCounts(
        int segment,
        long dataSegmentsSent,
        long dataSegmentsReceived,
        long outOfOrder,
        long duplicateReports,
        int duplicateAcks,
        long receivedInOrder,
        int backoff,
        long window) {
    /** Of a subflow that nothing is known of. */
    public static final TcpCounts NONE = new TcpCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
