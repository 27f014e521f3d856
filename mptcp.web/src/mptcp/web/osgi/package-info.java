/** The live page in a framework. */
package mptcp.web.osgi;
