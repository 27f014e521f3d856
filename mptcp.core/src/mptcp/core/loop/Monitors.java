package mptcp.core.loop;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.inspect.Monitor;

/** Those who hear of a host's events. Loop thread only. */
final class Monitors {
    private final Containment containment;
    private final List<Monitor> monitors = new ArrayList<>();

    Monitors(Containment containment) {
        this.containment = containment;
    }

    void add(Monitor monitor) {
        monitors.add(monitor);
    }

    void remove(Monitor monitor) {
        for (int i = 0; i < monitors.size(); i++) { // by identity: nobody is asked whether he equals another
            if (monitors.get(i) == monitor) {
                monitors.remove(i);
                return;
            }
        }
    }

    boolean any() {
        return !monitors.isEmpty();
    }

    void event(long nowNs, long connection, int subflow, String event, String detail) {
        for (Monitor each : List.copyOf(monitors)) {
            containment.run(each, Containment.Work.MONITOR, () -> each.event(nowNs, connection, subflow, event, detail));
        }
    }
}
