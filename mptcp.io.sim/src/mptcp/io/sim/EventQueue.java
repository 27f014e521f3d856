package mptcp.io.sim;

import java.util.Arrays;

/**
 * Events in the order of their time, and of their insertion where times are equal. A binary heap in parallel arrays: no
 * allocation per event.
 */
final class EventQueue {
    /** What happens; the packet is the one the event was scheduled with. */
    @FunctionalInterface
    interface Handler {
        void fire(Packet packet, long nowNs);
    }

    private long[] times = new long[256];
    private long[] orders = new long[256];
    private Handler[] handlers = new Handler[256];
    private Packet[] packets = new Packet[256];
    private int size;
    private long inserted;

    void add(long timeNs, Handler handler, Packet packet) {
        add(timeNs, turn(), handler, packet);
    }

    /** A place in the order of insertion, to be used later: of equal times, it comes before what is added after now. */
    long turn() {
        return inserted++;
    }

    /** @param order from {@link #turn} */
    void add(long timeNs, long order, Handler handler, Packet packet) {
        if (size == times.length) {
            grow();
        }
        int at = size++;
        while (at > 0) {
            int parent = at - 1 >>> 1;
            if (before(parent, timeNs, order)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, timeNs, order, handler, packet);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** When the first event is due, or {@link Long#MAX_VALUE}. */
    long nextNs() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Takes the first event out and lets it happen at its own time. */
    void fireNext() {
        long time = times[0];
        Handler handler = handlers[0];
        Packet packet = packets[0];
        removeFirst();
        handler.fire(packet, time);
    }

    /** Lets everything happen that is due. */
    void runUntil(long timeNs) {
        while (size > 0 && times[0] <= timeNs) {
            fireNext();
        }
    }

    private void removeFirst() {
        int last = --size;
        long time = times[last];
        long order = orders[last];
        Handler handler = handlers[last];
        Packet packet = packets[last];
        handlers[last] = null;
        packets[last] = null;
        if (last == 0) {
            return;
        }
        int at = 0;
        for (int child = 1; child < last; child = 2 * at + 1) {
            if (child + 1 < last && before(child + 1, times[child], orders[child])) {
                child++;
            }
            if (!before(child, time, order)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, time, order, handler, packet);
    }

    private boolean before(int at, long time, long order) {
        return times[at] < time || times[at] == time && orders[at] < order;
    }

    private void move(int from, int to) {
        set(to, times[from], orders[from], handlers[from], packets[from]);
    }

    private void set(int at, long time, long order, Handler handler, Packet packet) {
        times[at] = time;
        orders[at] = order;
        handlers[at] = handler;
        packets[at] = packet;
    }

    private void grow() {
        int capacity = size * 2;
        times = Arrays.copyOf(times, capacity);
        orders = Arrays.copyOf(orders, capacity);
        handlers = Arrays.copyOf(handlers, capacity);
        packets = Arrays.copyOf(packets, capacity);
    }
}
