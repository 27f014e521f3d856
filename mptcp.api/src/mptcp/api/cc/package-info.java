/** Congestion control, one instance per connection, so that coupled algorithms (RFC 6356) need no side channel. */
@Version("2.1.0")
package mptcp.api.cc;

import org.osgi.annotation.versioning.Version;
