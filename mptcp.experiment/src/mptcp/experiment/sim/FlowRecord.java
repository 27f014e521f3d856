package mptcp.experiment.sim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mptcp.api.inspect.ConnectionSnapshot;
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
        Optional<ConnectionSnapshot> receiving) {}
