/** The laboratory: network namespaces with the kernel's Multipath TCP as the peer of this stack. */
@Version("0.1.0")
package mptcp.lab;

import org.osgi.annotation.versioning.Version;
