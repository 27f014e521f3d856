/** What applications use: stacks, listeners, byte-stream sockets. */
@Version("2.1.0")
package mptcp.api.socket;

import org.osgi.annotation.versioning.Version;
