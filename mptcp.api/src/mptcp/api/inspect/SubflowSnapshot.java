package mptcp.api.inspect;

import java.net.InetSocketAddress;
import mptcp.api.address.Tags;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A subflow at one moment. Sequence numbers are those on the wire (unsigned 32 bits); times in nanoseconds.
 *
 * <p>It grows: tools read it, the stack alone makes it.
 */
@ProviderType
public interface SubflowSnapshot {
    /** 0 to 31. */
    int slot();

    InetSocketAddress local();

    InetSocketAddress remote();

    String link();

    /** Our address id. */
    int localId();

    /** The peer's, or -1. */
    int remoteId();

    /** The TCP state as {@code ss} names it (SYN-SENT, ESTAB, ...). */
    String state();

    boolean initiator();

    /** Whether we asked the peer to treat it as a backup. */
    boolean backupLocal();

    /** Whether the peer asked us. */
    boolean backupRemote();

    boolean stale();

    /** OPEN, REDUCTION (the window comes down for marks), RECOVERY or LOSS: what the loss recovery is at. */
    String loss();

    int mss();

    long cwnd();

    long ssthresh();

    long inFlight();

    long queued();

    long srttNs();

    long rttvarNs();

    long minRttNs();

    long rtoNs();

    int timeouts();

    /** Bytes mapped to it and not acknowledged at the data level. */
    long pinned();

    long sndUna();

    long sndNxt();

    long rcvNxt();

    /** Payload bytes sent, retransmissions included. */
    long bytesSent();

    long bytesRetransmitted();

    /** Payload bytes acknowledged at the subflow level. */
    long bytesAcked();

    long bytesReceived();

    long segmentsSent();

    long segmentsReceived();

    long retransmits();

    long pacingRate();

    long openedAgoNs();

    /** What no other subflow of the connection has or had, in the order in which they began, from 1. */
    long id();

    /** What is said of its link, address and endpoint; empty if nothing is. */
    Tags tags();

    /** Bytes of the stream that it was given after another subflow. */
    long reinjected();

    /** Bytes per second at which its path delivered, by the last sample; 0: not known. */
    long deliveryRate();

    /** What tools for TCP show besides. */
    TcpDetail detail();

    /** What was counted and measured besides. */
    default TcpCounts counts() {
        return TcpCounts.NONE;
    }
}
