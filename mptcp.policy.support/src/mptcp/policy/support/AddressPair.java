package mptcp.policy.support;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where a subflow goes from and to, but for the port of this end. */
public record AddressPair(InetAddress local, InetSocketAddress remote) {}
