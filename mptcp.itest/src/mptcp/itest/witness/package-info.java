/** Where policies of tests say that they were called; it outlives their bundles. */
@Version("0.1.0")
package mptcp.itest.witness;

import org.osgi.annotation.versioning.Version;
