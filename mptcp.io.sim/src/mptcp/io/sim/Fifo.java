package mptcp.io.sim;

/** Packets in order, with their bytes and the time at which each came. */
class Fifo extends Discipline {
    private final PacketFifo waiting = new PacketFifo();
    private long bytes;

    @Override
    boolean enqueue(Packet packet, long nowNs) {
        packet.queuedNs = nowNs;
        waiting.add(packet);
        bytes += packet.length();
        return true;
    }

    @Override
    Packet dequeue(long nowNs) {
        return take();
    }

    /** The oldest, or null. */
    final Packet take() {
        Packet packet = waiting.poll();
        bytes -= packet == null ? 0 : packet.length();
        return packet;
    }

    final Packet peek() {
        return waiting.peek();
    }

    @Override
    final int packets() {
        return waiting.size();
    }

    @Override
    final long bytes() {
        return bytes;
    }
}
