package mptcp.core.mib;

import java.util.LinkedHashMap;
import java.util.Map;

/** A table of counters; those of a connection also count for its host. Loop thread only. */
public final class Counters {
    private static final Mib[] ALL = Mib.values();

    private final Counters parent;
    private long[] values;

    /** A host's table. */
    public Counters() {
        this(null);
        values = new long[ALL.length];
    }

    /** A connection's table; it takes memory from the first count on. */
    public Counters(Counters parent) {
        this.parent = parent;
    }

    public void count(Mib counter) {
        add(counter, 1);
    }

    public void add(Mib counter, long amount) {
        if (values == null) {
            values = new long[ALL.length];
        }
        values[counter.ordinal()] += amount;
        if (parent != null) {
            parent.values[counter.ordinal()] += amount;
        }
    }

    public long get(Mib counter) {
        return values == null ? 0 : values[counter.ordinal()];
    }

    /** By name, in the order of the enumeration. */
    public Map<String, Long> snapshot(boolean zeros) {
        Map<String, Long> map = new LinkedHashMap<>();
        for (Mib counter : ALL) {
            long value = get(counter);
            if (zeros || value != 0) {
                map.put(counter.label(), value);
            }
        }
        return map;
    }
}
