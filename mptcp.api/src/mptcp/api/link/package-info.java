/** Links below the stack: where IP packets come from and go to. */
@Version("2.0.0")
package mptcp.api.link;

import org.osgi.annotation.versioning.Version;
