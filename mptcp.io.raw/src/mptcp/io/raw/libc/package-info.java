/** The C library through java.lang.foreign. Private to the bundle. */
package mptcp.io.raw.libc;
