package mptcp.shell.world;

import java.io.IOException;

/** A listening port as transfers use it. */
public interface ByteStreamListener extends AutoCloseable {
    /** Waits for a connection, without limit. @return null once the listener is closed */
    ByteStream accept() throws IOException;

    @Override
    void close();
}
