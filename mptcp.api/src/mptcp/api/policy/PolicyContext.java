package mptcp.api.policy;

import org.osgi.annotation.versioning.ProviderType;

/** What one policy of one connection is given: its connection, and what is its own. Loop thread only. */
@ProviderType
public interface PolicyContext extends ConnectionInfo {}
