package mptcp.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one benchmark measured in several rounds: of each figure all values. */
final class Rounds {
    private final Map<List<String>, List<Result>> figures = new LinkedHashMap<>();

    /** One figure. */
    record Figure(Result any, double least, double median, double most) {
        /** As {@link Result#reached}, by the median. */
        boolean reached() {
            return any.with(median).reached();
        }
    }

    void add(List<Result> round) {
        for (Result r : round) {
            figures.computeIfAbsent(List.of(r.variant(), r.metric()), _ -> new ArrayList<>()).add(r);
        }
    }

    boolean isEmpty() {
        return figures.isEmpty();
    }

    /** In the order in which they were first measured. */
    List<Figure> figures() {
        return figures.values().stream().map(Rounds::figure).toList();
    }

    private static Figure figure(List<Result> values) {
        List<Result> sorted = values.stream().sorted(Comparator.comparingDouble(Result::value)).toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half).value()
                : (sorted.get(half - 1).value() + sorted.get(half).value()) / 2;
        return new Figure(sorted.getFirst(), sorted.getFirst().value(), median, sorted.getLast().value());
    }
}
