package mptcp.io.raw.ethernet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;
import mptcp.io.raw.EthernetOptions;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.internal.Counters;
import mptcp.io.raw.internal.PollWaiter;
import mptcp.io.raw.internal.VnetHeader;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets over an Ethernet interface, beside the kernel. Received frames come without system calls, from a ring; those of one
 * flush go out with one. Nothing is allocated per packet. What the kernel has no room for at the moment stays queued.
 */
public final class EthernetLink implements IpLink {
    private static final Logger LOG = LoggerFactory.getLogger(EthernetLink.class);
    private static final int MAX_PACKET = 65_535;
    /** What the API allows to claim for a super-segment: the largest payload and two headers with all options. */
    private static final int MAX_CLAIM = MAX_PACKET + 120;
    private static final int IPV4_HEADER = 20;
    private static final int IPV4_LENGTH = 2;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_LENGTH = 4;
    private static final int IPV6_DESTINATION = 24;
    /** Brings the IP header of what is read from the socket to a multiple of 16. */
    private static final long RX_OFFSET = 8;
    /** How soon to try again what the kernel had no room for. */
    private static final long RETRY_NS = 1_000_000;
    /** How often, at most, to look whether routes have changed. */
    private static final long ROUTES_NS = 1_000_000_000;

    private final EthernetDevice device;
    private final boolean superSegments;
    private final int maxPacket;
    private final int maxClaim;

    private final Arena arena = Arena.ofShared();
    private final LibC libc = new LibC(Arena.ofAuto());
    private final MemorySegment txMemory;
    private final MemorySegment rxMemory = arena.allocate(RX_OFFSET + FrameQueue.HEADERS + MAX_PACKET, 64);
    private final MemorySegment lost = arena.allocate(3L * Integer.BYTES, Integer.BYTES);
    private final Counters counters = new Counters();

    private final FrameQueue queue;
    private final HeldPackets held;
    private final NeighbourCache neighbours;
    private final NextHops hops;
    private final Discovery discovery;
    private final TransmitBatch batch;
    private final ReceiveRing ring;

    private int fd;
    private long retryNs = Long.MAX_VALUE;
    private long routesNs = Long.MIN_VALUE;

    /** Takes the device over: closing the link closes it. @param random for times that are spread, not for secrets */
    public EthernetLink(EthernetDevice device, EthernetOptions options, RandomGenerator random) {
        this.device = device;
        fd = device.fd();
        superSegments = options.superSegments();
        maxPacket = superSegments ? MAX_PACKET : device.mtu();
        maxClaim = superSegments ? MAX_CLAIM : device.mtu();
        txMemory = arena.allocate(options.transmitBuffer(), 64);
        queue = new FrameQueue(txMemory, device.hardware());
        held = new HeldPackets(queue, arena, maxPacket);
        OwnAddresses own = new OwnAddresses(options.addresses());
        neighbours = new NeighbourCache(new Asking(), random);
        hops = new NextHops(own, routers(options.routers()), neighbours);
        discovery = new Discovery(device.name(), own, queue, neighbours);
        batch = new TransmitBatch(arena);
        ring = new ReceiveRing(device.ring(), device.slotSize());
        hops.routes(device.firstRoutes());
        discovery.announce();
    }

    private static List<Route> routers(List<InetAddress> routers) {
        List<Route> routes = new ArrayList<>();
        for (InetAddress each : routers) {
            long high = IpAddress.high(each);
            long low = IpAddress.low(each);
            boolean ipv4 = IpAddress.isIpv4(high, low);
            routes.add(new Route(ipv4, 0, ipv4 ? IpAddress.mapped(0) : 0, ipv4 ? IpAddress.IPV4_PREFIX : 0, high, low, 0));
        }
        return routes;
    }

    /** What the cache asks for. */
    private final class Asking implements NeighbourCache.Owner {
        @Override
        public void solicit(Neighbour neighbour, boolean multicast) {
            discovery.solicit(neighbour, multicast);
        }

