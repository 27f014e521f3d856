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
 * @param interactive whether acknowledgements wait for the application's answers
 * @param ackTimeoutNs how long an acknowledgement waits; 0: nothing came yet
 * @param probes of the window, or of a peer that is silent, that were not answered yet
 * @param deliveredMarked segments that the peer got with the mark of congestion, as far as it tells
 * @param reorderings how often segments were seen to overtake one another
 * @param timeoutEpisodes how often the retransmission timer ran out first
 * @param timeoutCount how often it ran out in all
 * @param timeoutNs how long the episodes took that are over
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
        boolean interactive,
        long ackTimeoutNs,
        int probes,
        long deliveredMarked,
        long reorderings,
        int timeoutEpisodes,
        int timeoutCount,
        long timeoutNs,
        long window) {
    /** Of a subflow that nothing is known of. */
    public static final TcpCounts NONE = new TcpCounts(0, 0, 0, 0, 0, 0, 0, 0, false, 0, 0, 0, 0, 0, 0, 0, 0);
}
