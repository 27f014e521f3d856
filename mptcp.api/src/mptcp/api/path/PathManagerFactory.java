package mptcp.api.path;

import mptcp.api.policy.PolicyFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a path manager. */
@ConsumerType
public interface PathManagerFactory extends PolicyFactory<PathManager> {}
