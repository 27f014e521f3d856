/** Policies and listeners that misbehave on purpose: whatever callback, whatever they do there. */
@Version("1.0.0")
package mptcp.testkit.fault;

import org.osgi.annotation.versioning.Version;
