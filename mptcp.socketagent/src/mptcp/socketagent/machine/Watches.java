package mptcp.socketagent.machine;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mptcp.api.link.PacketSink;

/** Those who look at the packets of one device. While there are none a packet costs a look at this list. */
final class Watches {
    private final List<PacketWatch> all = new CopyOnWriteArrayList<>();

    /** Any thread. */
    void add(PacketWatch watch) {
        all.add(watch);
    }

    /** Any thread. */
    void remove(PacketWatch watch) {
        all.remove(watch);
    }

    /** The packet as it is before the device has it; null if nobody looks. */
    Passing seen(MemorySegment m, long at, int length) {
        return all.isEmpty() ? null : Passing.of(m, at, length);
    }

    void sent(Passing segment) {
        if (segment != null) {
            all.forEach(w -> w.sent(segment));
        }
    }

    void turned() {
        if (!all.isEmpty()) {
            all.forEach(PacketWatch::turned);
        }
    }

    /** @return what hands packets to the stack and tells of each */
    PacketSink around(PacketSink stack) {
        return all.isEmpty() ? stack : (memory, offset, length, segmentSize, checksumState, nowNs) -> {
            Passing segment = seen(memory, offset, length);
            stack.packet(memory, offset, length, segmentSize, checksumState, nowNs);
            if (segment != null) {
                all.forEach(w -> w.received(segment));
            }
        };
    }
}
