/** Recordings in a framework. */
package mptcp.record.osgi;
