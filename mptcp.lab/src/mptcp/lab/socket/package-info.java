/** Sockets of the kernel, MPTCP among them, in any network namespace and without a process of their own. */
@Version("0.1.0")
package mptcp.lab.socket;

import org.osgi.annotation.versioning.Version;
