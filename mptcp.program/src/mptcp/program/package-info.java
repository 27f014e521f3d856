/** How the command lines of the programs are read. */
@Version("1.0.0")
package mptcp.program;

import org.osgi.annotation.versioning.Version;
