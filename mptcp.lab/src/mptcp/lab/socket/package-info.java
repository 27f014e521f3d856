/** Sockets of the kernel, MPTCP among them, in any network namespace and without a process of their own. */
package mptcp.lab.socket;
