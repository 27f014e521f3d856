package mptcp.pathmanager.fullmesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An edge of the mesh. */
record Pair(InetAddress local, InetSocketAddress remote) {}
