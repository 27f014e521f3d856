package mptcp.socketagent.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.socketagent.machine.Machine;

/** The descriptors of all testers; numbers begin at 3, and the lowest free one is given. Any thread. */
public final class Descriptors implements BoundPorts {
    private static final int FIRST = 3;
    private static final int STREAM = 1;
    private static final int TYPE_MASK = 0xf;
    private static final int CLOSE_ON_EXEC = 0x80000;

    private final Machine machine;
    private final List<AgentSocket> sockets = new ArrayList<>(); // guarded by this

    public Descriptors(Machine machine) {
        this.machine = machine;
    }

    /**
     * {@code socket}.
     *
     * @param type 1, with the flags of Linux
     */
    public int open(String family, int type, String protocol) throws CallException {
        boolean ipv6 = switch (family) {
            case "inet" -> false;
            case "inet6" -> true;
            default -> throw new CallException(Errno.EAFNOSUPPORT);
        };
        if ((type & ~(TYPE_MASK | Messages.NON_BLOCKING | CLOSE_ON_EXEC)) != 0) {
            throw new CallException(Errno.EINVAL);
        }
        if ((type & TYPE_MASK) != STREAM) {
            throw new CallException(Errno.ESOCKTNOSUPPORT);
        }
        boolean mptcp = switch (protocol) {
            case "tcp" -> false;
            case "mptcp" -> true;
            default -> throw new CallException(Errno.EPROTONOSUPPORT);
        };
        if (mptcp && !machine.mptcpEnabled()) {
            throw new CallException(Errno.ENOPROTOOPT);
        }
        return add(new AgentSocket(machine, ipv6, mptcp, (type & Messages.NON_BLOCKING) != 0));
    }

    public synchronized int add(AgentSocket socket) {
        int free = sockets.indexOf(null);
        if (free < 0) {
            free = sockets.size();
            sockets.add(null);
        }
        sockets.set(free, socket);
        return FIRST + free;
    }

    public synchronized AgentSocket get(int fd) throws CallException {
        int at = fd - FIRST;
        AgentSocket socket = at >= 0 && at < sockets.size() ? sockets.get(at) : null;
        if (socket == null) {
            throw new CallException(Errno.EBADF);
        }
        return socket;
    }

    /** Takes a descriptor away, for its socket to be closed. */
    public synchronized AgentSocket remove(int fd) throws CallException {
        AgentSocket socket = get(fd);
        sockets.set(fd - FIRST, null);
        return socket;
    }

    /** The machine was reset. */
    public void clear() {
        List<AgentSocket> all;
        synchronized (this) {
            all = List.copyOf(sockets.stream().filter(s -> s != null).toList());
            sockets.clear();
        }
        all.forEach(AgentSocket::forget);
    }

    @Override
    public void check(AgentSocket asking, InetSocketAddress wanted) throws CallException {
        List<AgentSocket> others;
        synchronized (this) {
            others = sockets.stream().filter(s -> s != null && s != asking).toList();
        }
        for (AgentSocket other : others) {
            InetSocketAddress taken = other.local();
            boolean shared = asking.settings().reuseAddress && other.settings().reuseAddress && !other.isListening();
            if (taken != null && taken.getPort() == wanted.getPort() && !shared
                    && overlap(taken.getAddress(), wanted.getAddress())) {
                throw new CallException(Errno.EADDRINUSE);
            }
        }
    }

    private static boolean overlap(InetAddress a, InetAddress b) {
        return a.equals(b) || covers(a, b) || covers(b, a);
    }

    /** The wildcard of IPv6 stands for the addresses of IPv4 as well. */
    private static boolean covers(InetAddress wildcard, InetAddress other) {
        return wildcard.isAnyLocalAddress() && (!(wildcard instanceof Inet4Address) || other instanceof Inet4Address
                || other.isAnyLocalAddress());
    }
}
