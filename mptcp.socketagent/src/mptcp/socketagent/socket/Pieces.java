package mptcp.socketagent.socket;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The buffers of all calls that move data: so few that any number of sockets takes no more memory. A call has one only
 * while it moves bytes, which never waits. Any thread.
 */
final class Pieces {
    static final int SIZE = 64 << 10;

    private static final int MOST = Runtime.getRuntime().availableProcessors();
    private static final BlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(MOST);
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(SIZE); // never written

    static {
        for (int i = 0; i < MOST; i++) {
            FREE.add(ByteBuffer.allocate(SIZE));
        }
    }

    private Pieces() {}

    /** A buffer for as long as it is not closed; what is in it has no meaning. */
    record Piece(ByteBuffer buffer) implements AutoCloseable {
        @Override
        public void close() {
            FREE.add(buffer);
        }
    }

    static Piece take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return new Piece(FREE.take());
                } catch (InterruptedException e) {
                    interrupted = true; // who has one gives it back soon
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** To be read only. */
    static ByteBuffer zeros() {
        return ZEROS.duplicate();
    }
}
