package mptcp.bench;

import java.io.IOException;

/**
 * One end of connections that are opened, carry one byte, and are closed: first by the server, when it has the byte, then
 * by the client, when it has the end.
 */
interface Churn extends AutoCloseable {
    /** Connections that this end has finished, in good order. Any thread. */
    long finished();

    /** @throws IOException what went wrong first with a connection, if anything did */
    void check() throws IOException;

    @Override
    void close();
}
