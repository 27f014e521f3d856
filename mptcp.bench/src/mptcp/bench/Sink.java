package mptcp.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StreamSocket;

/** Reads whatever comes and counts it. Loop thread, and allocates nothing; the count is read by any. */
final class Sink implements SocketListener {
    private static final int CHUNK = 1 << 16;

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final Pauses pauses = new Pauses();
    private volatile long received;
    private volatile IOException failure;

    long received() {
        return received;
    }

    /** Between the bytes it received. */
    Pauses pauses() {
        return pauses;
    }

    /** What ended the connection, or null. */
    IOException failure() {
        return failure;
    }

    @Override
    public void ready(StreamSocket socket, int ready) {
        try {
            long before = received;
            for (int n = 1; n > 0;) {
                chunk.clear();
                n = socket.tryRead(chunk);
                received += Math.max(0, n);
            }
            if (received != before) {
                pauses.arrived();
            }
        } catch (IOException e) {
            failure = e;
        }
    }
}
