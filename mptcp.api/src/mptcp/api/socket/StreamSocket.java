package mptcp.api.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import mptcp.api.hint.Hint;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A byte stream: a Multipath TCP connection, or plain TCP after a fallback. One thread may write while one other reads;
 * the {@code try} methods never block and may also be called on the loop.
 */
@ProviderType
public interface StreamSocket extends AutoCloseable {
    /** {@link #ready}: the connection is established, or has failed. */
    int CONNECTED = 1;
    /** {@link #ready}: {@link #tryRead} would return bytes, the end of the stream, or throw. */
    int READABLE = 2;
    /**
     * {@link #ready}: {@link #tryWrite} would take bytes, or throw. A connection at rest holds no memory: away from the loop the
     * first attempt may take nothing and only ask for it. Until it is there, in the next turn, this bit is off.
     */
    int WRITABLE = 4;
    /** {@link #ready}: the peer has ended its direction. */
    int PEER_CLOSED = 8;
    /** {@link #ready}: the connection has failed; {@link #error} says how. */
    int FAILED = 16;
    /** {@link #ready}: both directions have ended and nothing is left to do. */
    int CLOSED = 32;

    /** The connection's id, as inspectors and policy controls know it. */
    long id();

    /** This end of the first subflow. */
    InetSocketAddress local();

    /** The peer's end of the first subflow. */
    InetSocketAddress remote();

    /** A combination of the bits above; a moment's view. */
    int ready();

    /**
     * Reads what is there.
     *
     * @return bytes read; 0 if there is nothing now; -1 at the end of the stream
     * @throws StreamException if the connection failed; bytes received before may be read first
     */
    int tryRead(ByteBuffer target) throws IOException;

    /**
     * Like {@link #tryRead}, and leaves the bytes in place.
     *
     * @param skip how many unread bytes to pass over first
     * @throws IllegalArgumentException if that is negative
     */
    int tryPeek(ByteBuffer target, int skip) throws IOException;

    /**
     * Writes what fits into the send buffer as it is now, and asks for room for the rest.
     *
     * @return bytes taken, possibly 0; a listener is told when there is room
     * @throws StreamException if the connection failed or its sending direction was ended
     */
    default int tryWrite(ByteBuffer source) throws IOException {
        return tryWrite(source, null);
    }

    /**
     * The same, and says something of the bytes that it takes.
     *
     * @param hint null: what is said of the connection
     */
    int tryWrite(ByteBuffer source, Hint hint) throws IOException;

    /** Reads at least one byte, waiting for it. @return bytes read, -1 at the end of the stream */
    int read(ByteBuffer target) throws IOException;

    /** Writes all of it, waiting for room. */
    default void write(ByteBuffer source) throws IOException {
        write(source, null);
    }

    /**
     * The same, and says something of the bytes.
     *
     * @param hint null: what is said of the connection
     */
    void write(ByteBuffer source, Hint hint) throws IOException;

    /** Bytes written so far: the stream offset of the next one. */
    long written();

    /**
     * Says something of a range of the stream, written already or not, in place of what was said of it; what is acknowledged,
     * or was sent, stays as it is. A deadline counts from now.
     *
     * @param fromOffset stream offset of the first byte, from 0
     * @param toOffset behind the last
     */
    void hint(long fromOffset, long toOffset, Hint hint);

    /**
     * The bytes before this stream offset end a record: no segment, sent for the first time or again, holds bytes of both sides
     * of it (MSG_EOR of send(2)). To be said before the bytes behind it are written. Any thread.
     *
     * @param atOffset behind the last byte of the record: {@link #written} if that was written last
     */
    void endRecord(long atOffset);

    /** Says something of all bytes of the connection of which nothing else is said, as {@link SocketConfig#withHint}. */
    default void hint(Hint hint) {
        reconfigure(config().withHint(hint));
    }

    /**
     * Waits until the connection is established.
     *
     * @throws StreamException if it fails or the time is over
     * @throws java.io.InterruptedIOException if the thread is interrupted
     * @throws IllegalStateException if it would have to wait and is called on the loop, as for all that wait
     */
    void awaitConnected(Duration timeout) throws IOException;

    /**
     * Waits until the peer has acknowledged all that was written and both directions have ended.
     *
     * @return false if the time is over, or the thread is interrupted
     */
    boolean awaitClosed(Duration timeout);

    /** Bytes written and not acknowledged at the data level. */
    long unacknowledged();

    /** Bytes that can be read now. */
    long available();

    /** While on, partial segments wait (TCP_CORK); in the profile {@code LINUX} 200 ms at the most. */
    void cork(boolean on);

    /** Ends the sending direction after what was written (DATA_FIN, or FIN in fallback). */
    void shutdownOutput();

    /** Drops what arrives from now on unread. */
    void shutdownInput();

    /** The settings in force. */
    SocketConfig config();

    /** Changes those settings that can be changed on a live socket: noDelay, keep-alive, timeouts, buffers. */
    void reconfigure(SocketConfig config);

    /** Replaces the listener; it is told at once of what is ready. */
    void listener(SocketListener listener);

    /** What ended the connection, or null. */
    StreamException error();

    /**
     * What ICMP said last of a packet of this connection, told once; null: nothing since. Of a connection that has failed
     * it may be why. Any thread; of two at a time both may be told.
     */
    PathError takePathError();

    /** Blocking streams over {@link #read} and {@link #write}; their close is this socket's close or shutdown. */
    InputStream inputStream();

    OutputStream outputStream();

    /**
     * Ends both directions in order, in the background; with unread data, a reset (RFC 9293 section 3.6.1). Where the loop does not
     * answer, it does this when it comes back.
     */
    @Override
    void close();

    /** Ends at once: MP_FASTCLOSE and RST on all subflows. As for {@link #close}, a loop that does not answer does it later. */
    void abort();
}
