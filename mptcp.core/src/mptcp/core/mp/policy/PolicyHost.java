package mptcp.core.mp.policy;

import java.util.function.LongSupplier;
import mptcp.api.policy.PolicyKind;

/** What the policies of connections need of their host. Loop thread, but for {@link #onLoop}. */
public interface PolicyHost {
    /** The loop's time. */
    long nowNs();

    /** Whether this is the thread that policies are called on. Any thread. */
    boolean onLoop();

    /** What calls are measured with, apart from the loop's time; null: they are not measured. */
    LongSupplier clock();

    /** From what time on a call is long. */
    long budgetNs();

    /** Where it is written down that a policy is being called. */
    CallsUnderWay calls();

    /** The account of a policy. */
    CostMeter cost(PolicyOffer offer);

    /**
     * A policy threw, or answered nonsense, and loses its place.
     *
     * @return who takes it
     * @throws IllegalStateException if it was the built-in: then the connection cannot go on
     */
    PolicyOffer failed(long connection, PolicyOffer offer, Throwable cause);

    /** A factory threw when it was asked whether it takes a connection over: that is said, and means that it does not. */
    void failedWhenAsked(long connection, PolicyOffer offer, Throwable cause);

    /** A policy that has lost its place already threw: that is said, and changes nothing. */
    void failedLeaving(long connection, PolicyOffer offer, Throwable cause);

    /** A policy takes longer than the budget, again and again. */
    void slow(PolicyKind kind, String name, long ns);
}
