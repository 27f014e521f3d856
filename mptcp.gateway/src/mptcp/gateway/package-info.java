/** A program that carries the connections of others over Multipath TCP. */
package mptcp.gateway;
