/**
 * Protocol test scripts: a stack is driven in virtual time over a link that the script itself is the other end of, and
 * every packet is written down or expected exactly. Start at {@link mptcp.testkit.Drill}.
 */
@Version("0.1.0")
package mptcp.testkit;

import org.osgi.annotation.versioning.Version;
