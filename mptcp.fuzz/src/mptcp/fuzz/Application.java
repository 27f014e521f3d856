package mptcp.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;

/** One end of a connection: it writes a stream in which every byte is known from its place, and checks what it reads. */
final class Application {
    private final String name;
    private final Pattern mine;
    private final Pattern others;
    private StreamSocket socket;
    private long written;
    private long read;
    private boolean outputEnded;
    private boolean sawEnd;
    private boolean closed;
    private IOException failure;

    Application(String name, int mine, int others) {
        this.name = name;
        this.mine = new Pattern(mine);
        this.others = new Pattern(others);
    }

    void begin(StreamSocket s) {
        socket = s;
    }

    StreamSocket socket() {
        return socket;
    }

    boolean started() {
        return socket != null;
    }

    private boolean usable() {
        return socket != null && !closed && failure == null;
    }

    void write(int length) {
        if (!usable() || outputEnded) {
            return;
        }
        try {
            written += socket.tryWrite(ByteBuffer.wrap(mine.bytes(written, length)));
        } catch (IOException e) {
            failure = e;
        }
    }

    /** @return whether anything was there */
    boolean read(int most) {
        if (!usable() || sawEnd) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(most);
        try {
            int n = socket.tryRead(bytes);
            sawEnd = n < 0;
            long wrong = others.mismatch(bytes.flip(), read);
            if (wrong >= 0) {
                throw new Finding(name + " read a wrong byte at " + wrong);
            }
            read += Math.max(0, n);
            return n != 0;
        } catch (IOException e) {
            failure = e;
            return false;
        }
    }

    void shutdownOutput() {
        if (usable() && !outputEnded) {
            outputEnded = true;
            socket.shutdownOutput();
        }
    }

    void close() {
        if (socket != null && !closed) {
            closed = true;
            socket.close();
        }
    }

    void abort() {
        if (socket != null && !closed) {
            closed = true;
            socket.abort();
        }
    }

    /** It closed, has got an error, or has read all there is and written all it wants. */
    boolean done() {
        return closed || failure != null || sawEnd && outputEnded;
    }

    /** All of what the other wrote, if it says that this was all. */
    void check(Application other) {
        if (sawEnd && read < other.written) {
            throw new Finding(name + " saw the end after " + read + " bytes of " + other.written);
        }
        if (read > other.written) {
            throw new Finding(name + " read " + read + " bytes of " + other.written);
        }
    }

    @Override
    public String toString() {
        return name + ": " + (socket == null ? "not begun" : "written " + written + ", read " + read + (outputEnded ? ", ended" : "")
                + (sawEnd ? ", saw the end" : "") + (closed ? ", closed" : "")
                + (failure instanceof StreamException e ? ", " + e.reason() : ""));
    }
}
