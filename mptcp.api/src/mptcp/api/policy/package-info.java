/** What all kinds of policy share: factories, the view of the subflows, the registry, and who is in use where. */
@Version("2.1.0")
package mptcp.api.policy;

import org.osgi.annotation.versioning.Version;
