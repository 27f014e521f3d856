/** The messages of the 0-RTT TCP Convert Protocol (RFC 8803). */
package mptcp.gateway.convert;
