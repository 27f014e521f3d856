/** The kernel as the other end of transfers. */
package mptcp.lab.peer;
