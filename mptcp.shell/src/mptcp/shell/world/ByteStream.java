package mptcp.shell.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One end of a connection as transfers use it. Calls block; one thread may write while another reads, and any may
 * abort. Buffers are direct ones.
 */
public interface ByteStream extends AutoCloseable {
    /** Which connection it is, or null if its host lets nobody look. */
    ConnectionId id();

    /** Waits until the connection is established. @throws IOException if it fails or the time is over */
    void awaitConnected(Duration timeout) throws IOException;

    /** Reads at least one byte. @return bytes read, -1 at the end */
    int read(ByteBuffer target) throws IOException;

    /** Writes all of it. */
    void write(ByteBuffer source) throws IOException;

    /** Says that nothing more will be written. */
    void shutdownOutput() throws IOException;

    /** Ends in order, in the background. */
    @Override
    void close();

    /** Ends by a reset. */
    void abort();
}
