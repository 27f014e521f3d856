package mptcp.socketagent.socket;

import java.net.InetSocketAddress;

/** Whether an address can be bound besides those that other descriptors have. */
public interface BoundPorts {
    /** @throws CallException EADDRINUSE */
    void check(AgentSocket asking, InetSocketAddress wanted) throws CallException;
}
