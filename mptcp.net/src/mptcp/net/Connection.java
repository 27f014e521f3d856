package mptcp.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What a connected socket is made of: a connection of the stack, or one of the kernel. */
interface Connection extends Closeable {
    InetSocketAddress local();

    InetSocketAddress remote();

    /**
     * Reads at least one byte, waiting for it.
     *
     * @param timeoutMs how long to wait at most; 0: for ever
     * @return bytes read; -1 at the end of the stream
     * @throws java.net.SocketTimeoutException when the time is over; the connection goes on
     */
    int read(byte[] target, int offset, int length, int timeoutMs) throws IOException;

    /** Writes all of it, waiting for room. */
    void write(byte[] source, int offset, int length) throws IOException;

    /** Bytes that can be read without waiting. */
    int available() throws IOException;

    void shutdownInput() throws IOException;

    void shutdownOutput() throws IOException;

    /** Puts changed settings in force. */
    void configure(Settings settings) throws IOException;
}
