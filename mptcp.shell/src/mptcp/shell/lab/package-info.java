/** The laboratory of the shell: the Linux kernel as the peer. Loaded when a lab is asked for, not before. */
package mptcp.shell.lab;
