package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.io.raw.RawLinkException;
import mptcp.io.raw.RawLinkOptions.Presence;
import mptcp.io.raw.RawLinkOptions;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * An open and configured TUN device.
 *
 * @param fd what packets are read from and written to; non-blocking
 * @param more the same of its other queues
 * @param name as the kernel calls it
 * @param mtu bytes
 */
public record TunDevice(int fd, List<Integer> more, String name, int mtu) {
    private static final String CLONE_DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETOFFLOAD = 0x400454d0L;
    private static final long TUNSETVNETHDRSZ = 0x400454d8L;
    private static final int IFF_TUN = 0x0001;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_TUN_EXCL = 0x8000;
    private static final int TUN_F_CSUM = 1;
    private static final int TUN_F_TSO4 = 2;
    private static final int TUN_F_TSO6 = 4;
    private static final int TUN_F_TSO_ECN = 8;
    private static final String RIGHTS =
            "needs CAP_NET_ADMIN: run as root, or have the device made for this user"
                    + " (ip tuntap add dev NAME mode tun user USER) and attach to it";

    /**
     * Opens a device in the namespace of the calling thread.
     *
     * @throws RawLinkException with a message for the user; nothing stays open then
     */
    public static TunDevice open(RawLinkOptions options) throws RawLinkException {
        try (Arena arena = Arena.ofConfined()) {
            LibC libc = new LibC(arena);
            int fd = openCloneDevice(libc, arena);
            try {
                return configure(libc, arena, fd, options);
            } catch (RawLinkException | RuntimeException | Error e) {
                libc.close(fd);
                throw e;
            }
        }
    }

    private static int openCloneDevice(LibC libc, Arena arena) throws RawLinkException {
        int fd = libc.open(arena.allocateFrom(CLONE_DEVICE), LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd >= 0) {
            return fd;
        }
        throw new RawLinkException(switch (-fd) {
            case Errno.EPERM, Errno.EACCES -> "opening " + CLONE_DEVICE + " is not permitted: run as root, or give"
                    + " access to it (in a container: --device " + CLONE_DEVICE + " --cap-add NET_ADMIN)";
            case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO -> CLONE_DEVICE
                    + " does not exist: load the kernel's tun module (modprobe tun)";
            default -> "cannot open " + CLONE_DEVICE + ": " + Errno.text(-fd);
        });
    }

    private static TunDevice configure(LibC libc, Arena arena, int fd, RawLinkOptions options)
            throws RawLinkException {
        try (NetDevice before = new NetDevice(libc, arena, options.device())) {
            if (options.presence() == Presence.ATTACH && !before.exists()) {
                throw new RawLinkException("there is no device " + options.device() + where(options)
                        + ": make it with 'ip tuntap add dev " + options.device() + " mode tun', or ask to create it");
            }
        }
        String name = attach(libc, arena, fd, options);
        if (options.superSegments()) {
            offload(libc, arena, fd, name);
        } else {
            // a device that stays keeps what whoever had it before asked for, and would leave checksums to us
            libc.ioctl(fd, TUNSETOFFLOAD, 0);
        }
        try (NetDevice device = new NetDevice(libc, arena, name)) {
            if (options.mtu() != 0) {
                device.mtu(options.mtu());
            }
            device.up();
            for (LinkAddress address : options.kernelAddresses()) {
                device.addAddress(address);
            }
            return new TunDevice(fd, more(libc, arena, name, options), name, device.mtu());
        }
    }

    private static List<Integer> more(LibC libc, Arena arena, String name, RawLinkOptions options) throws RawLinkException {
        List<Integer> more = new ArrayList<>();
        RawLinkOptions there = new RawLinkOptions(name, Presence.ATTACH, options.namespace(), options.mtu(), options.superSegments(),
                options.transmitBuffer(), options.queues(), options.kernelAddresses());
        try {
            while (more.size() < options.queues() - 1) {
                more.add(openCloneDevice(libc, arena));
                attach(libc, arena, more.getLast(), there);
            }
            return List.copyOf(more);
        } catch (RawLinkException | RuntimeException | Error e) {
            more.forEach(libc::close);
            throw e;
        }
    }

    private static String attach(LibC libc, Arena arena, int fd, RawLinkOptions options) throws RawLinkException {
        int flags = IFF_TUN | IFF_NO_PI
                | (options.superSegments() ? IFF_VNET_HDR : 0)
                | (options.queues() > 1 ? IFF_MULTI_QUEUE : 0)
                | (options.presence() == Presence.CREATE ? IFF_TUN_EXCL : 0);
        MemorySegment request = arena.allocate(NetDevice.IFREQ_SIZE, Long.BYTES);
        request.setString(0, options.device());
        request.set(JAVA_SHORT, NetDevice.IFREQ_VALUE, (short) flags);
        int result = libc.ioctl(fd, TUNSETIFF, request.address());
        if (result >= 0) {
            return request.getString(0);
        }
        String device = options.device();
        String where = where(options);
        throw new RawLinkException(switch (-result) {
            case Errno.EPERM -> (options.presence() == Presence.ATTACH ? "attaching to " : "creating ") + device + where
                    + " " + RIGHTS;
            case Errno.EBUSY -> options.presence() == Presence.CREATE
                    ? "device " + device + " exists already" + where + ": attach to it or choose another name"
                    : "device " + device + where + " is busy: another program is attached to it";
            case Errno.EINVAL -> "device " + device + where + " exists and is not a " + (options.queues() > 1
                    ? "TUN device with several queues ('ip tuntap add' makes such ones with multi_queue)"
                    : "single-queue TUN device");
            default -> "cannot attach to " + device + where + ": " + Errno.text(-result);
        });
    }

    private static void offload(LibC libc, Arena arena, int fd, String name) throws RawLinkException {
        MemorySegment size = arena.allocateFrom(JAVA_INT, VnetHeader.SIZE);
        int result = libc.ioctl(fd, TUNSETVNETHDRSZ, size.address());
        if (result >= 0) {
            result = libc.ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN);
        }
        if (result < 0) {
            throw new RawLinkException("the kernel gives " + name + " no segmentation offload ("
                    + Errno.text(-result) + "): open it without super-segments");
        }
    }

    private static String where(RawLinkOptions options) {
        return options.namespace() == null ? "" : " in namespace " + options.namespace();
    }
}
