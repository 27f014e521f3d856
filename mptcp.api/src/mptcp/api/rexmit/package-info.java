/** Data-level retransmission: when data that one subflow carries is given to another (RFC 8684 section 3.3.6). */
@Version("2.1.0")
package mptcp.api.rexmit;

import org.osgi.annotation.versioning.Version;
