package mptcp.itest.probe;

import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;

/** The subflow with the most room. */
public final class ProbeScheduler extends Probe implements SchedulerFactory {
    @Override
    public PacketScheduler create(PolicyContext connection) {
        called();
        return new Policy();
    }

    private final class Policy implements PacketScheduler {
        @Override
        public long select(SendRequest request, Subflows subflows, long nowNs) {
            called();
            int best = -1;
            for (int left = subflows.usable(); left != 0; left &= left - 1) {
                int sf = Integer.numberOfTrailingZeros(left);
                boolean free = (request.carriers() & 1 << sf) == 0 || request.kind() == SendRequest.Kind.NEW_DATA;
                if (free && subflows.roomBytes(sf) > 0 && (best < 0 || subflows.roomBytes(sf) > subflows.roomBytes(best))) {
                    best = sf;
                }
            }
            return best < 0 ? WAIT : PacketScheduler.grant(best);
        }

        @Override
        public void attach(Subflows subflows, long nowNs) {
            called();
        }

        @Override
        public void onSent(int sf, long streamOffset, int bytes, long nowNs) {
            called();
        }

        @Override
        public void onDataAck(long streamOffset, long nowNs) {
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
