package mptcp.attack;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;

/** The application at the stack's end of a connection: writes its pattern, and knows what it may read. One thread. */
final class App {
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private final StreamSocket socket;
    private final Pattern out;
    private final Pattern in;
    private long written;
    private long read;
    private boolean ended;
    private IOException failure;

    App(StreamSocket socket, Pattern out, Pattern in) {
        this.socket = socket;
        this.out = out;
        this.in = in;
    }

    StreamSocket socket() {
        return socket;
    }

    long written() {
        return written;
    }

    long read() {
        return read;
    }

    /** Whether the end of the peer's stream was read. */
    boolean ended() {
        return ended;
    }

    /** Writes what is taken of so many bytes. */
    int write(int length) {
        try {
            int taken = socket.tryWrite(ByteBuffer.wrap(out.bytes(written, length)));
            written += taken;
            return taken;
        } catch (IOException e) {
            failure = e;
            return 0;
        }
    }

    /** Reads all that is there. @throws AssertionError if a byte is not the one of its place */
    App drain() {
        return drain(Long.MAX_VALUE);
    }

    App drain(long most) {
        try {
            for (long left = most; left > 0;) {
                buffer.clear().limit((int) Math.min(left, buffer.capacity()));
                int n = socket.tryRead(buffer);
                if (n <= 0) {
                    ended |= n < 0;
                    break;
                }
                long wrong = in.mismatch(buffer.flip(), read);
                if (wrong >= 0) {
                    throw new AssertionError("the application read a wrong byte at position " + wrong);
                }
                read += n;
                left -= n;
            }
        } catch (IOException e) {
            failure = e;
        }
        return this;
    }

    /** Why the connection is over, or null while it is not. */
    IOException failure() {
        StreamException error = socket.error();
        return error != null ? error : failure;
    }

    boolean lives() {
        return failure() == null && (socket.ready() & StreamSocket.CLOSED) == 0;
    }
}
