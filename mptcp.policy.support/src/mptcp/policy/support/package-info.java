/**
 * What policies share: reading settings, who may carry data, slow start and the Reno family, the timer of the data level. A
 * bundle carries a private copy ({@code -conditionalpackage} of bnd), so that it depends on {@code mptcp.api} alone, or
 * imports the package.
 */
@Version("2.2.0")
package mptcp.policy.support;

import org.osgi.annotation.versioning.Version;
