/** Packet schedulers: which subflow carries the next bytes. */
@Version("2.1.0")
package mptcp.api.scheduler;

import org.osgi.annotation.versioning.Version;
