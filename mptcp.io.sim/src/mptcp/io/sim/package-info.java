/** A simulated network: paths with impairments between stacks, in virtual time or paced by the wall clock. */
@Version("0.1.0")
package mptcp.io.sim;

import org.osgi.annotation.versioning.Version;
