package mptcp.io.sim;

import java.util.Arrays;

/**
 * Events in the order of their time, and of their insertion where times are equal. A heap of four branches, whose siblings
 * share a line of the cache, and beside it a queue of what is to happen at the present time, which is half of all: the turns
 * of stacks. No allocation per event.
 */
final class EventQueue {
    /** What happens; the packet is the one the event was scheduled with. */
    @FunctionalInterface
    interface Handler {
        void fire(Packet packet, long nowNs);
    }

    private static final int BRANCHES = 4;
    private static final int FIRST_CAPACITY = 256;

    /** Of each event in the heap time and order, side by side; and in the same way handler and packet. */
    private long[] keys = new long[2 * FIRST_CAPACITY];
    private Object[] values = new Object[2 * FIRST_CAPACITY];
    private int size;
    private final NowQueue now = new NowQueue();
    /** The time of the event that was fired last. */
    private long firedNs = Long.MIN_VALUE;
    private long inserted;

    void add(long timeNs, Handler handler, Packet packet) {
        if (timeNs == firedNs && now.takes(timeNs)) {
            now.add(timeNs, turn(), handler, packet);
        } else {
            add(timeNs, turn(), handler, packet);
        }
    }

    /** A place in the order of insertion, to be used later: of equal times, it comes before what is added after now. */
    long turn() {
        return inserted++;
    }

    /** @param order from {@link #turn} */
    void add(long timeNs, long order, Handler handler, Packet packet) {
        if (2 * size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * keys.length);
            values = Arrays.copyOf(values, 2 * values.length);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) / BRANCHES;
            if (!isBefore(timeNs, order, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, timeNs, order, handler, packet);
    }

    boolean isEmpty() {
        return size == 0 && now.isEmpty();
    }

    /** When the first event is due, or {@link Long#MAX_VALUE}. */
    long nextNs() {
        long first = size == 0 ? Long.MAX_VALUE : keys[0];
        return now.isEmpty() ? first : Math.min(first, now.timeNs());
    }

    /** Takes the first event out and lets it happen at its own time. */
    void fireNext() {
        Handler handler;
        Packet packet;
        if (!now.isEmpty() && (size == 0 || isBefore(now.timeNs(), now.order(), 0))) {
            firedNs = now.timeNs();
            handler = now.handler();
            packet = now.packet();
            now.remove();
        } else {
            firedNs = keys[0];
            handler = (Handler) values[0];
            packet = (Packet) values[1];
            removeFirst();
        }
        handler.fire(packet, firedNs);
    }

    /** Lets everything happen that is due. */
    void runUntil(long timeNs) {
        while (!isEmpty() && nextNs() <= timeNs) {
            fireNext();
        }
    }

    private void removeFirst() {
        int last = --size;
        long time = keys[2 * last];
        long order = keys[2 * last + 1];
        Object handler = values[2 * last];
        Object packet = values[2 * last + 1];
        values[2 * last] = null;
        values[2 * last + 1] = null;
        if (last == 0) {
            return;
        }
        int at = 0;
        for (int first = 1; first < last; first = BRANCHES * at + 1) {
            int child = first;
            int end = Math.min(last, first + BRANCHES);
            for (int i = first + 1; i < end; i++) {
                if (isBefore(keys[2 * i], keys[2 * i + 1], child)) {
                    child = i;
                }
            }
            if (!isBefore(keys[2 * child], keys[2 * child + 1], time, order)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, time, order, handler, packet);
    }

    private boolean isBefore(long time, long order, int other) {
        return isBefore(time, order, keys[2 * other], keys[2 * other + 1]);
    }

    private static boolean isBefore(long time, long order, long otherTime, long otherOrder) {
        return time < otherTime || time == otherTime && order < otherOrder;
    }

    private void move(int from, int to) {
        set(to, keys[2 * from], keys[2 * from + 1], values[2 * from], values[2 * from + 1]);
    }

    private void set(int at, long time, long order, Object handler, Object packet) {
        keys[2 * at] = time;
        keys[2 * at + 1] = order;
        values[2 * at] = handler;
        values[2 * at + 1] = packet;
    }
}
