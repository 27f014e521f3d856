/** The TUN link and the waiter. */
package mptcp.io.raw.internal;
