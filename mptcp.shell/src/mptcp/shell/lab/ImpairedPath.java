package mptcp.shell.lab;

import mptcp.io.sim.ImpairedLink;
import mptcp.io.sim.LinkSpec;
import mptcp.shell.world.NetworkPath;

/** A TUN device behind the impairments of the simulator. */
record ImpairedPath(ImpairedLink link) implements NetworkPath {
    @Override
    public String name() {
        return link.name();
    }

    @Override
    public LinkSpec spec() {
        return link.outbound().spec();
    }

    @Override
    public void spec(LinkSpec spec) {
        link.outbound().spec(spec);
        link.inbound().spec(spec);
    }

    @Override
    public long dropped() {
        return link.outbound().statistics().dropped() + link.inbound().statistics().dropped();
    }

    @Override
    public long delivered() {
        return link.outbound().statistics().deliveredPackets() + link.inbound().statistics().deliveredPackets();
    }
}
