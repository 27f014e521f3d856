package mptcp.io.sim;

/** Packets in order, linked through themselves: no allocation, no limit. */
final class PacketFifo {
    private Packet head;
    private Packet tail;
    private int size;

    void add(Packet packet) {
        packet.next = null;
        if (head == null) {
            head = packet;
        } else {
            tail.next = packet;
        }
        tail = packet;
        size++;
    }

    /** Takes the oldest, or returns null. */
    Packet poll() {
        Packet packet = head;
        if (packet != null) {
            head = packet.next;
            packet.next = null;
            size--;
        }
        return packet;
    }

    Packet peek() {
        return head;
    }

    int size() {
        return size;
    }

    void releaseAll(PacketPool pool) {
        for (Packet p = poll(); p != null; p = poll()) {
            pool.release(p);
        }
    }
}
