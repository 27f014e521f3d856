package mptcp.core.loop;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.link.IpLink;

/** What other loops send by the links of this one. Loop thread only. */
final class Lanes {
    private final List<Lane> lanes = new ArrayList<>();

    void add(Lane lane) {
        lanes.add(lane);
    }

    void remove(IpLink link) {
        lanes.removeIf(l -> l.link() == link);
    }

    /** Before the links are flushed. */
    void forward(Containment containment, long nowNs) {
        for (int i = 0; i < lanes.size(); i++) {
            containment.forward(lanes.get(i), nowNs);
        }
    }

    /** Whether a link had no room, so that time has to pass. */
    boolean blocked() {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).isBlocked()) {
                return true;
            }
        }
        return false;
    }

    /** Whether something waits to be sent. */
    boolean pending() {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).pending()) {
                return true;
            }
        }
        return false;
    }
}
