/** Links to the kernel's network: how to open a TUN device, in this or another network namespace. Linux only. */
@Version("0.1.0")
package mptcp.io.raw;

import org.osgi.annotation.versioning.Version;
