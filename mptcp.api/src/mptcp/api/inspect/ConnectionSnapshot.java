package mptcp.api.inspect;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;

/**
 * A connection at one moment. Sequence numbers are 64-bit DSNs as on the wire; times in nanoseconds.
 *
 * @param state data level: the TCP states as {@code ss} names them (ESTAB, FIN-WAIT-1, ...)
 * @param mptcpVersion 1 or 0; -1 in fallback
 * @param fallbackReason why it fell back, or null
 * @param dataUna first byte not acknowledged at the data level
 * @param dataNext first byte not yet mapped
 * @param dataReceived next byte expected from the peer
 * @param sendQueued bytes un-DATA-ACKed or not yet sent ({@code sb_cc} of the report)
 * @param sendHeld bytes held, those that maps still refer to included ({@code sb_actual})
 * @param receiveQueued in-order bytes that the application has not read
 * @param outOfOrder bytes that arrived ahead of a gap
 * @param bytesSent bytes of the stream given to subflows for the first time
 * @param bytesAcked acknowledged at the data level
 * @param bytesReceived in order
 * @param reinjected bytes sent again on another subflow
 * @param duplicates bytes that arrived again
 * @param limits what limited sending, as fractions of the connection's time, by name
 * @param policies the names in use
 */
public record ConnectionSnapshot(
        long id,
        String host,
        boolean initiator,
        InetSocketAddress local,
        InetSocketAddress remote,
        String state,
        int mptcpVersion,
        boolean fallback,
        String fallbackReason,
        boolean checksums,
        int localToken,
        int remoteToken,
        long localIdsn,
        long remoteIdsn,
        long dataUna,
        long dataNext,
        long dataReceived,
        long sendQueued,
        long sendHeld,
        long receiveQueued,
        long outOfOrder,
        long sendWindow,
        long receiveWindow,
        int sendBuffer,
        int receiveBuffer,
        long bytesSent,
        long bytesAcked,
        long bytesReceived,
        long reinjected,
        long duplicates,
        long ageNs,
        Map<String, Double> limits,
        Map<PolicyKind, String> policies,
        Map<String, Long> counters,
        List<SubflowSnapshot> subflows) {}
