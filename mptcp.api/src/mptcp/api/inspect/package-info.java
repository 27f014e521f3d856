/** Snapshots of connections and counters, for tools. */
@Version("2.0.0")
package mptcp.api.inspect;

import org.osgi.annotation.versioning.Version;
