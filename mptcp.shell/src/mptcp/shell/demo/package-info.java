/** The demonstration: a transfer whose policies and paths change under way. */
package mptcp.shell.demo;
