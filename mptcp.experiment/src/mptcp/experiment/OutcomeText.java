package mptcp.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.result.Outcome;

/** An outcome as text, as it is kept and sent: nothing of a number is lost, and what is torn is told from what is whole. */
final class OutcomeText {
    private static final String END = "end";

    private OutcomeText() {}

    static String of(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        outcome.flows().forEach((flow, metrics) -> metrics.forEach((metric, value) ->
                text.append(flow).append(",,").append(metric).append(',').append(value).append('\n')));
        outcome.paths().forEach((flow, paths) -> paths.forEach((path, metrics) -> metrics.forEach((metric, value) ->
                text.append(flow).append(',').append(path).append(',').append(metric).append(',').append(value)
                        .append('\n'))));
        return text.append(END).append(',').append(Long.toHexString(outcome.eventHash())).append('\n').toString();
    }

    /** @return null if it is not whole */
    static Outcome read(Point point, long seed, List<String> lines) {
        Map<String, Map<String, Double>> flows = new LinkedHashMap<>();
        Map<String, Map<String, Map<String, Double>>> paths = new LinkedHashMap<>();
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals(END) && cells.length == 2 && !cells[1].isEmpty()) {
                return new Outcome(point, seed, Long.parseUnsignedLong(cells[1], 16), flows, paths);
            }
            String flow = cells[0].intern(); // a million outcomes have the same few names
            String metric = cells[2].intern();
            double value = Double.parseDouble(cells[3]);
            if (cells[1].isEmpty()) {
                flows.computeIfAbsent(flow, _ -> new LinkedHashMap<>()).put(metric, value);
                paths.computeIfAbsent(flow, _ -> new LinkedHashMap<>());
            } else {
                paths.get(flow).computeIfAbsent(cells[1].intern(), _ -> new LinkedHashMap<>()).put(metric, value);
            }
        }
        return null;
    }
}
