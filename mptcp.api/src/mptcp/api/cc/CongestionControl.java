package mptcp.api.cc;

import mptcp.api.policy.SubflowEvent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sets the congestion windows of all subflows of one connection, and pacing rates if it likes. Windows and thresholds belong
 * to the core and outlive the policy, so a successor finds them as they are; pacing ends with it. Called on the loop thread;
 * neither blocks nor allocates.
 *
 * <p>Who does what: the core detects loss (RFC 6675, RFC 8985) and sends again what was lost. Unless the control says
 * otherwise ({@link #recovery}), the core owns the window in recovery: on {@link CongestionSignal#LOSS}, {@link
 * CongestionSignal#ECN} and {@link CongestionSignal#TIMEOUT} the policy sets {@code ssthresh} (multiplicative decrease); the
 * core then sends at most so much in recovery (RFC 6937), and sets {@code cwnd} to {@code ssthresh} at its end, or to one
 * segment after a timeout. On {@link #onAck} the policy grows {@code cwnd}, unless {@link AckSample#inRecovery}.
 *
 * <p>Bounds that the core keeps whatever a control does: a window is one segment at least and 2^40 bytes at most; a pacing
 * rate is one segment per second at least; no signal of congestion raises a window; after two timeouts in a row the window
 * is one segment.
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

    /** Who owns the window in recovery; constant for the life of the instance, asked after {@link #attach}. */
    default RecoveryOwner recovery() {
        return RecoveryOwner.CORE;
    }

    /** Whether to be told of each segment that leaves; constant for the life of the instance, asked after {@link #attach}. */
    default boolean watchesSending() {
        return false;
    }

    /**
     * A segment with payload has left, and is in flight. Only where {@link #watchesSending}.
     *
     * @param bytes of payload
     * @param again whether it was sent before
     */
    default void onSent(int sf, int bytes, boolean again, long nowNs) {}

    /** The recovery that a signal began is over; the window is set. */
    default void onRecoveryExit(int sf, long nowNs) {}

    /** The subflow sends again after it was idle for longer than its retransmission timeout (RFC 5681 section 4.1). */
    default void onIdleRestart(int sf, long idleNs, long nowNs) {}

    /** Something happened to a subflow: what is remembered of a slot ends with CLOSED. */
    default void onSubflow(int sf, SubflowEvent event, long nowNs) {}

    /** The time asked for with {@link mptcp.api.policy.PolicyContext#timer} has come; windows may be set. */
    default void onTimer(long nowNs) {}

    /** Called last, also when the policy is swapped away; the state must not be used from then on. */
    default void detach() {}
}
