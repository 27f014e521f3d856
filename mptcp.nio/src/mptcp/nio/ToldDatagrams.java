package mptcp.nio;

import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.DatagramSocketImplFactory;
import java.util.function.Consumer;

/**
 * Told of each {@link DatagramSocket} that the JDK makes, where the JDK was changed so that a factory which is a consumer, too, is given its
 * own sockets, and asked for none (the launcher's {@code SocketHooks}).
 */
final class ToldDatagrams implements DatagramSocketImplFactory, Consumer<DatagramSocket> {
    private final Network network;

    ToldDatagrams(Network network) {
        this.network = network;
    }

    @Override
    public DatagramSocketImpl createDatagramSocketImpl() {
        throw new IllegalStateException("the JDK makes datagram sockets");
    }

    /** Not bound yet. */
    @Override
    public void accept(DatagramSocket made) {
        network.made(made);
    }
}
