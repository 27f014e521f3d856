/** How numbers with units are written, everywhere: settings, commands, files. */
@Version("1.0.0")
package mptcp.api.text;

import org.osgi.annotation.versioning.Version;
