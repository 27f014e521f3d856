package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.internal.VnetHeader;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * A packet(7) socket on one interface: with virtio-net headers, a ring to receive into, a filter for what the stack wants.
 *
 * @param ring mapped; for ever, until {@link #close}
 */
record PacketSocket(int fd, MemorySegment ring, int slotSize) {
    private static final int AF_PACKET = 17;
    private static final int ALL_PROTOCOLS = 0x0003;
    private static final int ADDRESS_SIZE = 20;

    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_COPY_THRESH = 7;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_RESERVE = 12;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int TPACKET_V2 = 1;
    private static final int PACKET_MR_MULTICAST = 0;

    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    /** Super-segments that wait at the socket, or were sent and not yet taken; the kernel counts its own structures too. */
    private static final int SOCKET_BUFFER = 1 << 24;

    private static final int RING_SIZE = 1 << 23;
    private static final int BLOCK_SIZE = 1 << 16;
    /** The kernel's headers in a slot, at most. */
    private static final int SLOT_HEADERS = 112;
    /** Brings the IP header to a multiple of 16: 80 bytes of the kernel's, this and the virtio-net header. */
    private static final int RESERVE = 16 - VnetHeader.SIZE;

    /** @throws RawLinkException with a message for the user; nothing stays open then */
    static PacketSocket open(LibC libc, Arena arena, String device, int index, int mtu, OwnAddresses own)
            throws RawLinkException {
        int fd = libc.socket(AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        if (fd == -Errno.EPERM || fd == -Errno.EACCES) {
            throw new RawLinkException("opening " + device + " beside the kernel needs CAP_NET_RAW: run as root, or in a"
                    + " container with --cap-add NET_RAW");
        }
        if (fd < 0) {
            throw new RawLinkException("cannot open a packet socket for " + device + ": " + Errno.text(-fd));
        }
        try {
            return setUp(new Setup(libc, arena, device, fd), index, mtu, own);
        } catch (RawLinkException | RuntimeException | Error e) {
            libc.close(fd);
            throw e;
        }
    }

    /** What every step needs. */
    private record Setup(LibC libc, Arena arena, String device, int fd) {
        void option(int name, int value, String what) throws RawLinkException {
            require(libc.setsockopt(fd, SOL_PACKET, name, value), what);
        }

        void option(int level, int name, MemorySegment value, String what) throws RawLinkException {
            require(libc.setsockopt(fd, level, name, value.address(), (int) value.byteSize()), what);
        }

        void require(int result, String what) throws RawLinkException {
            if (result < 0) {
                throw new RawLinkException("the kernel gives " + device + " no " + what + ": " + Errno.text(-result));
            }
        }
    }

    private static PacketSocket setUp(Setup s, int index, int mtu, OwnAddresses own) throws RawLinkException {
        s.option(LibC.SOL_SOCKET, SO_ATTACH_FILTER, SocketFilter.program(s.arena, own), "packet filter");
        s.option(PACKET_VNET_HDR, 1, "virtio-net headers");
        s.option(PACKET_VERSION, TPACKET_V2, "ring of version 2");
        s.option(PACKET_RESERVE, RESERVE, "room in front of packets");
        s.option(PACKET_COPY_THRESH, 1, "super-segments");
        s.libc.setsockopt(s.fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1); // the filter drops them too, later
        buffer(s, SO_RCVBUFFORCE, SO_RCVBUF);
        buffer(s, SO_SNDBUFFORCE, SO_SNDBUF);
        int slotSize = Integer.highestOneBit(SLOT_HEADERS + mtu - 1) * 2;
        int blockSize = Math.max(BLOCK_SIZE, slotSize);
        int blocks = RING_SIZE / blockSize;
        MemorySegment request = s.arena.allocateFrom(JAVA_INT, blockSize, blocks, slotSize, RING_SIZE / slotSize);
        s.option(SOL_PACKET, PACKET_RX_RING, request, "ring to receive into");
        MemorySegment address = s.arena.allocate(ADDRESS_SIZE, Integer.BYTES);
        address.set(JAVA_SHORT, 0, (short) AF_PACKET);
        Octets.put16(address, Short.BYTES, ALL_PROTOCOLS);
        address.set(JAVA_INT, Integer.BYTES, index);
        for (int i = 0; i < own.count(); i++) {
            if (!own.isIpv4(i)) {
                join(s, index, EthernetHeader.ipv6Multicast(NdpMessage.solicitedNodeLow(own.low(i))));
            }
        }
        long ring = s.libc.mmap(s.fd, RING_SIZE);
        s.require((int) Math.min(ring, 0), "memory of its ring");
        int bound = s.libc.bind(s.fd, address);
        if (bound < 0) {
            s.libc.munmap(ring, RING_SIZE);
            s.require(bound, "packets");
        }
        return new PacketSocket(s.fd, MemorySegment.ofAddress(ring).reinterpret(RING_SIZE), slotSize);
    }

    private static void buffer(Setup s, int force, int ask) {
        if (s.libc.setsockopt(s.fd, LibC.SOL_SOCKET, force, SOCKET_BUFFER) < 0) {
            s.libc.setsockopt(s.fd, LibC.SOL_SOCKET, ask, SOCKET_BUFFER); // without CAP_NET_ADMIN as large as is allowed
        }
    }

    /** Has the interface take frames for a group. */
    private static void join(Setup s, int index, long group) throws RawLinkException {
        MemorySegment request = s.arena.allocate(16, Integer.BYTES); // struct packet_mreq
        request.set(JAVA_INT, 0, index);
        request.set(JAVA_SHORT, 4, (short) PACKET_MR_MULTICAST);
        request.set(JAVA_SHORT, 6, (short) 6);
        Octets.put48(request, 8, group);
        s.option(SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, "frames to multicast groups");
    }

    /** Frames that found no slot since the last call. @param room two {@code int}s and one more */
    static int takeLost(LibC libc, int fd, MemorySegment room) {
        room.set(JAVA_INT, 2L * Integer.BYTES, 2 * Integer.BYTES);
        int result = libc.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, room.address(),
                room.address() + 2L * Integer.BYTES);
        return result < 0 ? 0 : room.get(JAVA_INT, Integer.BYTES);
    }

    void close(LibC libc) {
        libc.munmap(ring.address(), ring.byteSize());
        libc.close(fd);
    }
}
