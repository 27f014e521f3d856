/** IPv4, IPv6 and TCP headers as the simulator needs them: views, checksums, segmentation, text. */
@Version("0.1.0")
package mptcp.io.sim.packet;

import org.osgi.annotation.versioning.Version;
