package mptcp.policy.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import mptcp.api.policy.PolicyStatistics;

/** What a policy publishes, as a test reads it. */
public final class FakeStatistics implements PolicyStatistics {
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Gauge> gauges = new HashMap<>();

    /** What it is now. @throws AssertionError if nothing of this name was published */
    public double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new AssertionError("'" + name + "' is not among " + values.keySet());
        }
        return value;
    }

    @Override
    public Counter counter(String name, String help) {
        values.putIfAbsent(name, 0.0);
        return counters.computeIfAbsent(name, _ -> n -> values.merge(name, (double) n, Double::sum));
    }

    @Override
    public Gauge gauge(String name, String help) {
        values.putIfAbsent(name, 0.0);
        return gauges.computeIfAbsent(name, _ -> value -> values.put(name, value));
    }
}
