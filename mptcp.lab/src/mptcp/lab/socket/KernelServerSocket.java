package mptcp.lab.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketException;
import mptcp.io.raw.libc.LibC;
import mptcp.lab.Host;

/**
 * A listener of the kernel, TCP or MPTCP. Any thread. For subflows to other addresses of the host to be accepted, it
 * has to be bound to the wildcard address; the wildcard of IPv6 takes IPv4 as well.
 */
public final class KernelServerSocket implements AutoCloseable {
    private final Descriptor descriptor;
    private volatile long timeoutNs = KernelSocket.DEFAULT_TIMEOUT_NS;

    private KernelServerSocket(int fd) throws SocketException {
        descriptor = new Descriptor(fd);
    }

    /** @param local address and port; 0 for an ephemeral one */
    public static KernelServerSocket listen(Host host, Protocol protocol, InetSocketAddress local, int backlog)
            throws IOException {
        var socket = new KernelServerSocket(KernelSocket.openDescriptor(host, protocol, local));
        try (Arena arena = Arena.ofConfined()) {
            var yes = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            KernelSocket.check(socket.descriptor.use(
                    fd -> SocketCalls.setOption(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, yes)), "reuse");
            KernelSocket.bind(socket.descriptor, local);
            KernelSocket.check(socket.descriptor.use(fd -> SocketCalls.listen(fd, backlog)), "listen");
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** How long {@link #accept} may wait. */
    public void timeoutNs(long ns) {
        timeoutNs = ns;
    }

    /** An option whose value is an int. */
    public void option(int level, int option, int value) throws SocketException {
        KernelSocket.option(descriptor, level, option, value);
    }

    /** @throws java.net.SocketTimeoutException if nobody came in time */
    public KernelSocket accept() throws IOException {
        return new KernelSocket((int) KernelSocket.check(
                descriptor.useWaiting(SocketCalls::accept, LibC.POLLIN, timeoutNs, "accept"), "accept"));
    }

    public InetSocketAddress localAddress() throws SocketException {
        return KernelSocket.name(descriptor, false);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
