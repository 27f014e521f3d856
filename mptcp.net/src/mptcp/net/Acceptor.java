package mptcp.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What a listening socket is made of. */
interface Acceptor extends Closeable {
    InetSocketAddress local();

    /**
     * Waits for a connection.
     *
     * @param timeoutMs how long at most; 0: for ever
     * @throws java.net.SocketTimeoutException when the time is over
     * @throws java.net.SocketException if the socket is closed meanwhile
     */
    Connection accept(int timeoutMs) throws IOException;
}
