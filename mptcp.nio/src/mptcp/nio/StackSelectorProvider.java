package mptcp.nio;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;

/**
 * Channels of a network, and selectors that take them and those of the JDK. The JDK makes one for the whole process by
 * {@code -Djava.nio.channels.spi.SelectorProvider=mptcp.nio.StackSelectorProvider}; its network is the one that was
 * installed ({@link Networks}). Any thread.
 */
public final class StackSelectorProvider extends SelectorProvider {
    /** Null: the installed one. */
    private final Network network;

    /** For the JDK. */
    public StackSelectorProvider() {
        this(null);
    }

    /** Of a network that is not, or not yet, that of the process. */
    public StackSelectorProvider(Network network) {
        this.network = network;
    }

    private Network network() {
        return network != null ? network : Networks.current();
    }

    private static boolean isInternet(ProtocolFamily family) {
        return Objects.requireNonNull(family, "'family' is null") == StandardProtocolFamily.INET
                || family == StandardProtocolFamily.INET6;
    }

    @Override
    public SocketChannel openSocketChannel() {
        return new StackSocketChannel(this, network(), StandardProtocolFamily.INET6, true);
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return isInternet(family) ? new StackSocketChannel(this, network(), family, true)
                : Jdk.channels().openSocketChannel(family); // of the file system
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() {
        return new StackServerSocketChannel(this, network(), StandardProtocolFamily.INET6, true);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        return isInternet(family) ? new StackServerSocketChannel(this, network(), family, true)
                : Jdk.channels().openServerSocketChannel(family);
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        network().datagrams();
        return new KernelDatagramChannel(this, network().counted(Jdk.channels().openDatagramChannel()));
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        network().datagrams();
        return new KernelDatagramChannel(this, network().counted(Jdk.channels().openDatagramChannel(family)));
    }

    @Override
    public Pipe openPipe() throws IOException {
        return new KernelPipe(this, Jdk.channels().openPipe());
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return new StackSelector(this);
    }

    @Override
    public Channel inheritedChannel() throws IOException {
        Channel inherited = Jdk.channels().inheritedChannel();
        if (inherited != null) {
            network().inherited();
        }
        return inherited;
    }
}
