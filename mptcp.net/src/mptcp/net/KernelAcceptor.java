package mptcp.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;

/** A listening socket of the kernel. */
final class KernelAcceptor implements Acceptor {
    private final ServerSocket socket;

    KernelAcceptor(InetSocketAddress local, int backlog) throws IOException {
        socket = ServerSocketChannel.open().socket();
        try {
            socket.bind(local, backlog);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public Connection accept(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        return new KernelConnection(socket.accept());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
