package mptcp.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import mptcp.api.socket.StreamSocket;

/**
 * Carries bytes between two sockets of stacks, each direction no faster than its receiver takes them, ends each as its sender
 * ends it, and resets both if one fails. A virtual thread for each direction.
 */
final class SocketRelay {
    private static final int PIECE = 16 * 1024;

    private final StreamSocket client;
    private final StreamSocket destination;
    private final Duration idle;
    private final Runnable over;
    private final AtomicInteger running = new AtomicInteger(2);
    private volatile long lastNs = System.nanoTime();

    private SocketRelay(StreamSocket client, StreamSocket destination, Duration idle, Runnable over) {
        this.client = client;
        this.destination = destination;
        this.idle = idle;
        this.over = over;
    }

    /**
     * Starts it.
     *
     * @param idle how long nothing may happen; zero: as long as it likes
     * @param over told once, when both directions have ended
     */
    static void start(StreamSocket client, StreamSocket destination, Statistics statistics, Duration idle, Runnable over) {
        SocketRelay relay = new SocketRelay(client, destination, idle, over);
        Thread.ofVirtual().start(() -> relay.carry(client, destination, statistics.out));
        Thread.ofVirtual().start(() -> relay.carry(destination, client, statistics.in));
        if (!idle.isZero()) {
            Thread.ofVirtual().start(relay::watch);
        }
    }

    private void carry(StreamSocket from, StreamSocket to, LongAdder bytes) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (from.read(piece) >= 0) {
                lastNs = System.nanoTime();
                bytes.add(piece.flip().remaining());
                to.write(piece);
                piece.clear();
            }
            to.shutdownOutput();
        } catch (IOException | RuntimeException _) { // one end failed, or its stack is closed
            client.abort();
            destination.abort();
        }
        if (running.decrementAndGet() == 0) {
            client.close();
            destination.close();
            over.run();
        }
    }

    private void watch() {
        try {
            while (running.get() > 0) {
                long left = lastNs + idle.toNanos() - System.nanoTime();
                if (left <= 0) {
                    client.abort();
                    destination.abort();
                    return;
                }
                Thread.sleep(Duration.ofNanos(left));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
