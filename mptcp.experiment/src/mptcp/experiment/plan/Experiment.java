package mptcp.experiment.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mptcp.io.sim.LinkSpec;

/**
 * An experiment with all parameters set: with a seed it is a run. Immutable.
 *
 * @param payloadFree whether bytes are counted only, see {@link mptcp.api.socket.StackConfig#payloadFree}
 * @param maps when mappings are noted
 * @param links shared ones; each has this in either direction
 * @param description all that its runs depend on beside the seed, as text
 */
public record Experiment(boolean payloadFree, long durationNs, long sampleNs, Unevenness unevenness, List<Window> windows, Window maps,
        Map<String, HostPlan> hosts, Map<String, LinkSpec> links, Map<String, PathPlan> paths,
        Map<String, FlowPlan> flows, List<CrossPlan> cross, List<EventPlan> events, String description) {
    Optional<PathPlan> pathBetween(String a, String b) {
        return paths.values().stream().filter(p -> p.joins(a, b)).findFirst();
    }
}
