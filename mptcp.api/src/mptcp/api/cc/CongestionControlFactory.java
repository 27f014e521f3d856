package mptcp.api.cc;

import mptcp.api.policy.PolicyFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a congestion control. */
@ConsumerType
public interface CongestionControlFactory extends PolicyFactory<CongestionControl> {}
