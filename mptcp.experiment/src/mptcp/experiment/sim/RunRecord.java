package mptcp.experiment.sim;

import java.util.List;
import java.util.Map;
import mptcp.io.sim.HopStatistics;

/**
 * All that was noted of a run.
 *
 * @param eventHash of everything that happened in the network: equal runs have equal ones
 * @param endNs when nothing was left to do, or the duration
 * @param happened the events of the plan and what stacks reported, as lines
 * @param hops what went through each direction of each link
 * @param counters those of each host that are not zero
 */
public record RunRecord(long seed, long eventHash, long endNs, List<FlowRecord> flows, List<String> happened,
        Map<String, HopStatistics> hops, Map<String, Map<String, Long>> counters) {}
