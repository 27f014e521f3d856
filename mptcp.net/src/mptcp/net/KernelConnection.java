package mptcp.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/** A connection of the kernel, for addresses that are not the stack's; a channel's socket comes from no factory. */
final class KernelConnection implements Connection {
    private final Socket socket;

    KernelConnection(Socket socket) {
        this.socket = socket;
    }

    static KernelConnection connect(InetSocketAddress local, InetSocketAddress remote, Settings settings, int timeoutMs)
            throws IOException {
        Socket socket = SocketChannel.open().socket();
        try {
            settings.applyTo(socket);
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(remote, timeoutMs);
            return new KernelConnection(socket);
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
    public InetSocketAddress remote() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    @Override
    public int read(byte[] target, int offset, int length, int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        return socket.getInputStream().read(target, offset, length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        socket.getOutputStream().write(source, offset, length);
    }

    @Override
    public int available() throws IOException {
        return socket.getInputStream().available();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void configure(Settings settings) throws IOException {
        settings.applyTo(socket);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
