/** The sockets and channels of the JDK over a stack. */
package mptcp.nio;
