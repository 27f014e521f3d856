package mptcp.shell.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.stream.Stream;
import mptcp.api.socket.SocketConfig;
import mptcp.lab.Host;
import mptcp.lab.Lab;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;
import mptcp.shell.world.ByteStream;
import mptcp.shell.world.ByteStreamListener;
import mptcp.shell.world.Laboratory;
import mptcp.shell.world.TransferHost;

/** The kernel of a lab as a host of transfers: programs on it are threads of this process. */
final class KernelHost implements TransferHost {
    private static final int BACKLOG = 128;

    private final Host host;
    private final List<InetAddress> addresses;

    KernelHost(Lab lab) {
        host = lab.kernel();
        addresses = Stream.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6)
                .flatMap(family -> lab.paths().stream().map(path -> path.peerAddress(family))).toList();
    }

    @Override
    public String name() {
        return Laboratory.KERNEL;
    }

    @Override
    public List<InetAddress> addresses() {
        return addresses;
    }

    @Override
    public ByteStream open(InetSocketAddress remote, SocketConfig config) throws IOException {
        return new KernelStream(KernelSocket.open(host, Protocol.MPTCP, remote), remote);
    }

    @Override
    public ByteStreamListener listen(int port) throws IOException {
        // the wildcard address: otherwise the kernel takes no joins to its other addresses
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("::"), port);
        KernelServerSocket socket = KernelServerSocket.listen(host, Protocol.MPTCP, any, BACKLOG);
        socket.timeoutNs(KernelStream.FOR_EVER_NS);
        return new Listener(socket);
    }

    private record Listener(KernelServerSocket socket) implements ByteStreamListener {
        @Override
        public ByteStream accept() throws IOException {
            while (true) {
                try {
                    return new KernelStream(socket.accept(), null);
                } catch (SocketTimeoutException nobodyCame) {
                    // once more
                } catch (SocketException closed) {
                    return null;
                }
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
