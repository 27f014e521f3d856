package mptcp.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An asynchronous channel over a non-blocking one. Its reads and writes are {@link AsyncTransfer}s. */
final class AsyncSocketChannel extends AsynchronousSocketChannel implements ChannelGroup.Member {
    private static final Set<SocketOption<?>> OPTIONS = Jdk.socketOptions().stream()
            .filter(o -> o != StandardSocketOptions.SO_LINGER && o != StandardSocketOptions.IP_TOS
                    && !o.name().equals("SO_OOBINLINE"))
            .collect(Collectors.toUnmodifiableSet());

    private final ChannelGroup group;
    private final StackSocketChannel channel;
    private final AsyncTransfer reading;
    private final AsyncTransfer writing;
    /** The connect under way, or null; guarded by this. */
    private Completion<Void> connecting;
    private volatile boolean connected;

    AsyncSocketChannel(ChannelGroup group, StackSocketChannel channel, boolean connected) throws IOException {
        super(group.channelProvider());
        this.group = group;
        this.channel = channel;
        this.connected = connected;
        reading = AsyncTransfer.reading(group, this, channel);
        writing = AsyncTransfer.writing(group, this, channel);
        channel.configureBlocking(false);
        group.add(this);
    }

    @Override
    public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
        channel.bind(local);
        return this;
    }

    // --- connecting

    @Override
    public Future<Void> connect(SocketAddress remote) {
        return start(remote, Completion.future(close -> {
            reading.kill();
            writing.kill();
            cancelled(close);
        }));
    }

    @Override
    public <A> void connect(SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
        Objects.requireNonNull(handler, "'handler' is null");
        start(remote, Completion.handled(group, attachment, handler));
    }

    private Completion<Void> start(SocketAddress remote, Completion<Void> completion) {
        if (!isOpen()) {
            completion.fail(new ClosedChannelException());
            return completion;
        }
        InetSocketAddress to = Binding.checked(remote);
        synchronized (this) {
            if (connected) {
                throw new AlreadyConnectedException();
            }
            if (connecting != null) {
                throw new ConnectionPendingException();
            }
            connecting = completion;
        }
        try {
            if (channel.connect(to)) {
                connected(null);
            } else {
                group.await(channel, this, SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            connected(e);
        }
        return completion;
    }

    private void connected(IOException failure) {
        Completion<Void> done;
        synchronized (this) {
            done = connecting;
            connecting = null;
            connected = failure == null;
        }
        if (failure != null) {
            closeQuietly();
        }
        if (done == null) {
            return;
        }
        if (failure == null) {
            done.succeed(null);
        } else {
            done.fail(failure instanceof ClosedChannelException ? new AsynchronousCloseException() : failure);
        }
    }

    private void finishConnect() {
        try {
            if (channel.finishConnect()) {
                connected(null);
            } else {
                group.await(channel, this, SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            connected(e);
        }
    }

    @Override
    public void ready(int ops) {
        if ((ops & SelectionKey.OP_CONNECT) != 0) {
            finishConnect();
        }
        if ((ops & SelectionKey.OP_READ) != 0) {
            reading.ready();
        }
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            writing.ready();
        }
    }

    // --- data

    private void cancelled(boolean close) {
        if (close) {
            closeQuietly();
        }
    }

    private void ensureConnected() {
        if (isOpen() && !connected) {
            throw new NotYetConnectedException();
        }
    }

    private static void checkWritable(ByteBuffer... targets) {
        for (ByteBuffer target : targets) {
            if (target.isReadOnly()) {
                throw new IllegalArgumentException("Read-only buffer");
            }
        }
    }

    private static ByteBuffer[] part(ByteBuffer[] all, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, all.length);
        ByteBuffer[] part = new ByteBuffer[length];
        System.arraycopy(all, offset, part, 0, length);
        return part;
    }

    @Override
    public Future<Integer> read(ByteBuffer target) {
        checkWritable(target);
        ensureConnected();
        return reading.one(target, 0, Completion.future(reading.onCancel(this::cancelled)));
    }

    @Override
    public <A> void read(ByteBuffer target, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Objects.requireNonNull(handler, "'handler' is null");
        checkWritable(target);
        ensureConnected();
        reading.one(target, unit.toNanos(timeout), Completion.handled(group, attachment, handler));
    }

    @Override
    public <A> void read(ByteBuffer[] targets, int offset, int length, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Long, ? super A> handler) {
        Objects.requireNonNull(handler, "'handler' is null");
        ByteBuffer[] part = part(targets, offset, length);
        checkWritable(part);
        ensureConnected();
        reading.several(part, unit.toNanos(timeout), Completion.handled(group, attachment, handler));
    }

    @Override
    public Future<Integer> write(ByteBuffer source) {
        Objects.requireNonNull(source);
        ensureConnected();
        return writing.one(source, 0, Completion.future(writing.onCancel(this::cancelled)));
    }

    @Override
    public <A> void write(ByteBuffer source, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Objects.requireNonNull(handler, "'handler' is null");
        Objects.requireNonNull(source);
        ensureConnected();
        writing.one(source, unit.toNanos(timeout), Completion.handled(group, attachment, handler));
    }

    @Override
    public <A> void write(ByteBuffer[] sources, int offset, int length, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Long, ? super A> handler) {
        Objects.requireNonNull(handler, "'handler' is null");
        ByteBuffer[] part = part(sources, offset, length);
        ensureConnected();
        writing.several(part, unit.toNanos(timeout), Completion.handled(group, attachment, handler));
    }

    @Override
    public AsynchronousSocketChannel shutdownInput() throws IOException {
        channel.shutdownInput();
        return this;
    }

    @Override
    public AsynchronousSocketChannel shutdownOutput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    // --- the rest

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        channel.ensureOpen();
        return channel.remoteAddress();
    }

    @Override
    public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        checkSupported(name);
        if (value == null) {
            throw new IllegalArgumentException("Invalid option value");
        }
        channel.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        checkSupported(name);
        return channel.getOption(name);
    }

    private static void checkSupported(SocketOption<?> name) {
        if (!OPTIONS.contains(Objects.requireNonNull(name))) {
            throw new UnsupportedOperationException("'" + name + "' not supported");
        }
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return OPTIONS;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException _) {
            // it is closed, whatever its end was
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Completion<Void> ended;
        synchronized (this) {
            ended = connecting;
            connecting = null;
        }
        if (ended != null) {
            ended.fail(new AsynchronousCloseException());
        }
        reading.closed();
        writing.closed();
        group.remove(this);
    }

    @Override
    public String toString() {
        return channel.toString().replaceFirst("^[^\\[]*", getClass().getName());
    }
}
