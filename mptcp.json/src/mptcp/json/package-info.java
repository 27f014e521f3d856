/** Values as JSON: what commands, the live page and results of experiments write. */
@Version("1.0.0")
package mptcp.json;

import org.osgi.annotation.versioning.Version;
