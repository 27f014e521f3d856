package mptcp.core.mp;

import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.policy.CostMeter;

/** What a connection needs of its host. Loop thread only, but for what says otherwise. */
public interface MpEnv extends PathEnv {
    String name();

    /** The connection's output is to run at the end of the turn. */
    void dirty(Mpcb m);

    /** The application is to be told of readiness at the end of the turn. */
    void ready(Mpcb m);

    /** Runs after the present event. */
    void defer(Mpcb m, Runnable task);

    /** @return false if the token is in use */
    boolean registerToken(int token, Mpcb m);

    void unregisterToken(int token);

    boolean monitored();

    void event(Mpcb m, int subflow, String event, String detail);

    /** A policy threw or answered nonsense: installs the built-in. */
    void policyFailed(Mpcb m, PolicyKind kind, PolicyFactory<?> factory, Throwable cause);

    /** What calls into policies are measured with, apart from the loop's time; null: they are not measured. */
    LongSupplier policyClock();

    /** The account of a policy of this host. */
    CostMeter policyCost(PolicyKind kind, String name);

    /** A policy takes longer than its budget, again and again. */
    void policySlow(Mpcb m, PolicyKind kind, String name, long ns);

    /** A connection goes on without its application. @return false if there are too many of them */
    boolean admitOrphan();

    void orphanGone();

    /** Tries again, each turn, until it succeeds. */
    void release(BooleanSupplier attempt);

    /** The connection can be accepted from its listener. @return false if the listener is gone or full */
    boolean established(Mpcb m);

    /** The connection is over and holds nothing any more. */
    void closed(Mpcb m);

    // --- any thread

    boolean onLoop();

    /** The application read, wrote or closed: the loop is to look at the connection. */
    void applicationDid(Mpcb m);

    /**
     * Has the loop do this for the connection, and waits for it. A fault ends the connection, and is thrown here.
     *
     * @throws IllegalStateException if the loop does not answer
     */
    <T> T call(Mpcb m, Callable<T> task);
}