        @Override
        public void resolved(Neighbour neighbour) {
            dropped(held.release(neighbour));
        }

        @Override
        public void failed(Neighbour neighbour) {
            LOG.debug("{}: {} does not answer", device.name(), neighbour);
            dropped(held.drop(neighbour));
        }

        @Override
        public void evicted(Neighbour neighbour) {
            dropped(held.drop(neighbour));
            hops.forget();
        }
    }

    private void dropped(int packets) {
        if (packets > 0) {
            counters.add(Counters.TX_DROPPED, packets);
        }
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public int mtu() {
        return device.mtu();
    }

    @Override
    public int capabilities() {
        return CAP_TX_CHECKSUM | CAP_RX_SUPER | (superSegments ? CAP_TX_SUPER : 0);
    }

    @Override
    public MemorySegment txMemory() {
        return txMemory;
    }

    @Override
    public long claim(int maxLength) {
        if (maxLength > maxClaim) {
            throw new IllegalArgumentException(name() + " takes no packet of " + maxLength + " bytes");
        }
        return queue.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        if (length < IPV4_HEADER || length > maxPacket) {
            throw new IllegalArgumentException(name() + " takes no packet of " + length + " bytes");
        }
        if (segmentSize != 0 && !superSegments) {
            throw new IllegalArgumentException(name() + " cuts no segments");
        }
        VnetHeader.write(txMemory, offset, EthernetHeader.SIZE, length, segmentSize, checksumState);
        Neighbour to = destination(offset);
        if (to != null && to.isUsable()) {
            queue.commitPacket(offset, length, to.hardware);
        } else {
            dropped(to == null ? 1 : held.hold(to, offset, length));
            queue.ring.abort(offset);
        }
        if (to != null) {
            neighbours.use(to);
        }
    }

    private Neighbour destination(long packet) {
        if (Octets.get8(txMemory, packet) >> 4 == 4) {
            return hops.to(0, IpAddress.mapped(Octets.get32(txMemory, packet + IPV4_DESTINATION)));
        }
        return hops.to(Octets.get64(txMemory, packet + IPV6_DESTINATION),
                Octets.get64(txMemory, packet + IPV6_DESTINATION + Long.BYTES));
    }

    @Override
    public void abort(long offset) {
        queue.ring.abort(offset);
    }

    @Override
    public void flush(long nowNs) {
        lookAtRoutes(nowNs);
        neighbours.advance(nowNs);
        transmit(nowNs);
    }

    private void lookAtRoutes(long nowNs) {
        if (nowNs < routesNs || fd < 0) {
            return;
        }
        routesNs = nowNs + ROUTES_NS;
        if (device.routes().changed()) {
            try {
                hops.routes(device.routes().read());
            } catch (RawLinkException e) {
                LOG.warn("{}: {}; routes stay as they were", device.name(), e.getMessage());
            }
        }
    }

    private void transmit(long nowNs) {
        retryNs = Long.MAX_VALUE;
        while (queue.ring.count() > 0) {
            int sent = batch.send(libc, fd, queue);
            if (sent > 0) {
                sent(sent);
            } else if (sent == -Errno.EAGAIN || sent == -Errno.ENOBUFS || sent == -Errno.ENOMEM) {
                retryNs = nowNs + RETRY_NS;
                return;
            } else if (sent != -Errno.EINTR) {
                counters.add(Counters.TX_DROPPED, 1); // the interface is down or gone, or has a lower MTU now
                queue.ring.remove();
            }
        }
    }

    private void sent(int packets) {
        long bytes = 0;
        for (int i = 0; i < packets; i++) {
            bytes += queue.ring.length();
            queue.ring.remove();
        }
        counters.add(Counters.TX_PACKETS, packets);
        counters.add(Counters.TX_BYTES, bytes);
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        int packets = 0;
        while (packets < budget && fd >= 0) {
            int status = ring.status();
            if (status == 0) {
                break;
            }
            packets++;
            try {
                if ((status & ReceiveRing.WHOLE_AT_SOCKET) != 0) {
                    receiveWhole(sink, nowNs);
                } else if (ring.captured() < ring.length()) {
                    bad(); // a super-segment for which the socket had no room
                } else {
                    receive(ring.memory(), ring.frame(), ring.captured(), sink, nowNs);
                }
            } finally {
                ring.next();
            }
            if ((status & ReceiveRing.LOSING) != 0) {
                counters.add(Counters.RX_DROPPED, PacketSocket.takeLost(libc, fd, lost));
            }
        }
        return packets;
    }

    private void receiveWhole(PacketSink sink, long nowNs) {
        long read;
        do {
            read = libc.read(fd, rxMemory.address() + RX_OFFSET, rxMemory.byteSize() - RX_OFFSET);
        } while (read == -Errno.EINTR);
        if (read < FrameQueue.HEADERS) {
            bad(); // no virtio-net header can be made for it: it is not TCP
        } else {
            receive(rxMemory, RX_OFFSET + VnetHeader.SIZE, (int) read - VnetHeader.SIZE, sink, nowNs);
        }
    }

    private void receive(MemorySegment m, long frame, int frameLength, PacketSink sink, long nowNs) {
        long at = frame + EthernetHeader.SIZE;
        int length = frameLength - EthernetHeader.SIZE;
        boolean good = switch (length < IPV4_HEADER ? 0 : EthernetHeader.type(m, frame)) {
            case EthernetHeader.TYPE_ARP -> discovery.arp(m, at, length, nowNs);
            case EthernetHeader.TYPE_IPV4 -> ipv4(m, at, length, sink, nowNs);
            case EthernetHeader.TYPE_IPV6 -> ipv6(m, at, length, sink, nowNs);
            default -> false;
        };
        if (!good) {
            bad();
        }
    }

    private boolean ipv4(MemorySegment m, long at, int length, PacketSink sink, long nowNs) {
        int whole = Octets.get16(m, at + IPV4_LENGTH);
        if (Octets.get8(m, at) >> 4 != 4 || whole < IPV4_HEADER || whole > length) {
            return false;
        }
        deliver(m, at, whole, sink, nowNs);
        return true;
    }

    private boolean ipv6(MemorySegment m, long at, int length, PacketSink sink, long nowNs) {
        if (length < IPV6_HEADER || Octets.get8(m, at) >> 4 != 6) {
            return false;
        }
        int whole = IPV6_HEADER + Octets.get16(m, at + IPV6_LENGTH);
        if (whole > length) {
            return false;
        }
        if (NdpMessage.isOne(m, at, whole)) {
            return discovery.ndp(m, at, whole, nowNs);
        }
        deliver(m, at, whole, sink, nowNs);
        return true;
    }

    /** Without what the frame was filled up with to the shortest that Ethernet has. */
    private void deliver(MemorySegment m, long at, int length, PacketSink sink, long nowNs) {
        counters.add(Counters.RX_PACKETS, 1);
        counters.add(Counters.RX_BYTES, length);
        long header = at - FrameQueue.HEADERS;
        sink.packet(m, at, length, VnetHeader.segmentSize(m, header), VnetHeader.checksumState(m, header), nowNs);
    }

    private void bad() {
        counters.add(Counters.RX_DROPPED, 1);
    }

    @Override
    public long nextEventNs() {
        return Math.min(retryNs, neighbours.nextNs());
    }

    @Override
    public int pollFd() {
        return fd;
    }

    @Override
    public Waiter newWaiter() {
        return new PollWaiter();
    }

    @Override
    public LinkStatistics statistics() {
        return counters.snapshot();
    }

    @Override
    public void close() {
        if (fd >= 0) {
            libc.munmap(device.ring().address(), device.ring().byteSize());
            libc.close(fd);
            device.routes().close();
            if (device.groups() >= 0) {
                libc.close(device.groups());
            }
            fd = -1;
            arena.close();
        }
    }

    @Override
    public String toString() {
        return "EthernetLink[" + name() + ", mtu=" + mtu() + (superSegments ? ", super-segments" : "") + "]";
    }
}
