/** What applications say of their bytes, for policies to go by. */
@Version("1.0.0")
package mptcp.api.hint;

import org.osgi.annotation.versioning.Version;
