package mptcp.policy.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import mptcp.api.policy.PolicyStatistics;

/** What a policy publishes, as a test reads it. Updating allocates nothing, as in the stack. */
public final class FakeStatistics implements PolicyStatistics {
    private final Map<String, Cell> cells = new LinkedHashMap<>();

    /** A number that can be counted up or set. */
    private static final class Cell implements Counter, Gauge {
        private double value;

        @Override
        public void add(long n) {
            value += n;
        }

        @Override
        public void set(double to) {
            value = to;
        }
    }

    /** What it is now. @throws AssertionError if nothing of this name was published */
    public double value(String name) {
        Cell cell = cells.get(name);
        if (cell == null) {
            throw new AssertionError("'" + name + "' is not among " + cells.keySet());
        }
        return cell.value;
    }

    @Override
    public Counter counter(String name, String help) {
        return cells.computeIfAbsent(name, _ -> new Cell());
    }

    @Override
    public Gauge gauge(String name, String help) {
        return cells.computeIfAbsent(name, _ -> new Cell());
    }
}
