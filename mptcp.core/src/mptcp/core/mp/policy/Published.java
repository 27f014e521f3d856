package mptcp.core.mp.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import mptcp.api.policy.PolicyStatistics;

/** The numbers that one policy of a connection publishes; its counters are also part of the host's sums. Loop thread only. */
public final class Published implements PolicyStatistics {
    private static final int MOST = 64;
    /** They are kept for as long as the host is there. */
    private static final int LONGEST_HELP = 200;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private final CostMeter account;
    private final Map<String, Value> values = new LinkedHashMap<>();

    Published(CostMeter account) {
        this.account = account;
    }

    private sealed interface Value permits Count, Level {
        Number now();
    }

    private static final class Count implements Counter, Value {
        private final CostMeter.Sum sum;
        private long value;

        Count(CostMeter.Sum sum) {
            this.sum = sum;
        }

        @Override
        public void add(long n) {
            if (n < 0) {
                throw new IllegalArgumentException("a counter only grows, not by " + n);
            }
            value = CostMeter.more(value, n);
            sum.add(n);
        }

        @Override
        public Number now() {
            return value;
        }
    }

    private static final class Level implements Gauge, Value {
        private double value;

        @Override
        public void set(double to) {
            value = to;
        }

        @Override
        public Number now() {
            return value;
        }
    }

    @Override
    public Counter counter(String name, String help) {
        return (Counter) the(name, Counter.class, () -> new Count(account.sum(name, line(help))));
    }

    private static String line(String help) {
        String text = help == null ? "" : help.strip().replaceAll("\\s+", " ");
        return text.length() <= LONGEST_HELP ? text : text.substring(0, LONGEST_HELP);
    }

    @Override
    public Gauge gauge(String name, String help) {
        return (Gauge) the(name, Gauge.class, Level::new);
    }

    private Value the(String name, Class<?> type, Supplier<Value> maker) {
        Value known = values.get(name);
        if (known == null) {
            if (name == null || !NAME.matcher(name).matches() || values.size() >= MOST) {
                throw new IllegalArgumentException("'" + name + "' is no name of a statistic, or there are " + MOST + " already");
            }
            known = maker.get();
            values.put(name, known);
        } else if (!type.isInstance(known)) {
            throw new IllegalArgumentException("'" + name + "' is a statistic of the other sort already");
        }
        return known;
    }

    /** What they are now, in the order in which they were asked for: long for a counter, double for a gauge. */
    Map<String, Number> snapshot() {
        Map<String, Number> now = new LinkedHashMap<>();
        values.forEach((name, value) -> now.put(name, value.now()));
        return now;
    }
}
