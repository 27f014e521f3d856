package mptcp.nio;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A connection of the kernel, for what the stack does not carry. The channel of the JDK is non-blocking throughout. */
final class KernelStream implements Stream {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final SocketChannel channel;
    /** What the program is told; null: what the kernel says. */
    private final Within.Ends ends;
    /** Not null where this is the end that connects within this program; then there is where to. */
    private final Within within;
    private final InetSocketAddress companion;
    /** Of the thread that reads or connects, and of the one that writes. */
    private final KernelWait input;
    private final KernelWait output;
    /** Of the thread that connects. */
    private boolean atOnce;

    /** @param channel that nobody else uses */
    KernelStream(SocketChannel channel) throws IOException {
        this(channel, null, null, null);
    }

    /** Of two ends within this program, that which was accepted. */
    KernelStream(SocketChannel channel, Within.Ends ends) throws IOException {
        this(channel, ends, null, null);
    }

    private KernelStream(SocketChannel channel, Within.Ends ends, Within within, InetSocketAddress companion) throws IOException {
        this.channel = channel;
        this.ends = ends;
        this.within = within;
        this.companion = companion;
        channel.configureBlocking(false);
        input = new KernelWait(channel);
        output = new KernelWait(channel);
    }

    SocketChannel channel() {
        return channel;
    }

    /**
     * One that is to connect.
     *
     * @param bound null: to no address
     */
    static KernelStream towards(InetSocketAddress to, Network network, Binding bound, ProtocolFamily family) throws IOException {
        InetSocketAddress companion = network.companion(to);
        if (companion == null && network.isOwn(to.getAddress())) {
            throw new ConnectException("Connection refused"); // nobody but this program can listen there
        }
        boolean held = bound != null && (companion == null || bound.isHeld());
        SocketChannel channel = held ? bound.forKernel() : Jdk.channels().openSocketChannel(family);
        if (companion == null) {
            return new KernelStream(channel);
        }
        if (!held) {
            channel.bind(new InetSocketAddress(LOOPBACK, 0));
        }
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        Within.Ends ends = new Within.Ends(held || bound == null ? new InetSocketAddress(to.getAddress(), port) : bound.address(), to);
        network.within().connects(port, ends.reversed());
        return new KernelStream(channel, ends, network.within(), companion);
    }

    /** Starts to connect. */
    void connect(InetSocketAddress remote) throws IOException {
        atOnce = channel.connect(companion != null ? companion : remote);
    }

    @Override
    public boolean connectedAtOnce() {
        return atOnce;
    }

    @Override
    public InetSocketAddress local() throws IOException {
        return ends != null ? ends.local() : (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public InetSocketAddress remote() throws IOException {
        return ends != null ? ends.remote() : (InetSocketAddress) channel.getRemoteAddress();
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
        if (within != null && channel.isOpen()) {
            within.closes(((InetSocketAddress) channel.getLocalAddress()).getPort(), channel.isConnected());
        }
        input.close(); // the JDK does not linger over a channel that is with a selector
        output.close();
        channel.close();
    }
}
