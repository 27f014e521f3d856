package mptcp.core.mp.path;

import mptcp.api.address.Tags;
import mptcp.core.wire.IpAddress;

/**
 * A way on which a connection can be opened.
 *
 * @param localPort 0: an ephemeral one
 * @param link the name of that which it leaves by
 * @param tags what is said of the link, and of the address of ours
 */
public record Way(IpAddress local, int localPort, IpAddress remote, int remotePort, String link, Tags tags) {}
