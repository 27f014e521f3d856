package mptcp.gateway.front;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.ForwardingLink;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/**
 * A link whose stack answers for the destinations of all TCP connections that come by it: it sees them come to {@link #PORT}
 * of its own address. Other packets are dropped. Threads: as for any link; {@link #destination} and {@link #dropped} any.
 */
public final class FrontLink extends ForwardingLink {
    /** Where the stack has to listen. */
    public static final int PORT = 1;

    private final List<LinkAddress> own;
    private final Predicate<InetSocketAddress> destinations;
    private final Predicate<InetAddress> clients;
    private final FlowTable flows;
    private final LongAdder dropped = new LongAdder();
    private final PacketSink inwards = this::inwards;
    /** During {@link #poll}. */
    private PacketSink stack;

    /**
     * A link over another, which is closed with it.
     *
     * @param own addresses of the stack on it, at most one of each family
     * @param destinations whose connections are taken
     * @param clients who may open some
     * @param capacity connections at a time
     * @param idleNs how long one without packets is remembered; 0: for ever
     */
    public FrontLink(IpLink device, List<LinkAddress> own, Predicate<InetSocketAddress> destinations,
            Predicate<InetAddress> clients, int capacity, long idleNs) {
        super(device);
        this.own = List.copyOf(own);
        this.destinations = destinations;
        this.clients = clients;
        flows = new FlowTable(capacity, idleNs);
    }

    /** Where a connection was going. @param client what the stack takes for its other end @return null if there is none */
    public InetSocketAddress destination(InetSocketAddress client) {
        return flows.destination(client);
    }

    /** Packets that are of no connection that is taken: other protocols, others' destinations and clients, too many. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        stack = sink;
        return link().poll(inwards, budget, nowNs);
    }

    private void inwards(MemorySegment memory, long at, int length, int segmentSize, int checksumState, long nowNs) {
        int tcp = TcpHeaders.tcp(memory, at, length);
        if (tcp < 0) {
            dropped.increment();
            return;
        }
        Endpoints real = TcpHeaders.endpoints(memory, at, tcp);
        int flags = TcpHeaders.flags(memory, at, tcp);
        FlowTable.Flow flow = flows.ofClient(real);
        if (flow == null && (flags & (TcpHeaders.SYN | TcpHeaders.ACK | TcpHeaders.RST)) == TcpHeaders.SYN) {
            flow = open(real, nowNs);
        }
        if (flow == null) {
            dropped.increment();
            return;
        }
        flow.seen(flags, true, nowNs);
        TcpHeaders.replace(memory, at, tcp, flow.inside, checksumState == CHECKSUM_FULL);
        stack.packet(memory, at, length, segmentSize, checksumState, nowNs);
    }

    private FlowTable.Flow open(Endpoints real, long nowNs) {
        int bytes = real.six() ? 16 : 4;
        for (LinkAddress each : own) {
            byte[] address = each.address().getAddress();
            if (address.length == bytes && clients.test(real.from().getAddress()) && destinations.test(real.to())) {
                ByteBuffer b = ByteBuffer.wrap(address);
                long hi = real.six() ? b.getLong() : 0;
                long lo = real.six() ? b.getLong() : b.getInt() & 0xffff_ffffL;
                return flows.open(real, new Endpoints(real.six(), 0, 0, 0, hi, lo, PORT), nowNs);
            }
        }
        return null;
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        MemorySegment memory = link().txMemory();
        int tcp = TcpHeaders.tcp(memory, offset, length);
        FlowTable.Flow flow = tcp < 0 ? null : flows.ofStack(TcpHeaders.endpoints(memory, offset, tcp));
        if (flow == null) {
            dropped.increment();
            link().abort(offset);
            return;
        }
        flow.seen(TcpHeaders.flags(memory, offset, tcp), false, flow.lastNs());
        TcpHeaders.replace(memory, offset, tcp, flow.real.reversed(), checksumState == CHECKSUM_FULL);
        link().commit(offset, length, segmentSize, checksumState);
    }

    /** Checksums have to be whole to be put right. */
    @Override
    public int capabilities() {
        return link().capabilities() & CAP_RX_SUPER;
    }
}
