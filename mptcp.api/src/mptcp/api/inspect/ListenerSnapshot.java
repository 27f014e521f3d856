package mptcp.api.inspect;

import java.net.InetSocketAddress;

/** A listening port. */
public record ListenerSnapshot(InetSocketAddress local, int pending, int backlog) {}
