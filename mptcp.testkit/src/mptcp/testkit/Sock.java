package mptcp.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;

/**
 * The application's end of a connection under test: every action takes effect at once, and the stack runs until it has
 * nothing more to do at the present time. One thread.
 */
public final class Sock {
    private static final int READ_LIMIT = 1 << 22;

    private final StreamSocket socket;
    private final String name;
    private final Conn conn;
    private final Exchange exchange;
    private long readTotal;

    Sock(StreamSocket socket, String name, Conn conn, Exchange exchange) {
        this.socket = socket;
        this.name = name;
        this.conn = conn;
        this.exchange = exchange;
    }

    /** The socket itself; after using it, call {@link Drill#run}. */
    public StreamSocket socket() {
        return socket;
    }

    public Conn conn() {
        return conn;
    }

    // ---- writing

    /** Writes so many bytes of the stream's pattern; all must be taken. */
    public Sock write(int length) {
        return write(conn.side(true).stream.next(length));
    }

    /** Writes these bytes; all must be taken. */
    public Sock write(byte[] bytes) {
        int taken = put(bytes);
        if (taken != bytes.length) {
            throw exchange.failure(name + ".write(" + bytes.length + ") took only " + taken + " bytes");
        }
        return this;
    }

    /** Writes what is taken of so many bytes of the pattern. @return how many were taken */
    public int offer(int length) {
        return put(conn.side(true).stream.next(length));
    }

    /** The next bytes of the pattern, which the test will write to {@link #socket} by itself, on whatever thread. */
    public byte[] reserve(int length) {
        byte[] bytes = conn.side(true).stream.next(length);
        conn.side(true).stream.append(bytes, length);
        exchange.note(name + " will write " + length + " on a thread of the test");
        return bytes;
    }

    /** The same as {@link #offer}, if the connection still takes anything. @return how many were taken; -1 if it takes none any more */
    public int tryOffer(int length) {
        byte[] bytes = conn.side(true).stream.next(length);
        try {
            int taken = socket.tryWrite(ByteBuffer.wrap(bytes));
            conn.side(true).stream.append(bytes, taken);
            exchange.note(name + ".write(" + length + ") = " + taken);
            exchange.run();
            return taken;
        } catch (IOException e) {
            exchange.note(name + ".write(" + length + "): " + e.getMessage());
            return -1;
        }
    }

    private int put(byte[] bytes) {
        try {
            int taken = socket.tryWrite(ByteBuffer.wrap(bytes));
            conn.side(true).stream.append(bytes, taken);
            exchange.note(name + ".write(" + bytes.length + ") = " + taken);
            exchange.run();
            return taken;
        } catch (IOException e) {
            throw exchange.failure(name + ".write(" + bytes.length + ") failed: " + e, e);
        }
    }

    /** A write must fail with this reason. */
    public Sock expectWriteError(StreamException.Reason reason) {
        try {
            int taken = socket.tryWrite(ByteBuffer.wrap(new byte[1]));
            throw exchange.failure(name + ".write(1) = " + taken + ", expected it to fail with " + reason);
        } catch (StreamException e) {
            return requireReason("write", reason, e);
        } catch (IOException e) {
            throw exchange.failure(name + ".write(1) failed with " + e + ", expected " + reason, e);
        }
    }

    // ---- reading

    /** So many bytes, and no more, must be there, and be those of the peer's stream that come next. */
    public Sock read(int length) {
        byte[] bytes = take(READ_LIMIT);
        if (bytes == null) {
            throw exchange.failure(name + ".read() is at the end of the stream, expected " + length + " bytes");
        }
        byte[] expected = conn.side(false).stream.bytes(readTotal - bytes.length, bytes.length);
        int different = Arrays.mismatch(expected, bytes);
        if (different >= 0) {
            throw exchange.failure(name + ".read() differs from what the peer sent, from stream offset "
                    + (readTotal - bytes.length + different));
        }
        if (bytes.length != length) {
            throw exchange.failure(name + ".read() = " + bytes.length + ", expected " + length);
        }
        return this;
    }

    /** So many bytes, with more behind them, and those of the peer's stream that come next. */
    public Sock readSome(int length) {
        byte[] bytes = take(length);
        byte[] expected = conn.side(false).stream.bytes(readTotal - length, length);
        if (!Arrays.equals(expected, bytes)) {
            throw exchange.failure(name + ".read(" + length + ") does not give the bytes that come next");
        }
        return this;
    }

