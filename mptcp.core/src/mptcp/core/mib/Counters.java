package mptcp.core.mib;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table of counters; those of a connection also count for its host. A connection counts few of them, and connections are many:
 * its table has a place for each that it has counted, and says where that is. Loop thread only.
 */
public final class Counters {
    private static final Mib[] ALL = Mib.values();
    private static final int FIRST = 16;
    private static final long[] NONE = {0};

    private final Counters parent;
    /** Of each counter where it stands in {@link #values}, from 1; 0: nowhere yet. Null before the first count. */
    private byte[] places;
    /** Place 0 is nobody's, and always 0. */
    private long[] values = NONE;
    private int used = 1;

    /** A host's table. */
    public Counters() {
        this(null);
    }

    /** A connection's table; it takes memory from the first count on. */
    public Counters(Counters parent) {
        this.parent = parent;
    }

    public void count(Mib counter) {
        add(counter, 1);
    }

    public void add(Mib counter, long amount) {
        increase(counter, amount);
        if (parent != null) {
            parent.increase(counter, amount);
        }
    }

    private void increase(Mib counter, long amount) {
        int place = place(counter);
        if (place == 0) {
            place = newPlace(counter);
        }
        values[place] += amount;
    }

    private int place(Mib counter) {
        return places == null ? 0 : places[counter.ordinal()] & 0xff;
    }

    private int newPlace(Mib counter) {
        if (places == null) {
            places = new byte[ALL.length];
        }
        if (used >= values.length) {
            values = Arrays.copyOf(values, Math.max(FIRST, 2 * values.length));
        }
        places[counter.ordinal()] = (byte) used;
        return used++;
    }

    public long get(Mib counter) {
        return values[place(counter)];
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
