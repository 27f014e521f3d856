package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import mptcp.api.address.LinkAddress;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;
import mptcp.io.raw.libc.LocalRoutes;

/** The settings of a network device, read and written by ioctl (netdevice(7)); used by one thread. */
public final class NetDevice implements AutoCloseable {
    /** {@code struct ifreq}: the name, then a union. */
    static final int IFREQ_SIZE = 40;
    static final int IFREQ_VALUE = 16;

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCSIFMTU = 0x8922;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GLINK = 0x0a;
    private static final int IFF_UP = 1;
    private static final int ARPHRD_ETHER = 1;

    private final LibC libc;
    private final Arena arena;
    private final String name;
    private final MemorySegment request;
    private final int socket;

    public NetDevice(LibC libc, Arena arena, String name) throws RawLinkException {
        this.libc = libc;
        this.arena = arena;
        this.name = name;
        request = arena.allocate(IFREQ_SIZE, Long.BYTES);
        socket = libc.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (socket < 0) {
            throw new RawLinkException("cannot open a socket to set up " + name + ": " + Errno.text(-socket));
        }
    }

    public boolean exists() {
        return ask(SIOCGIFINDEX) >= 0;
    }

    public int mtu() throws RawLinkException {
        require(ask(SIOCGIFMTU), "reading the MTU of");
        return request.get(JAVA_INT, IFREQ_VALUE);
    }

    void mtu(int bytes) throws RawLinkException {
        if (bytes == mtu()) {
            return; // an unprivileged owner of the device may use it as it is
        }
        prepare();
        request.set(JAVA_INT, IFREQ_VALUE, bytes);
        require(libc.ioctl(socket, SIOCSIFMTU, request.address()), "setting the MTU " + bytes + " of");
    }

    /** As the kernel numbers it. */
    public int index() throws RawLinkException {
        require(ask(SIOCGIFINDEX), "finding");
        return request.get(JAVA_INT, IFREQ_VALUE);
    }

    public boolean isUp() throws RawLinkException {
        require(ask(SIOCGIFFLAGS), "reading the state of");
        return (request.get(JAVA_SHORT, IFREQ_VALUE) & IFF_UP) != 0;
    }

    /** @return its Ethernet address in the lower 48 bits, or -1 if it has none (a TUN device, a tunnel) */
    public long hardwareAddress() throws RawLinkException {
        require(ask(SIOCGIFHWADDR), "reading the address of");
        if (request.get(JAVA_SHORT, IFREQ_VALUE) != ARPHRD_ETHER) {
            return -1;
        }
        long address = 0;
        for (int i = 0; i < 6; i++) {
            address = address << Byte.SIZE | request.get(JAVA_BYTE, IFREQ_VALUE + 2 + i) & 0xff;
        }
        return address;
    }

    void up() throws RawLinkException {
        require(ask(SIOCGIFFLAGS), "reading the state of");
        short flags = request.get(JAVA_SHORT, IFREQ_VALUE);
        if ((flags & IFF_UP) == 0) {
            request.set(JAVA_SHORT, IFREQ_VALUE, (short) (flags | IFF_UP));
            require(libc.ioctl(socket, SIOCSIFFLAGS, request.address()), "setting up");
        }
        settle();
    }

    /**
     * Attaching gives the device a carrier, which the kernel notices in a work queue; until then it drops what it
     * sends. Asking for the state of the link makes it notice at once (those kernels that do so, and no harm to others).
     */
    private void settle() {
        prepare();
        MemorySegment question = arena.allocateFrom(JAVA_INT, ETHTOOL_GLINK, 0);
        request.set(JAVA_LONG, IFREQ_VALUE, question.address());
        libc.ioctl(socket, SIOCETHTOOL, request.address());
    }

    void addAddress(LinkAddress address) throws RawLinkException {
        require(AddressRequest.send(libc, arena, index(), address), "giving " + address + " to");
        if (address.address() instanceof Inet6Address) {
            try {
                LocalRoutes.awaitIpv6(address.address());
            } catch (IOException e) {
                throw new RawLinkException("giving " + address + " to " + name + " failed: " + e.getMessage());
            }
        }
    }

    private int ask(long what) {
        prepare();
        return libc.ioctl(socket, what, request.address());
    }

    private void prepare() {
        request.fill((byte) 0);
        request.setString(0, name);
    }

    private void require(int result, String what) throws RawLinkException {
        if (result >= 0) {
            return;
        }
        String why = -result == Errno.EPERM ? "needs CAP_NET_ADMIN: run as root" : "failed: " + Errno.text(-result);
        throw new RawLinkException(what + " " + name + " " + why);
    }

    @Override
    public void close() {
        libc.close(socket);
    }
}
