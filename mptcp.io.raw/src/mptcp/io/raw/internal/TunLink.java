package mptcp.io.raw.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;
import mptcp.io.raw.RawLinkOptions;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets to and from a TUN device. Each packet costs one system call, super-segments make it worth more; nothing is
 * allocated per packet. What the kernel has no room for at the moment stays queued and goes out at a later flush.
 */
public final class TunLink implements IpLink {
    private static final Logger LOG = LoggerFactory.getLogger(TunLink.class);
    private static final int MAX_PACKET = 65_535;
    /** What the API allows to claim for a super-segment: the largest payload and two headers with all options. */
    private static final int MAX_CLAIM = MAX_PACKET + 120;
    private static final int MIN_PACKET = 20;
    /** How soon to try again what the kernel had no room for. */
    private static final long RETRY_NS = 1_000_000;

    private final String name;
    private final int mtu;
    private final boolean superSegments;
    private final int headerSize;
    private final int maxPacket;

    private final Arena arena = Arena.ofShared();
    private final LibC libc = new LibC(Arena.ofAuto());
    private final MemorySegment txMemory;
    private final MemorySegment rxMemory = arena.allocate(PacketRing.HEADROOM + MAX_PACKET + 1L, 64);
    private final PacketRing ring;
    private final Counters counters = new Counters();

    /** The other queues, of the first one. */
    private final List<TunLink> others = new ArrayList<>();
    /** They are served by other loops. */
    private boolean shared;
    private int fd;
    private boolean gone;
    private long retryNs = Long.MAX_VALUE;

    /** Takes the device over: closing the link closes it, or its first queue where it has several. */
    public TunLink(TunDevice device, RawLinkOptions options) {
        this(device.fd(), device, options);
        device.more().forEach(each -> others.add(new TunLink(each, device, options)));
    }

    private TunLink(int queue, TunDevice device, RawLinkOptions options) {
        name = device.name();
        mtu = device.mtu();
        fd = queue;
        superSegments = options.superSegments();
        headerSize = superSegments ? VnetHeader.SIZE : 0;
        maxPacket = superSegments ? MAX_PACKET : mtu;
        ring = new PacketRing(options.transmitBuffer(), PacketRing.HEADROOM);
        txMemory = arena.allocate(options.transmitBuffer(), 64);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public int capabilities() {
        return superSegments ? CAP_TX_CHECKSUM | CAP_TX_SUPER | CAP_RX_SUPER : 0;
    }

    @Override
    public MemorySegment txMemory() {
        return txMemory;
    }

    @Override
    public long claim(int maxLength) {
        if (maxLength > (superSegments ? MAX_CLAIM : mtu)) {
            throw new IllegalArgumentException(name + " takes no packet of " + maxLength + " bytes");
        }
        return ring.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        if (length < MIN_PACKET || length > maxPacket) {
            throw new IllegalArgumentException(name + " takes no packet of " + length + " bytes");
        }
        if (superSegments) {
            VnetHeader.write(txMemory, offset, 0, length, segmentSize, checksumState);
        } else if ((segmentSize | checksumState) != 0) {
            throw new IllegalArgumentException(name + " cannot cut segments or add checksums");
        }
        ring.commit(offset, length);
    }

    @Override
    public void abort(long offset) {
        ring.abort(offset);
    }

    @Override
    public void flush(long nowNs) {
        int packets = 0;
        long bytes = 0;
        long base = txMemory.address() - headerSize;
        retryNs = Long.MAX_VALUE;
        while (ring.count() > 0) {
            int length = ring.length();
            long written = libc.write(fd, base + ring.offset(), headerSize + length);
            if (written > 0) {
                packets++;
                bytes += length;
            } else if (written == -Errno.EAGAIN || written == -Errno.ENOBUFS || written == -Errno.ENOMEM) {
                retryNs = nowNs + RETRY_NS;
                break;
            } else if (written == -Errno.EINTR) {
                continue;
            } else {
                failed((int) -written);
                counters.add(Counters.TX_DROPPED, 1);
            }
            ring.remove();
        }
        if (packets > 0) {
            counters.add(Counters.TX_PACKETS, packets);
            counters.add(Counters.TX_BYTES, bytes);
        }
    }

    @Override
    public List<IpLink> queues(int loops) {
        shared = loops == others.size() + 1;
        List<IpLink> all = new ArrayList<>(List.of(this));
        all.addAll(others);
        return shared ? all : List.of();
    }

    /** Queues that nobody serves would swallow what the kernel puts into them. */
    private void closeUnserved() {
        others.forEach(TunLink::close);
        others.clear();
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        if (!shared && !others.isEmpty()) {
            closeUnserved();
        }
        if (nowNs - retryNs >= 0 && retryNs != Long.MAX_VALUE) {
            flush(nowNs);
        }
        int packets = 0;
        long bytes = 0;
        long header = PacketRing.HEADROOM - headerSize;
        long address = rxMemory.address() + header;
        while (packets < budget && fd >= 0) {
            long read = libc.read(fd, address, MAX_PACKET + headerSize);
            if (read <= 0) {
                if (read == -Errno.EINTR) {
                    continue;
                }
                if (read != -Errno.EAGAIN) {
                    failed((int) -read);
                }
                break;
            }
            int length = (int) read - headerSize;
            if (length < MIN_PACKET) {
                counters.add(Counters.RX_DROPPED, 1);
                continue;
            }
            packets++;
            bytes += length;
            deliver(sink, header, length, nowNs);
        }
        if (packets > 0) {
            counters.add(Counters.RX_PACKETS, packets);
            counters.add(Counters.RX_BYTES, bytes);
        }
        return packets;
    }

    private void deliver(PacketSink sink, long header, int length, long nowNs) {
        int segmentSize = 0;
        int checksumState = CHECKSUM_FULL;
        if (superSegments) {
            segmentSize = VnetHeader.segmentSize(rxMemory, header);
            checksumState = VnetHeader.checksumState(rxMemory, header);
        }
        sink.packet(rxMemory, PacketRing.HEADROOM, length, segmentSize, checksumState, nowNs);
    }

    /** A device that is down (EIO) may come back; one that was deleted does not. */
    private void failed(int errno) {
        if (errno == Errno.EBADFD && !gone) {
            gone = true;
            LOG.warn("device {} was deleted: nothing goes through it any more", name);
        }
    }

    @Override
    public long nextEventNs() {
        return retryNs;
    }

    @Override
    public int pollFd() {
        return fd;
    }

    @Override
    public Waiter newWaiter() {
        return new PollWaiter();
    }

    /** Of the first queue: of all of them. */
    @Override
    public LinkStatistics statistics() {
        LinkStatistics sum = counters.snapshot();
        for (TunLink each : others) {
            LinkStatistics s = each.counters.snapshot();
            sum = new LinkStatistics(sum.txPackets() + s.txPackets(), sum.txBytes() + s.txBytes(), sum.txDropped() + s.txDropped(),
                    sum.rxPackets() + s.rxPackets(), sum.rxBytes() + s.rxBytes(), sum.rxDropped() + s.rxDropped());
        }
        return sum;
    }

    @Override
    public void close() {
        if (!shared) {
            closeUnserved();
        }
        if (fd >= 0) {
            libc.close(fd);
            fd = -1;
            arena.close();
        }
    }

    @Override
    public String toString() {
        return "TunLink[" + name + ", mtu=" + mtu + (superSegments ? ", super-segments" : "") + "]";
    }
}
