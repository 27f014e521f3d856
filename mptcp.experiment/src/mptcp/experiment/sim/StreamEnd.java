package mptcp.experiment.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import mptcp.api.hint.Hint;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;

/**
 * An application's side of a connection: sends what it is told to, checks every byte it reads. Without payload there is
 * nothing to see in what is read: the stack checks that each piece stands where it belongs.
 */
final class StreamEnd {
    /** Told of what was read. */
    interface Reader {
        void read(int bytes);
    }

    /** Bytes up to this position of the stream, and what is said of them. */
    private record Marked(long end, Hint hint) {}

    private static final int BUFFER = 64 << 10;
    /** A prime, so that the pattern never falls in step with segments or buffers; longer than a buffer. */
    private static final int PERIOD = 131_071;
    /** Whole periods of one pattern, written from where they stand: an experiment moves more bytes than could be made for it. */
    private static final byte[] PATTERN = pattern();
    /** What is read is looked at and forgotten: all ends of a run, which has one thread, share a buffer. */
    private static final ThreadLocal<byte[]> READ = ThreadLocal.withInitial(() -> new byte[BUFFER]);

    private final String name;
    private final boolean payloadFree;
    private final Reader reader;
    private final Runnable connected;
    private StreamSocket socket;
    /** What is said of all that is written. */
    private Hint hint;
    /** What is said of the next bytes, up to an end, instead. */
    private final ArrayDeque<Marked> marked = new ArrayDeque<>();
    private long toSend;
    private long sent;
    private long received;
    private boolean open;
    private boolean ending;
    private boolean outputEnded;
    private boolean inputEnded;
    private boolean closed;
    private StreamException failure;

    /** @param connected told once, when bytes can be sent */
    StreamEnd(String name, boolean payloadFree, Reader reader, Runnable connected) {
        this.name = name;
        this.payloadFree = payloadFree;
        this.reader = reader;
        this.connected = connected;
    }

    private static byte[] pattern() {
        byte[] pattern = Arrays.copyOf(new Pattern(1).bytes(0, PERIOD), PERIOD + BUFFER);
        System.arraycopy(pattern, 0, pattern, PERIOD, BUFFER);
        return pattern;
    }

    void begin(StreamSocket s) {
        socket = s;
    }

    void fail(StreamException e) {
        failure = e;
        closed = true;
    }

    /** What is said of all that is written, unless something else is; null: nothing. */
    void hint(Hint said) {
        hint = said;
    }

    /** More to send. */
    void send(long bytes) {
        toSend += bytes;
        pump();
    }

    /** The same, and something is said of these bytes. @param said null: as of all */
    void send(long bytes, Hint said) {
        if (said != null) {
            if (toSend > sent && (marked.isEmpty() || marked.getLast().end() < toSend)) {
                marked.add(new Marked(toSend, hint)); // what waits before it
            }
            marked.add(new Marked(toSend + bytes, said));
        }
        send(bytes);
    }

    /** What the socket has not taken yet is not sent. */
    void hold() {
        marked.clear();
        toSend = sent;
    }

    /** Nothing more will be sent: the connection ends when the other side says so, too. */
    void finish() {
        ending = true;
        pump();
    }

    void abort() {
        if (socket != null && !closed) {
            closed = true;
            socket.abort();
        }
    }

    /** Does all that can be done now; called by the socket, and after every change. */
    void pump() {
        if (socket == null || closed || (socket.ready() & StreamSocket.CONNECTED) == 0) {
            return;
        }
        if (socket.error() != null) {
            fail(socket.error());
            socket.close();
            return;
        }
        if (!open) {
            open = true;
            connected.run();
        }
        try {
            read();
            write();
        } catch (StreamException e) {
            fail(e);
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("no other exception is documented", e);
        }
        end();
    }

    private void read() throws IOException {
        byte[] buffer = READ.get();
        while (!inputEnded && !closed) {
            int n = socket.tryRead(ByteBuffer.wrap(buffer));
            if (n <= 0) {
                inputEnded = n < 0;
                return;
            }
            int at = (int) (received % PERIOD);
            int wrong = payloadFree ? -1 : Arrays.mismatch(buffer, 0, n, PATTERN, at, at + n);
            if (wrong >= 0) {
                throw new IllegalStateException(name + " read a wrong byte at position " + (received + wrong));
            }
            received += n;
            reader.read(n);
        }
    }

    private void write() throws IOException {
        while (sent < toSend && !outputEnded && !closed) {
            int at = (int) (sent % PERIOD);
            Marked next = marked.peek();
            long most = (next == null ? toSend : next.end()) - sent;
            int n = socket.tryWrite(ByteBuffer.wrap(PATTERN, at, (int) Math.min(BUFFER, most)), next == null ? hint : next.hint());
            if (n == 0) {
                return;
            }
            sent += n;
            if (next != null && sent == next.end()) {
                marked.remove();
            }
        }
    }

    private void end() {
        if (closed) {
            return;
        }
        boolean all = sent == toSend && (ending || inputEnded);
        if (all && !outputEnded) {
            outputEnded = true;
            socket.shutdownOutput();
        }
        if (all && inputEnded) {
            closed = true;
            socket.close();
        }
    }

    // ---- facts

    /** The connection's id, or 0 as long as there is none. */
    long connection() {
        return socket == null ? 0 : socket.id();
    }

    /** The local port, or -1 as long as there is none. */
    int port() {
        return socket == null ? -1 : socket.local().getPort();
    }

    long received() {
        return received;
    }

    /** Ended in order, by an error, or by itself. */
    boolean closed() {
        return closed;
    }

    /** What the connection failed with, or null. */
    StreamException failure() {
        return failure;
    }
}
