package mptcp.api.cc;

import mptcp.api.policy.SubflowEvent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sets the congestion windows of all subflows of one connection. Windows and thresholds belong to the core and outlive
 * the policy, so a successor finds them as they are. Called on the loop thread; neither blocks nor allocates.
 *
 * <p>Who does what: the core detects loss and paces the recovery (RFC 6675, RFC 6937). On {@link
 * CongestionSignal#LOSS}, {@link CongestionSignal#ECN} and {@link CongestionSignal#TIMEOUT} the policy sets
 * {@code ssthresh} (multiplicative decrease); the core then sends at most so much in recovery, and sets
 * {@code cwnd} to {@code ssthresh} at its end, or to one segment after a timeout. On {@link #onAck} the policy grows
 * {@code cwnd}, unless {@link AckSample#inRecovery}.
 */
@ConsumerType
public interface CongestionControl {
    /** Called first, also when it takes over a live connection; the state is valid until {@link #detach}. */
    void attach(CongestionState state, long nowNs);

    /** An acknowledgement took {@link AckSample#ackedBytes} bytes off the subflow. */
    void onAck(int sf, AckSample ack, long nowNs);

    /**
     * The window has to shrink, or may grow back; the policy sets {@code ssthresh}.
     *
     * @param loss valid during the call
     */
    void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs);

    /** The recovery that a signal began is over; the window is set. */
    default void onRecoveryExit(int sf, long nowNs) {}

    /** The subflow sends again after it was idle for longer than its retransmission timeout (RFC 5681 section 4.1). */
    default void onIdleRestart(int sf, long idleNs, long nowNs) {}

    /** Something happened to a subflow: what is remembered of a slot ends with CLOSED. */
    default void onSubflow(int sf, SubflowEvent event, long nowNs) {}

    /** Called last, also when the policy is swapped away; the state must not be used from then on. */
    default void detach() {}
}
