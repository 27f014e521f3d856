package mptcp.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;

/** An asynchronous listener over a non-blocking one. */
final class AsyncServerSocketChannel extends AsynchronousServerSocketChannel implements ChannelGroup.Member {
    private final ChannelGroup group;
    private final StackServerSocketChannel channel;
    /** The accept under way, or null; guarded by this. */
    private Completion<AsynchronousSocketChannel> pending;
    private boolean killed;

    AsyncServerSocketChannel(ChannelGroup group) throws IOException {
        super(group.channelProvider());
        this.group = group;
        channel = (StackServerSocketChannel) group.channelProvider().channels().openServerSocketChannel();
        channel.configureBlocking(false);
        group.add(this);
    }

    @Override
    public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
        channel.bind(local, backlog);
        return this;
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
        return start(Completion.future(this::cancelled));
    }

    @Override
    public <A> void accept(A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
        Objects.requireNonNull(handler, "'handler' is null");
        start(Completion.handled(group, attachment, handler));
    }

    private Completion<AsynchronousSocketChannel> start(Completion<AsynchronousSocketChannel> completion) {
        synchronized (this) {
            if (!isOpen()) {
                completion.fail(new ClosedChannelException());
                return completion;
            }
            if (channel.local() == null) {
                throw new NotYetBoundException();
            }
            if (killed) {
                throw new RuntimeException("Accept not allowed due cancellation"); // no other is it with the JDK
            }
            if (pending != null) {
                throw new AcceptPendingException();
            }
            pending = completion;
        }
        ready(SelectionKey.OP_ACCEPT);
        return completion;
    }

    private void cancelled(boolean close) {
        synchronized (this) {
            killed = true;
            pending = null;
        }
        if (close) {
            closeQuietly();
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException _) {
            // it is closed, whatever its end was
        }
    }

    @Override
    public void ready(int ops) {
        Completion<AsynchronousSocketChannel> done;
        AsynchronousSocketChannel accepted = null;
        Exception failure = null;
        synchronized (this) {
            if (pending == null) {
                return;
            }
            try {
                StackSocketChannel socket = channel.accept(Long.MAX_VALUE, false);
                if (socket == null) {
                    group.await(channel, this, SelectionKey.OP_ACCEPT);
                    return;
                }
                accepted = adopt(socket);
            } catch (ClosedChannelException e) {
                failure = Errors.caused(new AsynchronousCloseException(), e);
            } catch (IOException e) {
                failure = e;
            }
            done = pending;
            pending = null;
        }
        if (failure != null) {
            done.fail(failure);
        } else {
            done.succeed(accepted);
        }
    }

    private AsynchronousSocketChannel adopt(StackSocketChannel socket) throws IOException {
        try {
            return new AsyncSocketChannel(group, socket, true);
        } catch (ShutdownChannelGroupException e) {
            socket.close();
            throw new IOException(e);
        }
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        channel.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return channel.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Completion<AsynchronousSocketChannel> ended;
        synchronized (this) {
            ended = pending;
            pending = null;
        }
        if (ended != null) {
            ended.fail(new AsynchronousCloseException());
        }
        group.remove(this);
    }

    @Override
    public String toString() {
        return getClass().getName() + '[' + (!isOpen() ? "closed" : channel.local() == null ? "unbound" : channel.local())
                + ']';
    }
}
