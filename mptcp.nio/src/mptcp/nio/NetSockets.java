package mptcp.nio;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.net.SocketImplFactory;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Makes {@link Socket} and {@link ServerSocket} of this process sockets of a network. */
public final class NetSockets {
    /** What the JDK's own sockets support; known before others take their place. */
    static final Set<SocketOption<?>> OPTIONS;
    static final Set<SocketOption<?>> SERVER_OPTIONS;

    static {
        try (Socket socket = new Socket(); ServerSocket server = new ServerSocket()) {
            OPTIONS = socket.supportedOptions();
            SERVER_OPTIONS = server.supportedOptions();
        } catch (IOException e) {
            throw new IllegalStateException("the JDK's sockets cannot be opened: " + e.getMessage(), e);
        }
    }

    private final Network network;
    private final SelectorProvider provider;

    NetSockets(Network network) {
        this.network = network;
        provider = new StackSelectorProvider(network);
    }

    /**
     * From now on the process makes its sockets here.
     *
     * @param toldOfDatagrams whether the JDK tells a factory that is a consumer of each datagram socket that it makes
     * @throws IOException if other code has installed a factory before: the JDK takes only one
     */
    @SuppressWarnings("deprecation") // there is no other way in, and no removal is announced
    public static void install(Network network, boolean toldOfDatagrams) throws IOException {
        NetSockets sockets = new NetSockets(network);
        Socket.setSocketImplFactory(new Factory(sockets, false));
        ServerSocket.setSocketFactory(new Factory(sockets, true));
        String refusal = network.noDatagrams();
        if (refusal != null) {
            DatagramSocket.setDatagramSocketImplFactory(() -> new RefusedDatagrams(refusal));
        } else if (toldOfDatagrams) { // the JDK makes them: who takes its place cannot call it
            DatagramSocket.setDatagramSocketImplFactory(new ToldDatagrams(network));
        }
    }

    /**
     * Where the JDK is told to, a program's own factory is put in here, instead of in this one's place. To accept, the stack needs its own sockets
     * then, too; so what the program's make, the JDK takes by itself, but for listeners.
     */
    private static final class Factory extends AtomicReference<SocketImplFactory> implements SocketImplFactory {
        private static final long serialVersionUID = 1;

        private final transient NetSockets sockets;
        private final boolean server;

        Factory(NetSockets sockets, boolean server) {
            this.sockets = sockets;
            this.server = server;
        }

        @Override
        public SocketImpl createSocketImpl() {
            SocketImplFactory program = server ? get() : null;
            return program != null ? program.createSocketImpl() : new NetSocketImpl(sockets, server);
        }
    }

    StackSocketChannel open() {
        return new StackSocketChannel(provider, network, StandardProtocolFamily.INET6, false);
    }

    StackServerSocketChannel openServer() {
        return new StackServerSocketChannel(provider, network, StandardProtocolFamily.INET6, false);
    }
}
