/** What the commands work on: the hosts, the network embedded in this process, and transfers between hosts. */
package mptcp.shell.world;
