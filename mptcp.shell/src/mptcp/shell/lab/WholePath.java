package mptcp.shell.lab;

import java.io.UncheckedIOException;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.io.sim.LinkSpec;
import mptcp.lab.LabException;
import mptcp.lab.LabPath;
import mptcp.shell.world.NetworkPath;

/**
 * A path whose super-segments go to the kernel whole. Impairments would have to cut them; all that can be done to it is
 * to cut the path itself: the kernel's routing does, or the interface goes down.
 */
final class WholePath implements NetworkPath {
    private static final LinkSpec UP = LinkSpec.IDEAL;
    private static final LinkSpec DOWN = UP.with("down");

    private final LabPath path;
    private final IpLink link;
    private LinkSpec spec = UP;

    WholePath(LabPath path, IpLink link) {
        this.path = path;
        this.link = link;
    }

    @Override
    public String name() {
        return link.name();
    }

    @Override
    public synchronized LinkSpec spec() {
        return spec;
    }

    @Override
    public synchronized void spec(LinkSpec changed) {
        if (!changed.equals(UP) && !changed.equals(DOWN)) {
            throw new IllegalArgumentException("a path with super-segments can only be 'down' and 'up'; for the rest,"
                    + " make the lab without --super, --ethernet or --link ideal");
        }
        if (changed.equals(spec)) {
            return;
        }
        try {
            if (path.isEthernet()) {
                if (changed.up()) {
                    path.restore();
                } else {
                    path.cut();
                }
            } else if (changed.up()) {
                path.endBlackhole();
            } else {
                path.blackhole();
            }
        } catch (LabException e) {
            throw new UncheckedIOException(e);
        }
        spec = changed;
    }

    @Override
    public long dropped() {
        LinkStatistics s = link.statistics();
        return s.txDropped() + s.rxDropped();
    }

    @Override
    public long delivered() {
        LinkStatistics s = link.statistics();
        return s.txPackets() + s.rxPackets();
    }
}
