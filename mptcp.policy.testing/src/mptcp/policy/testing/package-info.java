/** Connections made by hand, and what the core expects of each kind of policy, for the tests of policies. */
@Version("2.1.0")
package mptcp.policy.testing;

import org.osgi.annotation.versioning.Version;
