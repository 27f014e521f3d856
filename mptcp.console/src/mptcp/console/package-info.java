/** What bundles with commands may offer to the console. */
@Version("0.2.0")
package mptcp.console;

import org.osgi.annotation.versioning.Version;
