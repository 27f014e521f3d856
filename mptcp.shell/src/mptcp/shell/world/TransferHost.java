package mptcp.shell.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mptcp.api.socket.SocketConfig;

/** A host that opens or serves the connections of transfers: a stack of ours, or the kernel. Any thread. */
public interface TransferHost {
    String name();

    /** Of both families; the first of each is what others connect to. */
    List<InetAddress> addresses();

    /**
     * Begins to open a connection; {@link ByteStream#awaitConnected} tells the end of it.
     *
     * @param config for stacks of ours
     */
    ByteStream open(InetSocketAddress remote, SocketConfig config) throws IOException;

    /** Listens on all addresses. */
    ByteStreamListener listen(int port) throws IOException;
}
