package mptcp.api.cc;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What one acknowledgement told. Valid during the call only. The rate sample is that of
 * draft-cheng-iccrg-delivery-rate-estimation with what draft-ietf-ccwg-bbr adds to it; the names in brackets are theirs. It is
 * of the segment that was sent last among those that this acknowledgement delivers. Bytes are of sequence space.
 */
@ProviderType
public interface AckSample {
    /** Bytes that it acknowledged cumulatively. */
    long ackedBytes();

    /** Bytes that are known to be delivered by it, cumulatively or selectively [rs.newly_acked]. */
    long deliveredBytes();

    /** Bytes that came to be held to be lost since the last acknowledgement that was told of [rs.newly_lost]. */
    long lostBytes();

    /** Round-trip time measured by it, in nanoseconds, or -1. */
    long rttNs();

    /** Bytes in flight before it. */
    long priorInFlightBytes();

    /** Bytes in flight after it, when what is lost has been taken off. */
    long inFlightBytes();

    /** Whether the subflow was sending as much as its window allowed; if not, the window should not grow (RFC 7661). */
    boolean cwndLimited();

    /** Whether the subflow is in recovery: then the core owns the window, unless {@link CongestionControl#recovery}. */
    boolean inRecovery();

    /** Whether it carried an ECN echo (RFC 3168): the peer repeats it until it has seen the window reduced. */
    boolean ecnEcho();

    /**
     * Of {@link #deliveredBytes}, those that were marked on their way. Where the peer tells it exactly only if {@link
     * mptcp.api.policy.EcnMode#ACCURATE}; with RFC 3168 all that an acknowledgement with an echo delivers, which is too much.
     */
    long ceBytes();

    /** Bytes per second at which the path delivered during the sample; 0: this acknowledgement gives no reliable one. */
    long deliveryRate();

    /** How long the sample is, in nanoseconds; 0: there is none [rs.interval]. */
    long rateIntervalNs();

    /** Bytes delivered during it [rs.delivered]. */
    long rateDeliveredBytes();

    /** Bytes held to be lost since the sampled segment was sent [rs.lost]. */
    long rateLostBytes();

    /** Whether there was too little to send when the sampled segment left: the rate is no more than a lower bound. */
    boolean appLimited();

    /** Bytes delivered since the subflow began [C.delivered]. */
    long totalDeliveredBytes();

    /** Bytes that had been delivered when the sampled segment was sent [rs.prior_delivered]: it marks rounds. */
    long priorDeliveredBytes();

    /** Bytes in flight when the sampled segment had been sent, itself included [rs.tx_in_flight]. */
    long inFlightAtSendBytes();
}
