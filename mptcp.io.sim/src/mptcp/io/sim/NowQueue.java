package mptcp.io.sim;

/** Events of one time, in the order of their insertion, which is the order in which they come. */
final class NowQueue {
    /** A power of two, as it stays when it grows. */
    private static final int FIRST_CAPACITY = 64;

    private long timeNs;
    private long[] orders = new long[FIRST_CAPACITY];
    private EventQueue.Handler[] handlers = new EventQueue.Handler[FIRST_CAPACITY];
    private Packet[] packets = new Packet[FIRST_CAPACITY];
    private int first;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether an event of this time can be added: there is none of another time. */
    boolean takes(long time) {
        return size == 0 || time == timeNs;
    }

    /** @param order above that of all before it */
    void add(long time, long order, EventQueue.Handler handler, Packet packet) {
        if (size == orders.length) {
            grow();
        }
        timeNs = time;
        int at = first + size++ & orders.length - 1;
        orders[at] = order;
        handlers[at] = handler;
        packets[at] = packet;
    }

    /** Of all that are in it. */
    long timeNs() {
        return timeNs;
    }

    /** Of the first, as what follows. */
    long order() {
        return orders[first];
    }

    EventQueue.Handler handler() {
        return handlers[first];
    }

    Packet packet() {
        return packets[first];
    }

    void remove() {
        handlers[first] = null;
        packets[first] = null;
        first = first + 1 & orders.length - 1;
        size--;
    }

    private void grow() {
        long[] oldOrders = orders;
        EventQueue.Handler[] oldHandlers = handlers;
        Packet[] oldPackets = packets;
        orders = new long[2 * size];
        handlers = new EventQueue.Handler[2 * size];
        packets = new Packet[2 * size];
        for (int i = 0; i < size; i++) {
            int from = first + i & size - 1;
            orders[i] = oldOrders[from];
            handlers[i] = oldHandlers[from];
            packets[i] = oldPackets[from];
        }
        first = 0;
    }
}
