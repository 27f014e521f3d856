package mptcp.core.mp.path;

import java.net.InetSocketAddress;
import mptcp.core.wire.Flow;

/** Who a subflow is, for as long as it lives; made once, since policies ask on the way of packets. Loop thread only. */
final class SubflowName {
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    /** Of the subflows of its connection that had a place, the how manieth it is, from 1; 0 before it has one. */
    private long id;

    SubflowName(Flow flow) {
        local = new InetSocketAddress(flow.local().inet(), flow.localPort());
        remote = new InetSocketAddress(flow.remote().inet(), flow.remotePort());
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    long id() {
        return id;
    }

    void id(long number) {
        id = number;
    }
}
