package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import mptcp.lab.Host;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;

/** The kernel's end: threads that each have one connection at a time. */
final class KernelChurn implements Churn {
    private final KernelPeer peer;
    private final List<CompletableFuture<?>> workers = new ArrayList<>();
    private final LongAdder finished = new LongAdder();
    private volatile boolean closing;
    private InetSocketAddress local;

    private KernelChurn(Host host, Protocol protocol) {
        peer = new KernelPeer(host, protocol);
    }

    /** Accepts, reads a byte, closes. */
    static KernelChurn server(Host host, Protocol protocol, int threads) throws IOException {
        KernelChurn churn = new KernelChurn(host, protocol);
        KernelServerSocket listener = churn.peer.listen(new InetSocketAddress("::", 0));
        churn.local = listener.localAddress();
        for (int i = 0; i < threads; i++) {
            churn.workers.add(churn.peer.start("server", () -> {
                churn.serve(listener);
                return null;
            }));
        }
        return churn;
    }

    /** Connects, writes a byte, reads the end, closes. */
    static KernelChurn client(Host host, Protocol protocol, InetSocketAddress to, int threads) {
        KernelChurn churn = new KernelChurn(host, protocol);
        for (int i = 0; i < threads; i++) {
            churn.workers.add(churn.peer.start("client", () -> {
                host.<Void, IOException>inside(() -> {
                    churn.visit(protocol, to);
                    return null;
                });
                return null;
            }));
        }
        return churn;
    }

    private void serve(KernelServerSocket listener) throws IOException {
        while (!closing) {
            try (KernelSocket socket = listener.accept()) {
                if (socket.receive(1).length != 1) {
                    throw new SocketException("a connection came without its byte");
                }
            }
            finished.increment();
        }
    }

    private void visit(Protocol protocol, InetSocketAddress to) throws IOException {
        byte[] one = {1};
        while (!closing) {
            try (KernelSocket socket = KernelSocket.connectHere(protocol, to)) {
                socket.send(one);
                if (socket.receive(1).length != 0) {
                    throw new SocketException("a byte came where the end was expected");
                }
            }
            finished.increment();
        }
    }

    /** Where the server listens. */
    int port() {
        return local.getPort();
    }

    @Override
    public long finished() {
        return finished.sum();
    }

    @Override
    public void check() throws IOException {
        for (CompletableFuture<?> worker : workers) {
            if (worker.isCompletedExceptionally() && !closing) {
                throw new IOException(worker.exceptionNow().getMessage(), worker.exceptionNow());
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        peer.close();
    }
}
