/** What is said of files that cannot be used. Private to whoever carries it. */
package mptcp.program.files;
