package mptcp.nio;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;

/**
 * What a channel is bound to before it connects. At a wildcard address it is not known yet who will carry it: a channel of
 * the kernel holds the port, and goes when the stack takes the connection.
 */
final class Binding implements Closeable {
    private static final int TRIES = 100;
    private static final InetAddress LOOPBACK_4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");
    private static final InetAddress ANY_4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY_6 = InetAddress.ofLiteral("::");

    private final Network network;
    private final InetSocketAddress address;
    /** Null at an address of the stack. */
    private final SocketChannel holder;
    /** Null at an address of the kernel. */
    private final BoundPorts.Use use;

    private Binding(Network network, InetSocketAddress address, SocketChannel holder, BoundPorts.Use use) {
        this.network = network;
        this.address = address;
        this.holder = holder;
        this.use = use;
    }

    /** @param to null: any address, any port */
    static Binding of(Network network, ProtocolFamily family, InetSocketAddress to, ChannelOptions options)
            throws IOException {
        InetSocketAddress wanted = to != null ? to
                : new InetSocketAddress(family == StandardProtocolFamily.INET ? ANY_4 : ANY_6, 0);
        if (network.isOwn(wanted.getAddress())) {
            BoundPorts.Use use = network.ports().take(wanted, options, false);
            return new Binding(network, use.at(), null, use);
        }
        for (int tries = 1;; tries++) {
            try {
                return held(network, family, wanted, options);
            } catch (BindException e) {
                if (wanted.getPort() != 0 || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The kernel names a port that is asked for as 0; it may be one that has a use at the stack. */
    private static Binding held(Network network, ProtocolFamily family, InetSocketAddress wanted, ChannelOptions options) throws IOException {
        SocketChannel holder = Jdk.channels().openSocketChannel(family);
        try {
            options.applyTo(holder);
            holder.bind(wanted);
            InetSocketAddress at = (InetSocketAddress) holder.getLocalAddress();
            return new Binding(network, at, holder, at.getAddress().isAnyLocalAddress() ? network.ports().take(at, options, false) : null);
        } catch (IOException | RuntimeException e) {
            holder.close();
            throw e;
        }
    }

    /** @throws RuntimeException of channels, for addresses that no channel takes */
    static InetSocketAddress checked(SocketAddress address) {
        if (!(Objects.requireNonNull(address) instanceof InetSocketAddress internet)) {
            throw new UnsupportedAddressTypeException();
        }
        if (internet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        return internet;
    }

    /** Where a connect leads: a wildcard address stands for this machine. */
    static InetSocketAddress destination(InetSocketAddress to) {
        return !to.getAddress().isAnyLocalAddress() ? to
                : new InetSocketAddress(to.getAddress() instanceof Inet4Address ? LOOPBACK_4 : LOOPBACK_6, to.getPort());
    }

    InetSocketAddress address() {
        return address;
    }

    /** Whether it is at an address that only the kernel has. */
    boolean isKernels() {
        return holder != null && !address.getAddress().isAnyLocalAddress();
    }

    /** Whether a channel of the kernel has the port. */
    boolean isHeld() {
        return holder != null;
    }

    /** The address for the stack to connect from. */
    InetSocketAddress forStack() {
        return holder == null ? address : new InetSocketAddress(
                address.getAddress() instanceof Inet4Address ? ANY_4 : ANY_6, address.getPort());
    }

    /** The channel that is bound, for a connection of the kernel; its owner from now on is who asked. */
    SocketChannel forKernel() throws IOException {
        if (holder == null) {
            throw new SocketException("Network is unreachable"); // from the stack's address to what is not the stack's
        }
        return holder;
    }

    /** The stack has the port in its tables now. */
    void release() throws IOException {
        if (holder != null) {
            holder.close();
        }
    }

    /** The channel that was bound is closed. */
    @Override
    public void close() throws IOException {
        network.ports().give(use);
        if (holder != null) {
            holder.close();
        }
    }
}
