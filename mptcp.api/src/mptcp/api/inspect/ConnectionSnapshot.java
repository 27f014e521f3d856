package mptcp.api.inspect;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A connection at one moment. Sequence numbers are 64-bit DSNs as on the wire; times in nanoseconds.
 *
 * <p>It grows: tools read it, the stack alone makes it.
 */
@ProviderType
public interface ConnectionSnapshot {
    long id();

    String host();

    boolean initiator();

    InetSocketAddress local();

    InetSocketAddress remote();

    /** Data level: the TCP states as {@code ss} names them (ESTAB, FIN-WAIT-1, ...). */
    String state();

    /** 1 or 0; -1 in fallback. */
    int mptcpVersion();

    boolean fallback();

    /** Why it fell back, or null. */
    String fallbackReason();

    boolean checksums();

    int localToken();

    int remoteToken();

    long localIdsn();

    long remoteIdsn();

    /** First byte not acknowledged at the data level. */
    long dataUna();

    /** First byte not yet mapped. */
    long dataNext();

    /** Next byte expected from the peer. */
    long dataReceived();

    /** Bytes un-DATA-ACKed or not yet sent ({@code sb_cc} of the report). */
    long sendQueued();

    /** Bytes held, those that maps still refer to included ({@code sb_actual}). */
    long sendHeld();

    /** In-order bytes that the application has not read. */
    long receiveQueued();

    /** Bytes that arrived ahead of a gap. */
    long outOfOrder();

    long sendWindow();

    long receiveWindow();

    int sendBuffer();

    int receiveBuffer();

    /** Bytes of the stream given to subflows for the first time. */
    long bytesSent();

    /** Acknowledged at the data level. */
    long bytesAcked();

    /** In order. */
    long bytesReceived();

    /** Bytes sent again on another subflow. */
    long reinjected();

    /** Bytes that arrived again. */
    long duplicates();

    long ageNs();

    /** What limited sending, as fractions of the connection's time, by name. */
    Map<String, Double> limits();

    /** The names in use. */
    Map<PolicyKind, String> policies();

    Map<String, Long> counters();

    List<SubflowSnapshot> subflows();

    /** The settings of policies that are the connection's own. */
    Map<String, String> policySettings();

    /** What its policies publish, by kind and name: a Long for a counter, a Double for a gauge. */
    Map<PolicyKind, Map<String, Number>> policyStatistics();
}
