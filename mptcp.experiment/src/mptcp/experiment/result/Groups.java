package mptcp.experiment.result;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mptcp.experiment.plan.Names;

/**
 * Groups of flows, {@code user#}, as one: in each run its metrics are the means of its members' that have a value. The members of one
 * run share its queues, so that a group has as many samples as there are runs, and no more.
 */
final class Groups {
    private final List<String> names;

    /** @param names with a # each */
    Groups(List<String> names) {
        this.names = List.copyOf(names);
    }

    boolean isMember(String flow) {
        return names.stream().anyMatch(group -> !group.equals(flow) && Names.matches(group, flow));
    }

    /** The outcome with its groups as flows, behind the others, which have no paths of their own. */
    Outcome with(Outcome o) {
        Map<String, Map<String, Double>> flows = new LinkedHashMap<>(o.flows());
        Map<String, Map<String, Map<String, Double>>> paths = new LinkedHashMap<>(o.paths());
        for (String group : names) {
            List<Map<String, Double>> members = o.flows().entrySet().stream().filter(f -> Names.matches(group, f.getKey()))
                    .map(Map.Entry::getValue).toList();
            if (members.size() > 1) {
                flows.put(group, means(members));
                paths.put(group, Map.of());
            }
        }
        return new Outcome(o.point(), o.seed(), o.eventHash(), flows, paths);
    }

    private static Map<String, Double> means(List<Map<String, Double>> members) {
        Set<String> metrics = new LinkedHashSet<>();
        members.forEach(m -> metrics.addAll(m.keySet()));
        Map<String, Double> means = new LinkedHashMap<>();
        metrics.forEach(metric -> means.put(metric, members.stream().map(m -> m.get(metric)).filter(v -> v != null && Double.isFinite(v))
                .mapToDouble(v -> v).average().orElse(Double.NaN)));
        return means;
    }
}
