/** What the kernel says about its connections, and captures of what went over the paths. */
@Version("0.1.0")
package mptcp.lab.view;

import org.osgi.annotation.versioning.Version;
