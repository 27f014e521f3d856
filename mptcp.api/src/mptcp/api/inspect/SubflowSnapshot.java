package mptcp.api.inspect;

import java.net.InetSocketAddress;

/**
 * A subflow at one moment. Sequence numbers are those on the wire (unsigned 32 bits); times in nanoseconds.
 *
 * @param slot 0 to 31
 * @param localId our address id
 * @param remoteId the peer's, or -1
 * @param state the TCP state as {@code ss} names it (SYN-SENT, ESTAB, ...)
 * @param backupLocal whether we asked the peer to treat it as a backup
 * @param backupRemote whether the peer asked us
 * @param loss OPEN, RECOVERY or LOSS: what the loss recovery is at
 * @param bytesSent payload bytes sent, retransmissions included
 * @param bytesAcked payload bytes acknowledged at the subflow level
 * @param pinned bytes mapped to it and not acknowledged at the data level
 */
public record SubflowSnapshot(
        int slot,
        InetSocketAddress local,
        InetSocketAddress remote,
        String link,
        int localId,
        int remoteId,
        String state,
        boolean initiator,
        boolean backupLocal,
        boolean backupRemote,
        boolean stale,
        String loss,
        int mss,
        long cwnd,
        long ssthresh,
        long inFlight,
        long queued,
        long srttNs,
        long rttvarNs,
        long minRttNs,
        long rtoNs,
        int timeouts,
        long pinned,
        long sndUna,
        long sndNxt,
        long rcvNxt,
        long bytesSent,
        long bytesRetransmitted,
        long bytesAcked,
        long bytesReceived,
        long segmentsSent,
        long segmentsReceived,
        long retransmits,
        long pacingRate,
        long openedAgoNs) {}
