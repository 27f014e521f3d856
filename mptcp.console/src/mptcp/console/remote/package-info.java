/**
 * What the two ends of a remote session have in common: where they meet, and how they speak. Needs nothing but the Java
 * platform.
 */
package mptcp.console.remote;
