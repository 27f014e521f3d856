package mptcp.api.socket;

/**
 * An ICMP message about a packet of a connection: unreachable, time exceeded, or a parameter problem. While a connection is
 * established it is advice (RFC 9293 section 3.9.2.2). Immutable.
 *
 * @param ipv6 whether type and code are those of RFC 4443, and not of RFC 792 and 1812
 */
public record PathError(boolean ipv6, int type, int code) {}
