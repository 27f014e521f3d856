package mptcp.api.rexmit;

import mptcp.api.policy.PolicyFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a data-level retransmission policy. */
@ConsumerType
public interface RetransmitPolicyFactory extends PolicyFactory<RetransmitPolicy> {}
