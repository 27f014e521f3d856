package mptcp.itest.probe;

import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.rexmit.Verdict;

/** Moves data at the first timeout. */
public final class ProbeRetransmit extends Probe implements RetransmitPolicyFactory {
    private static final long DATA_TIMEOUT_NS = 500_000_000;

    @Override
    public RetransmitPolicy create(PolicyContext connection) {
        called();
        return new Policy();
    }

    private final class Policy implements RetransmitPolicy {
        @Override
        public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
            called();
            return Verdict.REINJECT;
        }

        @Override
        public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
            called();
            return DATA_TIMEOUT_NS;
        }

        @Override
        public Verdict onWindowBlocked(int sf, Subflows subflows, long nowNs) {
            called();
            return Verdict.KEEP;
        }

        @Override
        public void attach(Reinjection reinjection, Subflows subflows, long nowNs) {
            called();
        }

        @Override
        public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
            called();
        }

        @Override
        public void detach() {
            called();
        }
    }
}
