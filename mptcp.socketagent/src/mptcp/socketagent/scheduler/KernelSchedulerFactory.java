package mptcp.socketagent.scheduler;

import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;

/** Makes {@link KernelScheduler}s. */
public final class KernelSchedulerFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public String description() {
        return "the subflow whose queue is empty first, as Linux's scheduler chooses";
    }

    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new KernelScheduler();
    }
}
