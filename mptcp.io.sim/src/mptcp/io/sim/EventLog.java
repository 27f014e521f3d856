package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tells listeners what happens, and keeps the rolling hash of it. */
final class EventLog {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9e37_79b1_85eb_ca87L;
    private static final int PASSED = -1;
    private static final int RECEIVED = -2;

    private final List<NetworkListener> listeners = new ArrayList<>();
    private NetworkListener[] active = {};
    private boolean headersOnly;
    private long hash = PRIME;
    private long events;

    /** @param headersOnly see {@link #hashHeaders} */
    EventLog(boolean headersOnly) {
        this.headersOnly = headersOnly;
    }

    /** What follows is noted by its headers, but for the checksum of TCP, which is of the payload, too. */
    void hashHeaders() {
        headersOnly = true;
    }

    void add(NetworkListener listener) {
        listeners.add(listener);
        active = listeners.toArray(NetworkListener[]::new);
    }

    void remove(NetworkListener listener) {
        listeners.remove(listener);
        active = listeners.toArray(NetworkListener[]::new);
    }

    long hash() {
        return hash;
    }

    long events() {
        return events;
    }

    void sent(Packet p, long nowNs) {
        for (NetworkListener listener : active) {
            listener.sent(p.path, p.direction, p, nowNs);
        }
    }

    void passed(Hop hop, Packet p, long nowNs) {
        note(PASSED, hop.name(), p, nowNs);
        for (NetworkListener listener : active) {
            listener.passed(p.path, p.direction, hop, p, nowNs);
        }
    }

    /** A packet reached its end; without middleboxes, its leaving of the last hop has told the hash all of it. */
    void received(Packet p, long nowNs) {
        if (p.path.hasMiddleboxes()) {
            note(RECEIVED, p.path.name(), p, nowNs);
        }
        for (NetworkListener listener : active) {
            listener.received(p.path, p.direction, p, nowNs);
        }
    }

    void dropped(Hop hop, DropReason reason, Packet p, long nowNs) {
        note(reason.ordinal(), hop == null ? p.path.name() : hop.name(), p, nowNs);
        for (NetworkListener listener : active) {
            listener.dropped(p.path, p.direction, hop, reason, p, nowNs);
        }
    }

    private void note(int kind, String place, Packet p, long nowNs) {
        long h = hash;
        h = NamedStream.mix(h ^ nowNs);
        h = NamedStream.mix(h + place.hashCode() * PRIME + kind * 31L + p.direction.ordinal());
        hash = NamedStream.mix(h ^ (headersOnly ? headers(p.memory(), p.offset(), p.length())
                : bytes(p.memory(), p.offset(), p.length())));
        events++;
    }

    private static long headers(MemorySegment memory, long offset, int length) {
        int tcp = Headers.tcp(memory, offset, length);
        if (tcp < 0) {
            return bytes(memory, offset, length);
        }
        int end = Headers.end(memory, offset, length);
        return bytes(memory, offset, tcp + Headers.CHECKSUM) + 11 * bytes(memory, offset + tcp + Headers.CHECKSUM + 2,
                end - tcp - Headers.CHECKSUM - 2) + length;
    }

    /**
     * 64 bits of the bytes: rotated sums, which are cheap, in four lanes, which do not wait for each other. To tell runs
     * apart is all they are for: nobody chooses packets that collide.
     */
    private static long bytes(MemorySegment memory, long offset, int length) {
        long a = length;
        long b = PRIME;
        long c = ~PRIME;
        long d = PRIME >>> 1;
        int i = 0;
        for (int end = length - 31; i < end; i += 32) {
            a = Long.rotateLeft(a, 5) + memory.get(LONG, offset + i);
            b = Long.rotateLeft(b, 7) + memory.get(LONG, offset + i + 8);
            c = Long.rotateLeft(c, 11) + memory.get(LONG, offset + i + 16);
            d = Long.rotateLeft(d, 13) + memory.get(LONG, offset + i + 24);
        }
        for (; i < length; i++) {
            a = Long.rotateLeft(a, 9) + (memory.get(ValueLayout.JAVA_BYTE, offset + i) & 0xff);
        }
        return NamedStream.mix(a) + 3 * NamedStream.mix(b) + 5 * NamedStream.mix(c) + 7 * NamedStream.mix(d);
    }
}
