/** Middleboxes as met in the Internet: what each does to TCP segments that pass through. */
@Version("0.1.0")
package mptcp.io.sim.middlebox;

import org.osgi.annotation.versioning.Version;
