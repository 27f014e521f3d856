package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * Reads the kernel's routes over one interface by rtnetlink(7), from the main table, and notices when they change. It stays
 * in the network namespace it was made in. One thread at a time.
 */
final class RouteSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int GROUPS = 0x40 | 0x400 | 0x10 | 0x100; // routes and addresses, IPv4 and IPv6
    private static final int ADDRESS_SIZE = 12;
    private static final int ADDRESS_GROUPS = 8;
    private static final int BUFFER = 1 << 16;

    // struct nlmsghdr
    private static final int HEADER = 16;
    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final short RTM_GETROUTE = 26;
    private static final int RTM_NEWROUTE = 24;
    private static final short REQUEST_DUMP = 0x1 | 0x300;

    // struct rtmsg, after the header
    private static final int FAMILY = HEADER;
    private static final int DESTINATION_LENGTH = HEADER + 1;
    private static final int TABLE = HEADER + 4;
    private static final int ROUTE_TYPE = HEADER + 7;
    private static final int ATTRIBUTES = HEADER + 12;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTN_UNICAST = 1;

    // struct rtattr
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_VIA = 18;

    // struct rtnexthop
    private static final int HOP_INDEX = 4;
    private static final int HOP_HEADER = 8;

    private final int index;
    private final Arena arena = Arena.ofShared();
    private final LibC libc = new LibC(arena);
    private final MemorySegment buffer = arena.allocate(BUFFER, Long.BYTES);
    private final int asking;
    private final int listening;

    /** @param index the interface's */
    RouteSocket(int index) throws RawLinkException {
        this.index = index;
        asking = socket(0);
        try {
            listening = socket(LibC.SOCK_NONBLOCK);
        } catch (RawLinkException e) {
            libc.close(asking);
            arena.close();
            throw e;
        }
        libc.setsockopt(asking, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1); // older kernels send all: they are sorted out below
        MemorySegment address = arena.allocate(ADDRESS_SIZE, Integer.BYTES);
        address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
        address.set(JAVA_INT, ADDRESS_GROUPS, GROUPS);
        libc.bind(listening, address);
    }

    private int socket(int flags) throws RawLinkException {
        int fd = libc.socket(AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | flags, NETLINK_ROUTE);
        if (fd < 0) {
            throw new RawLinkException("cannot ask the kernel for its routes: " + Errno.text(-fd));
        }
        return fd;
    }

    /** Whether routes or addresses changed since the last call, of whatever interface. */
    boolean changed() {
        boolean changed = false;
        while (true) {
            long read = libc.read(listening, buffer.address(), BUFFER);
            if (read > 0 || read == -Errno.ENOBUFS) {
                changed = true; // ENOBUFS: some were lost
            } else if (read != -Errno.EINTR) {
                return changed;
            }
        }
    }

    /** @throws RawLinkException if the kernel does not tell */
    List<Route> read() throws RawLinkException {
        List<Route> routes = new ArrayList<>();
        for (int family : new int[] {LibC.AF_INET, LibC.AF_INET6}) {
            int result = read(family, routes);
            if (result < 0) {
                throw new RawLinkException("the kernel does not tell its routes: " + Errno.text(-result));
            }
        }
        return routes;
    }

    private int read(int family, List<Route> routes) {
        buffer.asSlice(0, ATTRIBUTES + 2L * ATTRIBUTE_HEADER).fill((byte) 0);
        int length = ATTRIBUTES + ATTRIBUTE_HEADER + Integer.BYTES;
        buffer.set(JAVA_INT, 0, length);
        buffer.set(JAVA_SHORT, TYPE, RTM_GETROUTE);
        buffer.set(JAVA_SHORT, FLAGS, REQUEST_DUMP);
        buffer.set(JAVA_BYTE, FAMILY, (byte) family);
        buffer.set(JAVA_SHORT, ATTRIBUTES, (short) (ATTRIBUTE_HEADER + Integer.BYTES));
        buffer.set(JAVA_SHORT, ATTRIBUTES + Short.BYTES, (short) RTA_OIF);
        buffer.set(JAVA_INT, ATTRIBUTES + ATTRIBUTE_HEADER, index);
        long sent = libc.write(asking, buffer.address(), length);
        if (sent < 0) {
            return (int) sent;
        }
        while (true) {
            long read = libc.read(asking, buffer.address(), BUFFER);
            if (read == -Errno.EINTR) {
                continue;
            }
            if (read <= 0) {
                return read == 0 ? -Errno.EIO : (int) read;
            }
            for (long at = 0; at + HEADER <= read;) {
                int size = buffer.get(JAVA_INT, at);
                int type = buffer.get(JAVA_SHORT, at + TYPE) & 0xffff;
                if (type == NLMSG_DONE) {
                    return 0;
                }
                if (type == NLMSG_ERROR) {
                    int error = buffer.get(JAVA_INT, at + HEADER);
                    return error == -Errno.ENOENT || error == -Errno.EAFNOSUPPORT ? 0 : error; // no table: no route
                }
                if (size < HEADER) {
                    return -Errno.EIO;
                }
                if (type == RTM_NEWROUTE && size >= ATTRIBUTES) {
                    route(at, size, routes);
                }
                at += aligned(size);
            }
        }
    }

    private void route(long at, int size, List<Route> routes) {
        if ((buffer.get(JAVA_BYTE, at + TABLE) & 0xff) != RT_TABLE_MAIN
                || buffer.get(JAVA_BYTE, at + ROUTE_TYPE) != RTN_UNICAST) {
            return;
        }
        boolean ipv4 = buffer.get(JAVA_BYTE, at + FAMILY) == LibC.AF_INET;
        Fields f = new Fields(ipv4);
        f.attributes(at + ATTRIBUTES, at + size);
        if (f.ours) {
            int prefix = (buffer.get(JAVA_BYTE, at + DESTINATION_LENGTH) & 0xff) + (ipv4 ? IpAddress.IPV4_PREFIX : 0);
            routes.add(new Route(ipv4, f.high, f.low, prefix, f.viaHigh, f.viaLow, f.metric));
        }
    }

    /** What the attributes of one route say. */
    private final class Fields {
        private final boolean ipv4;
        private boolean ours;
        private long high;
        private long low;
        private long viaHigh;
        private long viaLow;
        private long metric;

        Fields(boolean ipv4) {
            this.ipv4 = ipv4;
            low = ipv4 ? IpAddress.mapped(0) : 0;
        }

        void attributes(long from, long end) {
            long at = from;
            while (at + ATTRIBUTE_HEADER <= end) {
                int size = buffer.get(JAVA_SHORT, at) & 0xffff;
                if (size < ATTRIBUTE_HEADER || at + size > end) {
                    return;
                }
                attribute(buffer.get(JAVA_SHORT, at + Short.BYTES) & 0x3fff, at + ATTRIBUTE_HEADER,
                        size - ATTRIBUTE_HEADER);
                at += aligned(size);
            }
        }

        private void attribute(int type, long at, int size) {
            switch (type) {
                case RTA_OIF -> ours |= buffer.get(JAVA_INT, at) == index;
                case RTA_PRIORITY -> metric = buffer.get(JAVA_INT, at) & 0xffff_ffffL;
                case RTA_DST -> {
                    high = high(at, size);
                    low = low(at, size);
                }
                case RTA_GATEWAY -> {
                    viaHigh = high(at, size);
                    viaLow = low(at, size);
                }
                case RTA_VIA -> { // a router of the other family
                    viaHigh = high(at + Short.BYTES, size - Short.BYTES);
                    viaLow = low(at + Short.BYTES, size - Short.BYTES);
                }
                case RTA_MULTIPATH -> hops(at, at + size);
                default -> { }
            }
        }

        /** Of several routers the first over this interface. */
        private void hops(long from, long end) {
            long at = from;
            while (at + HOP_HEADER <= end && !ours) {
                int size = buffer.get(JAVA_SHORT, at) & 0xffff;
                if (size < HOP_HEADER) {
                    return;
                }
                if (buffer.get(JAVA_INT, at + HOP_INDEX) == index) {
                    ours = true;
                    attributes(at + HOP_HEADER, at + size);
                }
                at += aligned(size);
            }
        }

        private long high(long at, int size) {
            return size == Integer.BYTES ? 0 : Octets.get64(buffer, at);
        }

        private long low(long at, int size) {
            return size == Integer.BYTES ? IpAddress.mapped(Octets.get32(buffer, at))
                    : Octets.get64(buffer, at + Long.BYTES);
        }
    }

    private static int aligned(int size) {
        return size + 3 & ~3;
    }

    @Override
    public void close() {
        libc.close(asking);
        libc.close(listening);
        arena.close();
    }
}
