package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.io.raw.EthernetOptions;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.internal.NetDevice;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * An Ethernet interface that was found fit, with its sockets.
 *
 * @param fd the packet socket; non-blocking
 * @param hardware its address
 * @param firstRoutes those there are
 * @param groups the socket that is a member of multicast groups; negative: none
 * @param ring mapped, {@code slotSize} a slot
 */
public record EthernetDevice(int fd, String name, int mtu, long hardware, RouteSocket routes, List<Route> firstRoutes,
        int groups, MemorySegment ring, int slotSize) {
    private static final String SETTINGS = "/proc/sys/net/";
    // struct sockaddr_in and sockaddr_in6
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV4_SIZE = 16;
    private static final int IPV6_ADDRESS = 8;
    private static final int IPV6_SIZE = 28;

    /**
     * Opens an interface in the network namespace of the calling thread.
     *
     * @throws RawLinkException with a message for the user; nothing stays open then
     */
    public static EthernetDevice open(EthernetOptions options) throws RawLinkException {
        try (Arena arena = Arena.ofConfined()) {
            LibC libc = new LibC(arena);
            int index;
            int mtu;
            long hardware;
            try (NetDevice device = new NetDevice(libc, arena, options.device())) {
                check(device, options);
                index = device.index();
                mtu = device.mtu();
                hardware = device.hardwareAddress();
            }
            checkKernel(libc, arena, options);
            OwnAddresses own = new OwnAddresses(options.addresses());
            PacketSocket socket = PacketSocket.open(libc, arena, options.device(), index, mtu, own);
            RouteSocket routes = null;
            try {
                routes = new RouteSocket(index);
                return new EthernetDevice(socket.fd(), options.device(), mtu, hardware, routes, routes.read(),
                        MulticastGroups.join(libc, arena, index, own), socket.ring(), socket.slotSize());
            } catch (RawLinkException | RuntimeException | Error e) {
                if (routes != null) {
                    routes.close();
                }
                socket.close(libc);
                throw e;
            }
        }
    }

    private static void check(NetDevice device, EthernetOptions options) throws RawLinkException {
        String name = options.device();
        if (!device.exists()) {
            throw new RawLinkException("there is no interface " + name + where(options) + ": 'ip link' shows those there are");
        }
        if (device.hardwareAddress() < 0) {
            throw new RawLinkException(name + where(options) + " is no Ethernet interface: packets go over cards, veth, macvlan"
                    + " and bridges; for a TUN device say " + name + " instead of packet:" + name);
        }
        if (!device.isUp()) {
            throw new RawLinkException("interface " + name + where(options) + " is down: ip link set dev " + name + " up");
        }
    }

    /**
     * The kernel sees all that the link sees. It stays silent only about packets to addresses that it does not have and need
     * not forward to.
     */
    private static void checkKernel(LibC libc, Arena arena, EthernetOptions options) throws RawLinkException {
        String name = options.device();
        for (LinkAddress each : options.addresses()) {
            boolean ipv6 = each.address() instanceof Inet6Address;
            if (kernelHas(libc, arena, each, ipv6)) {
                throw new RawLinkException("the kernel has " + each.address().getHostAddress() + " itself, and would answer for"
                        + " the stack (with RST): take it away (ip addr del " + each + " dev " + name
                        + ") or give the stack another address of the network");
            }
            String setting = ipv6 ? "ipv6/conf/all/forwarding" : "ipv4/conf/" + name + "/forwarding";
            if (isOn(setting)) {
                throw new RawLinkException("the kernel forwards what comes in at " + name + where(options) + ", and would do so"
                        + " with the stack's packets: switch it off (sysctl -w net/" + setting + "=0), or put the stack's"
                        + " interface, such as a macvlan on " + name + ", into a network namespace of its own");
            }
        }
    }

    /** Only an address of one's own can be bound to. */
    private static boolean kernelHas(LibC libc, Arena arena, LinkAddress address, boolean ipv6) {
        if (isOn(ipv6 ? "ipv6/ip_nonlocal_bind" : "ipv4/ip_nonlocal_bind")) {
            return false; // anything can be bound to: nothing learnt
        }
        byte[] bytes = address.address().getAddress();
        MemorySegment socketAddress = arena.allocate(ipv6 ? IPV6_SIZE : IPV4_SIZE, Integer.BYTES);
        socketAddress.set(JAVA_SHORT, 0, (short) (ipv6 ? LibC.AF_INET6 : LibC.AF_INET));
        MemorySegment.copy(bytes, 0, socketAddress, JAVA_BYTE, ipv6 ? IPV6_ADDRESS : IPV4_ADDRESS, bytes.length);
        int fd = libc.socket(ipv6 ? LibC.AF_INET6 : LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return false; // no such family, no such address
        }
        int result = libc.bind(fd, socketAddress);
        libc.close(fd);
        return result >= 0;
    }

    private static boolean isOn(String setting) {
        try {
            return !Files.readString(Path.of(SETTINGS, setting)).strip().equals("0");
        } catch (IOException e) {
            return false; // a kernel without this
        }
    }

    private static String where(EthernetOptions options) {
        return options.namespace() == null ? "" : " in namespace " + options.namespace();
    }
}
