/** Path managers: which subflows exist, which addresses are announced (RFC 8684 section 3.4). */
@Version("2.1.0")
package mptcp.api.path;

import org.osgi.annotation.versioning.Version;
