package mptcp.experiment.sim;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.experiment.plan.FlowPlan;

/**
 * All that was noted of a flow. Times in nanoseconds from the start of the run.
 *
 * @param connectedNs when its first byte could be sent, or -1
 * @param untilNs when it was complete or stopped
 * @param error why its connection failed, or null
 * @param own metrics of its kind of application
 * @param reinjected bytes that were sent again on another subflow
 * @param duplicates bytes that arrived again at the data level
 * @param sending the last sight of the end of the first connection that sends most, if there was any
 */
public record FlowRecord(FlowPlan plan, long connectedNs, long untilNs, boolean complete, String error, Meter whole,
        List<Meter> windows, List<SubflowTrack> subflows, List<FlowSample> samples, List<Latency> latencies,
        List<MapPoint> maps, Map<String, Double> own, long reinjected, long duplicates,
        Optional<ConnectionSnapshot> sending,
        Optional<ConnectionSnapshot> receiving) {

    /** What the policies of the first connection had published at the end that sends most; path managers, at the one that opened it. */
    public Map<PolicyKind, Map<String, Number>> published() {
        Map<PolicyKind, Map<String, Number>> all = new EnumMap<>(PolicyKind.class);
        for (PolicyKind kind : PolicyKind.values()) {
            boolean there = kind == PolicyKind.PATH_MANAGER && !plan.upward();
            (there ? receiving : sending).map(s -> s.policyStatistics().get(kind)).filter(n -> !n.isEmpty()).ifPresent(n -> all.put(kind, n));
        }
        return all;
    }
}
