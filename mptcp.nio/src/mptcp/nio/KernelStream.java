package mptcp.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A connection of the kernel, for what the stack does not carry. The channel of the JDK is non-blocking throughout. */
final class KernelStream implements Stream {
    private final SocketChannel channel;
    /** Of the thread that reads or connects, and of the one that writes. */
    private final KernelWait input;
    private final KernelWait output;

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

    /** Starts to connect. @return whether that was all */
    boolean connect(InetSocketAddress remote) throws IOException {
        return channel.connect(remote);
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
        channel.close();
        input.close();
        output.close();
    }
}
