package mptcp.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelSocket;

/** A program at a kernel socket that sends without end, or reads and counts, on a thread of its own. */
final class KernelEnd {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    private final KernelSocket socket;
    private final CompletableFuture<Void> running;
    private final Pauses pauses = new Pauses();
    private volatile long received;
    private volatile boolean closing;

    /** @param chunk bytes that are sent or read at once */
    KernelEnd(KernelPeer peer, KernelSocket socket, boolean sends, int chunk) {
        this.socket = socket;
        running = peer.start(sends ? "sender" : "receiver", () -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(chunk);
                if (sends) {
                    send(buffer);
                } else {
                    receive(buffer);
                }
            }
            return null;
        });
    }

    private void send(MemorySegment buffer) throws IOException {
        while (!closing) {
            socket.send(buffer);
        }
    }

    private void receive(MemorySegment buffer) throws IOException {
        for (int n = 0; n >= 0 && !closing; n = socket.receive(buffer)) {
            received += n;
            pauses.arrived();
        }
    }

    long received() {
        return received;
    }

    /** Between the bytes it received. */
    Pauses pauses() {
        return pauses;
    }

    /** Waits until the connection has so many subflows; it needs data that flow. */
    void awaitSubflows(int subflows) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NS;
        while (socket.mptcpInfo().subflows() < subflows) {
            check();
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the connection has " + socket.mptcpInfo().subflows() + " subflows, not "
                        + subflows);
            }
            Pause.millis(10);
        }
    }

    void check() throws IOException {
        if (running.isCompletedExceptionally() && !closing) {
            Throwable cause = running.exceptionNow();
            throw new IOException(cause.getMessage(), cause);
        }
    }

    /** What fails from now on is no failure. */
    void closing() {
        closing = true;
    }
}
