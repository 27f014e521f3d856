/** The laboratory: network namespaces with the kernel's Multipath TCP as the peer of this stack. */
package mptcp.lab;
