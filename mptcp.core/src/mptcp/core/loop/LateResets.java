package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import mptcp.api.link.IpLink;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.OutSegment;

/**
 * Resets that met a full link. What they belong to is over, so nobody else could repeat them: the packets wait here until the
 * link took them. Few at a time; what is too much is lost as on the way, and whatever the peer says next is answered with a
 * reset. Loop thread only.
 */
final class LateResets {
    /** A link that is full takes some packets within a millisecond or has failed. */
    private static final int MOST = 64;

    private final LinkTable links;
    private final Counters counters;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    /** Whether there are any: each turn asks. */
    private boolean any;

    /** A packet as it will be on the wire. */
    private record Packet(long localHi, long localLo, MemorySegment bytes, Runnable left) {}

    LateResets(LinkTable links, Counters counters) {
        this.links = links;
        this.counters = counters;
    }

    /** @param left to be called when the link took it */
    void add(Flow flow, OutSegment s, Runnable left) {
        if (packets.size() >= MOST) {
            return;
        }
        int length = s.headerBytes(flow);
        MemorySegment bytes = MemorySegment.ofArray(new byte[length]);
        s.write(flow, bytes, 0, 0);
        s.seal(flow, bytes, 0, 0, false);
        packets.add(new Packet(flow.localHi(), flow.localLo(), bytes, left));
        any = true;
    }

    boolean isEmpty() {
        return !any;
    }

    /** Sends what links have room for now, in order. */
    void send(long nowNs) {
        for (int n = packets.size(); n > 0; n--) {
            Packet p = packets.poll();
            IpLink link = links.of(p.localHi, p.localLo);
            if (link != null && !sent(link, p)) { // without a link it is as if it had been lost on the way
                packets.add(p);
            }
        }
        any = !packets.isEmpty();
    }

    private boolean sent(IpLink link, Packet p) {
        long at = link.claim((int) p.bytes.byteSize());
        if (at == IpLink.NO_ROOM) {
            return false;
        }
        MemorySegment.copy(p.bytes, 0, link.txMemory(), at, p.bytes.byteSize());
        link.commit(at, (int) p.bytes.byteSize(), 0, IpLink.CHECKSUM_FULL);
        counters.count(Mib.TCP_OUT_SEGS);
        counters.count(Mib.TCP_OUT_RSTS);
        p.left.run();
        return true;
    }
}
