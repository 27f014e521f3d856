/** Addresses of a host and what is said of them: prefixes, endpoints, tags. */
@Version("1.0.0")
package mptcp.api.address;

import org.osgi.annotation.versioning.Version;
