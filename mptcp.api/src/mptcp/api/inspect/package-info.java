/** Snapshots of connections and counters, for tools. */
@Version("2.1.0")
package mptcp.api.inspect;

import org.osgi.annotation.versioning.Version;
