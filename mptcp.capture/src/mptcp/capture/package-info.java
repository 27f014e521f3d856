/** Captures of packets, as Wireshark reads them: in a file, or through a pipe as they come. */
@Version("1.0.0")
package mptcp.capture;

import org.osgi.annotation.versioning.Version;
