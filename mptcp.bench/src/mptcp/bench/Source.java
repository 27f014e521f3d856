package mptcp.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StreamSocket;

/** Writes whenever there is room, up to a number of bytes. Loop thread, and allocates nothing. */
final class Source implements SocketListener {
    private static final int CHUNK = 1 << 16;

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private long left;
    private IOException failure;

    /** How much more may be written; the socket's next event, or {@link #ready}, makes use of it. */
    void allow(long bytes) {
        left += bytes;
    }

    /** What ended the connection, or null. */
    IOException failure() {
        return failure;
    }

    @Override
    public void ready(StreamSocket socket, int ready) {
        try {
            int taken = 1;
            while (left > 0 && taken > 0) {
                chunk.clear().limit((int) Math.min(CHUNK, left));
                taken = socket.tryWrite(chunk);
                left -= taken;
            }
        } catch (IOException e) {
            failure = e;
        }
    }
}
