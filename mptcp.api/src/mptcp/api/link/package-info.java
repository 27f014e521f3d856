/** Links below the stack: where IP packets come from and go to. */
@Version("2.1.0")
package mptcp.api.link;

import org.osgi.annotation.versioning.Version;
