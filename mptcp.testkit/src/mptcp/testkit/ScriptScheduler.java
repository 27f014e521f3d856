package mptcp.testkit;

import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;

/** A scheduler that uses the subflow that the script prefers, else the lowest that is usable. One thread. */
final class ScriptScheduler implements SchedulerFactory {
    private final String name;
    private int preferred;

    ScriptScheduler(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    void prefer(int slot) {
        preferred = slot;
    }

    @Override
    public PacketScheduler create(PolicyContext connection) {
        return this::select;
    }

    private long select(SendRequest request, Subflows subflows, long nowNs) {
        int candidates = subflows.usable() & ~subflows.stale();
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            candidates &= ~request.carriers();
        }
        int regular = candidates & ~subflows.backups();
        candidates = regular != 0 ? regular : candidates;
        if (candidates == 0) {
            return PacketScheduler.WAIT;
        }
        int sf = (candidates & 1 << preferred) != 0 ? preferred : Integer.numberOfTrailingZeros(candidates);
        return subflows.roomBytes(sf) > 0 ? PacketScheduler.grant(sf) : PacketScheduler.WAIT;
    }
}
