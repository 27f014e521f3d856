package mptcp.core.mp.policy;

import mptcp.api.path.PathCommands;
import mptcp.api.policy.ConnectionInfo;

/** What the policies of a connection need of it. Loop thread only. */
public interface PolicyOwner {
    long id();

    ConnectionInfo info();

    /** Whether it is plain TCP: its path manager is not called. */
    boolean plain();

    boolean over();

    PathCommands paths();

    /** The path manager's timer was its predecessor's. */
    void disarmPathTimer();

    /** A new policy may want to send what the former did not. */
    void wantOutput();
}
