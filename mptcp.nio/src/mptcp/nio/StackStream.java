package mptcp.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;

/** A connection of the stack. */
final class StackStream implements Stream, SocketListener {
    private static final int COPIED_AT_ONCE = 1 << 16;

    private final Network network;
    private final Registrations keys;
    /** Where to; null if it was accepted. */
    private final InetSocketAddress asked;
    /** Of the thread that reads or connects, and of the one that writes. */
    private final Signal input = new Signal();
    private final Signal output = new Signal();
    private final StreamSocket socket;
    /** Written by the loop only. */
    private volatile int events;
    /** Whether the thread that connects was woken for its end. Loop only. */
    private boolean told;
    /** The number of events when the socket was last asked to tell of room. */
    private volatile int askedAt = -1;
    /** Somebody was told why the connection failed. As with Linux, to who comes later the stream has ended, or the pipe is broken. */
    private final AtomicBoolean failureTold = new AtomicBoolean();

    private StackStream(Network network, Registrations keys, StreamSocket accepted, InetSocketAddress local,
            InetSocketAddress remote, SocketConfig config) throws IOException {
        this.network = network;
        this.keys = keys;
        asked = remote;
        if (accepted != null) {
            socket = accepted;
            network.accepted(accepted);
            accepted.listener(this);
        } else {
            socket = network.connect(local, remote, config, this);
        }
    }

    /** Starts a connection. */
    static StackStream connect(Network network, Registrations keys, InetSocketAddress local, InetSocketAddress remote,
            ChannelOptions options) throws IOException {
        return new StackStream(network, keys, null, local, remote, options.applyTo(SocketConfig.DEFAULT));
    }

    static StackStream accepted(Network network, Registrations keys, StreamSocket socket) throws IOException {
        return new StackStream(network, keys, Objects.requireNonNull(socket), null, null, null);
    }

    /** The loop's side. */
    @Override
    public void ready(StreamSocket from, int ready) {
        int before = events;
        events = before + 1; // first: who looks for it from now on asks again by himself
        boolean asked = askedAt == before && (ready & StreamSocket.WRITABLE) != 0;
        if ((ready & (StreamSocket.READABLE | StreamSocket.CLOSED)) != 0 || !told) {
            told = (ready & StreamSocket.CONNECTED) != 0;
            input.change();
        }
        if ((ready & (StreamSocket.WRITABLE | StreamSocket.CLOSED)) != 0) {
            output.change();
        }
        keys.signal(asked);
    }

    @Override
    public InetSocketAddress local() {
        return socket.local();
    }

    @Override
    public InetSocketAddress remote() {
        return socket.remote();
    }

    @Override
    public boolean connectedAtOnce() {
        return false; // the peer is another machine
    }

    /** Another than was asked for where the name has several. */
    @Override
    public InetSocketAddress reached(InetSocketAddress asked) throws UnknownHostException {
        InetAddress at = socket.remote().getAddress();
        return at.equals(asked.getAddress()) ? asked
                : new InetSocketAddress(InetAddress.getByAddress(asked.getHostString(), at.getAddress()), asked.getPort());
    }

    @Override
    public boolean connected() throws IOException {
        if (socket.error() != null) {
            throw Errors.ofConnect(socket.error(), asked);
        }
        return (socket.ready() & StreamSocket.CONNECTED) != 0;
    }

    /**
     * What a selector would find.
     *
     * @param pending whether the channel has yet to finish its connect
     * @param outputShut whether a write would throw at once
     */
    int readyOps(boolean pending, boolean outputShut) {
        int ready = socket.ready();
        if (pending) {
            int all = SelectionKey.OP_CONNECT | SelectionKey.OP_READ | SelectionKey.OP_WRITE;
            return (ready & StreamSocket.FAILED) != 0 ? all
                    : (ready & StreamSocket.CONNECTED) != 0 ? SelectionKey.OP_CONNECT : 0;
        }
        return ((ready & StreamSocket.READABLE) != 0 ? SelectionKey.OP_READ : 0)
                | (outputShut || (ready & StreamSocket.WRITABLE) != 0 ? SelectionKey.OP_WRITE : 0);
    }

    /** Sees to it that an event comes when there is room; there may be some at once. */
    void tellOfRoom() {
        int now = events;
        if (askedAt != now) {
            askedAt = now;
            socket.listener(this); // a new listener is told of room, too
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            return socket.tryRead(target);
        } catch (IOException e) {
            if (isToldOf(e)) {
                return -1;
            }
            throw Errors.of(e);
        }
    }

    private boolean isToldOf(IOException e) {
        return e instanceof StreamException s && s.reason() != StreamException.Reason.BROKEN_PIPE
                && s.reason() != StreamException.Reason.CLOSED && !failureTold.compareAndSet(false, true);
    }

    private IOException ofWrite(IOException e) {
        return isToldOf(e) ? Errors.caused(new IOException("Broken pipe"), e) : Errors.ofWrite(e);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            if (!targets[i].hasRemaining()) {
                continue;
            }
            int n;
            try {
                n = read(targets[i]);
            } catch (IOException e) {
                if (total > 0) {
                    return total; // the next read throws it
                }
                throw e;
            }
            if (n < 0) {
                return total > 0 ? total : -1;
            }
            total += n;
            if (targets[i].hasRemaining()) {
                break;
            }
        }
        return total;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!source.hasRemaining()) {
            return 0;
        }
        int before = events;
        try {
            int n = socket.tryWrite(source);
            if (n == 0 && socket.unacknowledged() == 0) { // a connection at rest has no memory; on the loop it gets it at once
                n = writeOnLoop(source);
            }
            if (source.hasRemaining()) {
                askedAt = before;
            }
            return n;
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw ofWrite(io);
            }
            throw e;
        } catch (IOException e) {
            throw ofWrite(e);
        }
    }

    /** Memory may be of an arena that is this thread's alone: the loop is given a copy. */
    private int writeOnLoop(ByteBuffer source) throws IOException {
        if (!source.isDirect()) {
            return network.stack().call(() -> socket.tryWrite(source));
        }
        int most = Math.min(source.remaining(), COPIED_AT_ONCE);
        ByteBuffer copy = ByteBuffer.allocate(most).put(0, source, source.position(), most);
        int n = network.stack().call(() -> socket.tryWrite(copy));
        source.position(source.position() + n);
        return n;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            if (!sources[i].hasRemaining()) {
                continue;
            }
            try {
                total += write(sources[i]);
            } catch (IOException e) {
                if (total > 0) {
                    return total; // the next write throws it
                }
                throw e;
            }
            if (sources[i].hasRemaining()) {
                break;
            }
        }
        return total;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, socket.available());
    }

    @Override
    public void shutdownInput() {
        socket.shutdownInput();
        wake();
    }

    @Override
    public void shutdownOutput() {
        socket.shutdownOutput();
        wake();
    }

    @Override
    public void configure(ChannelOptions options) {
        socket.reconfigure(options.applyTo(socket.config()));
    }

    @Override
    public int count(int op) {
        return signal(op).count();
    }

    private Signal signal(int op) {
        return op == SelectionKey.OP_WRITE ? output : input;
    }

    @Override
    public boolean await(int op, int since, long deadlineNs, boolean onInterrupt) {
        return signal(op).await(since, deadlineNs, onInterrupt);
    }

    @Override
    public void wake() {
        input.change();
        output.change();
        keys.signal();
    }

    /** Bytes that the peer has not acknowledged. */
    long unacknowledged() {
        return socket.error() != null ? 0 : socket.unacknowledged();
    }

    @Override
    public void close(boolean reset) {
        network.close(socket, reset);
        wake();
    }
}
