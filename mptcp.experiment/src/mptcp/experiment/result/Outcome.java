package mptcp.experiment.result;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Names;
import mptcp.experiment.sim.FlowRecord;
import mptcp.experiment.sim.RunRecord;

/**
 * The metrics of one run, by flow; those of its paths by flow and path.
 *
 * @param eventHash of everything that happened in its network: a repetition has the same
 */
public record Outcome(Point point, long seed, long eventHash, Map<String, Map<String, Double>> flows,
        Map<String, Map<String, Map<String, Double>>> paths) {

    public static Outcome of(Point point, Experiment experiment, RunRecord run) {
        Map<String, Map<String, Double>> flows = new LinkedHashMap<>();
        Map<String, Map<String, Map<String, Double>>> paths = new LinkedHashMap<>();
        for (FlowRecord f : run.flows()) {
            flows.put(f.plan().name(), Metrics.ofFlow(f, experiment.windows()));
            paths.put(f.plan().name(), Metrics.ofPaths(f, experiment.windows()));
        }
        return new Outcome(point, run.seed(), run.eventHash(), flows, paths);
    }

    /**
     * A metric.
     *
     * @param reference flow.metric (of a group of flows, their mean) or flow.path.metric, without the variant
     * @return NaN if it has no value; 0 for a path that the flow never used
     */
    double get(List<String> reference) {
        return flows.keySet().stream().filter(flow -> Names.matches(reference.getFirst(), flow))
                .mapToDouble(flow -> get(flow, reference)).average().orElse(Double.NaN);
    }

    private double get(String flow, List<String> reference) {
        String metric = reference.getLast();
        if (reference.size() == 2) {
            return flows.get(flow).getOrDefault(metric, Double.NaN);
        }
        Map<String, Double> ofPath = paths.get(flow).get(reference.get(1));
        return ofPath == null ? 0 : ofPath.get(metric);
    }
}
