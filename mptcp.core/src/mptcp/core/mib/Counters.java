package mptcp.core.mib;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table of counters; those of a connection also count for its host. A connection counts few of them, and connections are many:
 * their tables have places for those only that connections of their host have counted, in the order in which the first did. The
 * order is the host's, one for all: what each packet counts is looked up where the one before it was. Loop thread only.
 */
public final class Counters {
    private static final Mib[] ALL = Mib.values();
    private static final int STEP = 8;
    private static final long[] NONE = {0};

    private final Counters parent;
    /** Of each counter where it stands in {@link #values}; 0: nowhere yet. The same for all connections of a host. */
    private final Order order;
    /** Place 0 is nobody's, and always 0. */
    private long[] values;

    private static final class Order {
        final byte[] places = new byte[ALL.length];
        int used = 1;

        int place(Mib counter) {
            return places[counter.ordinal()] & 0xff;
        }

        int newPlace(Mib counter) {
            places[counter.ordinal()] = (byte) used;
            return used++;
        }
    }

    /** A host's table, which has all of them. */
    public Counters() {
        parent = null;
        order = new Order();
        values = new long[ALL.length];
    }

    /** A connection's table; it takes memory from the first count on. */
    public Counters(Counters parent) {
        this.parent = parent;
        order = parent.order;
        values = NONE;
    }

    public void count(Mib counter) {
        add(counter, 1);
    }

    public void add(Mib counter, long amount) {
        if (parent == null) {
            values[counter.ordinal()] += amount;
            return;
        }
        parent.values[counter.ordinal()] += amount;
        int place = order.place(counter);
        if (place == 0) {
            place = order.newPlace(counter);
        }
        if (place >= values.length) {
            values = Arrays.copyOf(values, place + STEP & -STEP);
        }
        values[place] += amount;
    }

    public long get(Mib counter) {
        if (parent == null) {
            return values[counter.ordinal()];
        }
        int place = order.place(counter);
        return place < values.length ? values[place] : 0;
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
