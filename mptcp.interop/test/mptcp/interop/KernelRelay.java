package mptcp.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.lab.Host;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;

/**
 * Puts ordinary programs of this process behind the kernel's Multipath TCP of the lab: what comes to the kernel host is
 * carried to a server on loopback, what comes to a port of loopback to a server beyond the kernel host.
 */
final class KernelRelay implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final KernelPeer peer;
    private final List<ServerSocket> doors = new ArrayList<>();
    private final AtomicInteger multipath = new AtomicInteger();

    KernelRelay(Host kernel) {
        peer = new KernelPeer(kernel, Protocol.MPTCP);
    }

    /** Connections whose other end spoke Multipath TCP. */
    int multipath() {
        return multipath.get();
    }

    /** @return the port of the kernel host that stands for this port of loopback */
    int expose(int port) throws IOException {
        return expose(port, 0);
    }

    /** @param as the port of the kernel host; 0: any */
    int expose(int port, int as) throws IOException {
        KernelServerSocket listener = peer.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), as));
        peer.start("relay", () -> {
            while (true) {
                KernelSocket outside = peer.accept(listener);
                join(outside, new Socket(InetAddress.getLoopbackAddress(), port));
            }
        });
        return listener.localAddress().getPort();
    }

    /** @return the port of loopback that stands for this address, reached from the kernel host */
    int reach(InetSocketAddress address) throws IOException {
        ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        doors.add(door);
        peer.start("relay", () -> {
            while (true) {
                Socket inside = door.accept();
                join(peer.connect(address), inside);
            }
        });
        return door.getLocalPort();
    }

    private void join(KernelSocket outside, Socket inside) throws IOException {
        if (outside.isMptcp()) {
            multipath.incrementAndGet();
        }
        inside.setTcpNoDelay(true);
        peer.start("inwards", () -> inwards(outside, inside));
        peer.start("outwards", () -> outwards(inside, outside));
    }

    private static Void inwards(KernelSocket from, Socket to) throws IOException {
        try {
            OutputStream out = to.getOutputStream();
            for (byte[] piece = from.receive(PIECE); piece.length > 0; piece = from.receive(PIECE)) {
                out.write(piece);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            to.close();
        }
        return null;
    }

    private static Void outwards(Socket from, KernelSocket to) throws IOException {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(piece); n > 0; n = in.read(piece)) {
                to.send(n == PIECE ? piece : java.util.Arrays.copyOf(piece, n));
            }
            to.shutdownOutput();
        } catch (IOException e) {
            to.abort();
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket door : doors) {
            door.close();
        }
        peer.close();
    }
}
