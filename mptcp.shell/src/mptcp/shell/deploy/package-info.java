/** What lies in a folder to be deployed, and what is to be said about it. Knows no framework. */
package mptcp.shell.deploy;
