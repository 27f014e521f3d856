package mptcp.core.mp;

import java.util.concurrent.Callable;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.policy.PolicyHost;

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

    /** What the policies of connections need of their host. */
    PolicyHost policyHost();

    /** The connection can be accepted from its listener. @return false if the listener is gone or full */
    boolean established(Mpcb m);

    /** The handshake of a connection that could be accepted before is complete. */
    void handshakeCompleted(Mpcb m);

    /** The connection is over; said again when its application has read, or closed its socket, since. */
    void closed(Mpcb m);

    // --- any thread

    boolean onLoop();

    /** The application read or wrote: the loop is to look at the connection. @param waits the caller waits for what comes of it */
    void applicationDid(Mpcb m, boolean waits);

    /** How those who wait do the loop's work meanwhile. */
    LoopHelp help();

    /**
     * Has the loop do this for the connection, and waits for it; a link that is at a packet does not. A fault ends the connection, and is
     * thrown here.
     *
     * @throws IllegalStateException if the loop does not answer
     */
    void call(Mpcb m, Runnable task);

    /** The same, for what ends the connection: a loop that does not answer does it when it comes back. It may be done twice then. */
    void end(Mpcb m, Runnable task);
}
