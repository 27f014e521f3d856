package mptcp.api.inspect;

/**
 * What tools for TCP show of a subflow beside {@link SubflowSnapshot}. Times in nanoseconds.
 *
 * @param synData whether data on a SYN was taken (RFC 7413)
 * @param ecn whether ECN is in use
 * @param sendScale shift of the windows that the peer advertises
 * @param receiveScale shift of those that this end advertises
 * @param peerMss the segment size that the peer takes
 * @param advertisedMss what this end has told it
 * @param pathMtu the largest packet that the path takes, as far as is known
 * @param lostBytes held to be lost and not sent again
 * @param sackedBytes acknowledged selectively
 * @param resentBytes sent again and not acknowledged
 * @param sentAgoNs since data was last sent, or the subflow began
 * @param heardAgoNs since the peer was last heard
 * @param receiverRttNs the round trip as the receiver of data sees it; 0: not known
 * @param delivered bytes that the peer has acknowledged, selectively or not
 * @param deliveryRate bytes a second by the last samples; 0: none
 */
public record TcpDetail(
        boolean timestamps,
        boolean sack,
        boolean scaling,
        boolean ecn,
        boolean synData,
        int sendScale,
        int receiveScale,
        int peerMss,
        int advertisedMss,
        int pathMtu,
        long lostBytes,
        long sackedBytes,
        long resentBytes,
        long sentAgoNs,
        long heardAgoNs,
        long receiverRttNs,
        long delivered,
        long deliveryRate) {}
