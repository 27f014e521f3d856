package mptcp.itest.probe;

import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.RenoFamily;

/** NewReno that adds an eighth of what was acknowledged. */
public final class ProbeCongestion extends Probe implements CongestionControlFactory {
    @Override
    public CongestionControl create(PolicyContext connection) {
        called();
        return new Policy();
    }

    private final class Policy extends RenoFamily {
        @Override
        public void attach(CongestionState state, long nowNs) {
            called();
            super.attach(state, nowNs);
        }

        @Override
        protected long increase(int sf, long ackedBytes) {
            return ackedBytes / 8;
        }

        @Override
        public void onAck(int sf, AckSample ack, long nowNs) {
            called();
            super.onAck(sf, ack, nowNs);
        }

        @Override
        public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
            called();
            super.onSignal(sf, signal, loss, nowNs);
        }

        @Override
        public void onRecoveryExit(int sf, long nowNs) {
            called();
        }

        @Override
        public void onSubflow(int sf, SubflowEvent event, long nowNs) {
            called();
        }

        @Override
        public void detach() {
            called();
        }
    }
}