    /** What is there, whatever it is; at most {@code limit} bytes. */
    public byte[] readAny(int limit) {
        byte[] bytes = take(limit);
        if (bytes == null) {
            throw exchange.failure(name + ".read() is at the end of the stream");
        }
        return bytes;
    }

    /** Nothing can be read, and the stream has not ended. */
    public Sock expectNoData() {
        return read(0);
    }

    public Sock expectEof() {
        byte[] bytes = take(READ_LIMIT);
        if (bytes != null) {
            throw exchange.failure(name + ".read() = " + bytes.length + ", expected the end of the stream");
        }
        return this;
    }

    /** Null at the end of the stream. */
    private byte[] take(int limit) {
        ByteBuffer target = ByteBuffer.allocate(limit);
        try {
            int n = socket.tryRead(target);
            while (n > 0 && target.hasRemaining() && socket.tryRead(target) > 0) {
                // until nothing is left or there is no room
            }
            exchange.note(name + ".read() = " + (n < 0 ? "end" : target.position()));
            exchange.run();
            readTotal += target.position();
            return n < 0 ? null : Arrays.copyOf(target.array(), target.position());
        } catch (IOException e) {
            throw exchange.failure(name + ".read() failed: " + e, e);
        }
    }

    /** A read must fail with this reason. */
    public Sock expectReadError(StreamException.Reason reason) {
        try {
            int n = socket.tryRead(ByteBuffer.allocate(1));
            throw exchange.failure(name + ".read() = " + n + ", expected it to fail with " + reason);
        } catch (StreamException e) {
            return requireReason("read", reason, e);
        } catch (IOException e) {
            throw exchange.failure(name + ".read() failed with " + e + ", expected " + reason, e);
        }
    }

    // ---- state

    /** The connection must have ended with this reason. */
    public Sock expectError(StreamException.Reason reason) {
        StreamException error = socket.error();
        if (error == null) {
            throw exchange.failure(name + " has no error, expected " + reason);
        }
        return requireReason("error", reason, error);
    }

    public Sock expectNoError() {
        if (socket.error() != null) {
            throw exchange.failure(name + " has the error " + socket.error().reason());
        }
        return this;
    }

    /** All of these bits of {@link StreamSocket#ready} must be set. */
    public Sock expectReady(int bits) {
        if ((socket.ready() & bits) != bits) {
            throw exchange.failure(name + ".ready() = " + readyText(socket.ready()) + ", expected " + readyText(bits));
        }
        return this;
    }

    /** None of these bits may be set. */
    public Sock expectNotReady(int bits) {
        if ((socket.ready() & bits) != 0) {
            throw exchange.failure(name + ".ready() = " + readyText(socket.ready()) + ", expected none of "
                    + readyText(bits));
        }
        return this;
    }

    public Sock expectConnected() {
        return expectNoError().expectReady(StreamSocket.CONNECTED);
    }

    public Sock expectClosed() {
        return expectReady(StreamSocket.CLOSED);
    }

    // ---- ending

    public Sock shutdownOutput() {
        return act("shutdownOutput()", socket::shutdownOutput);
    }

    public Sock shutdownInput() {
        return act("shutdownInput()", socket::shutdownInput);
    }

    public Sock close() {
        return act("close()", socket::close);
    }

    public Sock abort() {
        return act("abort()", socket::abort);
    }

    private Sock act(String action, Runnable body) {
        exchange.note(name + "." + action);
        body.run();
        exchange.run();
        return this;
    }

    private Sock requireReason(String what, StreamException.Reason reason, StreamException e) {
        if (e.reason() != reason) {
            throw exchange.failure(
                    name + "." + what + ": " + e.reason() + " (" + e.getMessage() + "), expected " + reason, e);
        }
        exchange.note(name + "." + what + ": " + reason);
        return this;
    }

    private static String readyText(int bits) {
        String[] names = {"CONNECTED", "READABLE", "WRITABLE", "PEER_CLOSED", "FAILED", "CLOSED"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            if ((bits & 1 << i) != 0) {
                text.append(text.isEmpty() ? "" : "|").append(names[i]);
            }
        }
        return text.isEmpty() ? "0" : text.toString();
    }
}
