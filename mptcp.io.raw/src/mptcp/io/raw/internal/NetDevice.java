package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import mptcp.api.socket.LinkAddress;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/** The settings of a network device, read and written by ioctl (netdevice(7)); used by one thread. */
final class NetDevice implements AutoCloseable {
    /** {@code struct ifreq}: the name, then a union. */
    static final int IFREQ_SIZE = 40;
    static final int IFREQ_VALUE = 16;

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final long SIOCSIFADDR = 0x8916;
    private static final long SIOCSIFNETMASK = 0x891c;
    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCSIFMTU = 0x8922;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int IFF_UP = 1;
    /** {@code struct in6_ifreq}: address, prefix length, device index. */
    private static final int IN6_IFREQ_SIZE = 24;
    private static final int SOCKADDR_IN_ADDRESS = 4;

    private final LibC libc;
    private final Arena arena;
    private final String name;
    private final MemorySegment request;
    private final int socket;

    NetDevice(LibC libc, Arena arena, String name) throws RawLinkException {
        this.libc = libc;
        this.arena = arena;
        this.name = name;
        request = arena.allocate(IFREQ_SIZE, Long.BYTES);
        socket = libc.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (socket < 0) {
            throw new RawLinkException("cannot open a socket to set up " + name + ": " + Errno.text(-socket));
        }
    }

    boolean exists() {
        return ask(SIOCGIFINDEX) >= 0;
    }

    int mtu() throws RawLinkException {
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

    void up() throws RawLinkException {
        require(ask(SIOCGIFFLAGS), "reading the state of");
        short flags = request.get(JAVA_SHORT, IFREQ_VALUE);
        if ((flags & IFF_UP) == 0) {
            request.set(JAVA_SHORT, IFREQ_VALUE, (short) (flags | IFF_UP));
            require(libc.ioctl(socket, SIOCSIFFLAGS, request.address()), "setting up");
        }
    }

    void addAddress(LinkAddress address) throws RawLinkException {
        if (address.address() instanceof Inet6Address) {
            addIpv6(address);
        } else {
            addIpv4(address);
        }
    }

    private void addIpv4(LinkAddress address) throws RawLinkException {
        int mask = address.prefixLength() == 0 ? 0 : -1 << Integer.SIZE - address.prefixLength();
        byte[] maskBytes = {(byte) (mask >> 24), (byte) (mask >> 16), (byte) (mask >> 8), (byte) mask};
        require(setIpv4(SIOCSIFADDR, address.address().getAddress()), "giving " + address + " to");
        require(setIpv4(SIOCSIFNETMASK, maskBytes), "setting the netmask of");
    }

    private int setIpv4(long what, byte[] address) {
        prepare();
        request.set(JAVA_SHORT, IFREQ_VALUE, (short) LibC.AF_INET);
        MemorySegment.copy(address, 0, request, JAVA_BYTE, IFREQ_VALUE + SOCKADDR_IN_ADDRESS, address.length);
        return libc.ioctl(socket, what, request.address());
    }

    private void addIpv6(LinkAddress address) throws RawLinkException {
        require(ask(SIOCGIFINDEX), "finding");
        int index = request.get(JAVA_INT, IFREQ_VALUE);
        byte[] bytes = address.address().getAddress();
        MemorySegment in6 = arena.allocate(IN6_IFREQ_SIZE, Integer.BYTES);
        MemorySegment.copy(bytes, 0, in6, JAVA_BYTE, 0, bytes.length);
        in6.set(JAVA_INT, bytes.length, address.prefixLength());
        in6.set(JAVA_INT, bytes.length + Integer.BYTES, index);
        int ipv6 = libc.socket(LibC.AF_INET6, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        require(ipv6, "(IPv6) giving " + address + " to");
        int result = libc.ioctl(ipv6, SIOCSIFADDR, in6.address());
        libc.close(ipv6);
        if (result != -Errno.EEXIST) {
            require(result, "giving " + address + " to");
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
