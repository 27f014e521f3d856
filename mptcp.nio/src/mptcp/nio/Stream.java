package mptcp.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * What carries a channel once it is known where it leads: a connection of the stack, or one of the kernel. Nothing here
 * waits but {@link #await}. One thread reads while another writes.
 */
interface Stream {
    InetSocketAddress local() throws IOException;

    InetSocketAddress remote() throws IOException;

    /** Of a connection: the address it is to, by the name that was asked for. */
    default InetSocketAddress reached(InetSocketAddress asked) throws IOException {
        return asked;
    }

    /** Whether starting to connect was all, as it may be to this machine. */
    boolean connectedAtOnce();

    /** Whether it is connected now. @throws IOException if it never will be, as {@code connect} throws it */
    boolean connected() throws IOException;

    /** @return bytes read; 0: none now; -1: the end of the stream */
    int read(ByteBuffer target) throws IOException;

    long read(ByteBuffer[] targets, int offset, int length) throws IOException;

    /** @return bytes taken; 0: none now */
    int write(ByteBuffer source) throws IOException;

    long write(ByteBuffer[] sources, int offset, int length) throws IOException;

    /** Bytes that can be read without waiting. */
    int available() throws IOException;

    void shutdownInput() throws IOException;

    void shutdownOutput() throws IOException;

    /** Puts changed options in force. */
    void configure(ChannelOptions options) throws IOException;

    /** Changes with everything that may end a wait for this: to be noted before one looks whether there is need to wait. */
    int count(int op);

    /**
     * Waits until something has changed since this count.
     *
     * @param op what for, as {@link java.nio.channels.SelectionKey} has it
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @param onInterrupt whether an interrupt ends it
     * @return false when the time is over
     */
    boolean await(int op, int since, long deadlineNs, boolean onInterrupt) throws IOException;

    /** Lets those that wait look again. */
    void wake();

    /**
     * Closes it; those that wait are woken.
     *
     * @param reset whether what is not sent is given up
     */
    void close(boolean reset) throws IOException;
}
