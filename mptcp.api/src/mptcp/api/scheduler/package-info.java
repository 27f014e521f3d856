/** Packet schedulers: which subflow carries the next bytes. */
@Version("2.0.0")
package mptcp.api.scheduler;

import org.osgi.annotation.versioning.Version;
