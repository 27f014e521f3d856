package mptcp.experiment.sim;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import mptcp.api.socket.DrivenStack;

/** Which flow a connection of a host is of: found in the same time with ten thousand flows. One thread, that of the run. */
final class ConnectionOwners {
    private final Map<DrivenStack, Map<Long, FlowRun>> owners = new IdentityHashMap<>();

    void add(DrivenStack stack, long connection, FlowRun flow) {
        owners.computeIfAbsent(stack, _ -> new HashMap<>()).put(connection, flow);
    }

    /** Null: it is nobody's, or not known yet. */
    FlowRun of(DrivenStack stack, long connection) {
        return owners.getOrDefault(stack, Map.of()).get(connection);
    }
}
