package mptcp.core.mp.policy;

import java.util.SplittableRandom;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyKind;
import mptcp.api.rexmit.Verdict;

/** What the policies of a connection need of it. Loop thread only. */
public interface PolicyOwner {
    long id();

    ConnectionInfo info();

    /** Whether it is plain TCP: its path manager is not called. */
    boolean plain();

    boolean over();

    PathCommands paths();

    /** The policy of this kind is to be called at this time. */
    void armTimer(PolicyKind kind, long atNs);

    /** The timer was its predecessor's, or is wanted no more. */
    void disarmTimer(PolicyKind kind);

    /** What the randomness of its policies is split from; made when it is asked for. */
    SplittableRandom randomness();

    /** Gives bytes of the stream to other subflows. @return how many were queued */
    long reinject(long fromOffset, long toOffset);

    /** Does with a subflow what the verdict says. @return false if there is none */
    boolean act(int sf, Verdict verdict);

    /** A new policy may want to send what the former did not. */
    void wantOutput();
}
