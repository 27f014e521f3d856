package mptcp.experiment.sim;

import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.HopStatistics;

/**
 * All that was noted of a run.
 *
 * @param eventHash of everything that happened in the network: equal runs have equal ones
 * @param endNs when nothing was left to do, or the duration
 * @param happened the events of the plan and what stacks reported, as lines
 * @param hops what went through each direction of each link
 * @param counters those of each host that are not zero
 * @param published the counters of policies, of each host; sums over its connections
 */
public record RunRecord(long seed, long eventHash, long endNs, List<FlowRecord> flows, List<String> happened,
        Map<String, HopStatistics> hops, Map<String, Map<String, Long>> counters, Map<String, List<Published>> published) {

    /** The sum of a counter over the connections of a host. */
    public record Published(PolicyKind kind, String policy, String name, long value) {}
}
