package mptcp.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A connection of the kernel, for what the stack does not carry. The channel of the JDK is non-blocking throughout. */
final class KernelStream implements Stream {
    private final SocketChannel channel;
    /** Of the thread that reads or connects, and of the one that writes. */
    private final KernelWait input;
    private final KernelWait output;
    /** Of the thread that connects. */
    private boolean atOnce;

    /** @param channel that nobody else uses */
    KernelStream(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        input = new KernelWait(channel);
        output = new KernelWait(channel);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Starts to connect. */
    void connect(InetSocketAddress remote) throws IOException {
        atOnce = channel.connect(remote);
    }

    @Override
    public boolean connectedAtOnce() {
        return atOnce;
    }

    @Override
    public InetSocketAddress local() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public InetSocketAddress remote() throws IOException {
        return (InetSocketAddress) channel.getRemoteAddress();
    }

    @Override
    public boolean connected() throws IOException {
        return channel.finishConnect();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return channel.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return channel.write(sources, offset, length);
    }

    /** Sends a byte of urgent data. @return whether there was room */
    boolean sendUrgent(int data) throws IOException {
        try {
            channel.socket().sendUrgentData(data);
            return true;
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            if ("Socket buffer full".equals(e.getMessage())) { // by nothing else does the JDK's channel say so
                return false;
            }
            throw e;
        }
    }

    @Override
    public int available() throws IOException {
        return channel.socket().getInputStream().available();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
        input.wake();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
        output.wake();
    }

    @Override
    public void configure(ChannelOptions options) throws IOException {
        options.applyTo(channel);
    }

    @Override
    public int count(int op) {
        return 0; // the kernel says what is, not what changed
    }

    @Override
    public boolean await(int op, int since, long deadlineNs, boolean onInterrupt) throws IOException {
        return (op == SelectionKey.OP_WRITE ? output : input).await(op, deadlineNs, onInterrupt);
    }

    @Override
    public void wake() {
        input.wake();
        output.wake();
    }

    @Override
    public void close(boolean reset) throws IOException {
        input.close(); // the JDK does not linger over a channel that is with a selector
        output.close();
        channel.close();
    }
}
