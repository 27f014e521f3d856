/** The chain in a framework. */
package mptcp.pathmanager.chain.osgi;
