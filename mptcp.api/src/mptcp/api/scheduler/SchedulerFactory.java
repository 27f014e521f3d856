package mptcp.api.scheduler;

import mptcp.api.policy.PolicyFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a packet scheduler. */
@ConsumerType
public interface SchedulerFactory extends PolicyFactory<PacketScheduler> {}
