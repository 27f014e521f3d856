package mptcp.nio;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Asynchronous channels of a network. The JDK makes one for the whole process by
 * {@code -Djava.nio.channels.spi.AsynchronousChannelProvider=mptcp.nio.StackAsynchronousChannelProvider}. Any thread.
 */
public final class StackAsynchronousChannelProvider extends AsynchronousChannelProvider {
    private final StackSelectorProvider channels;
    /** Of channels that are opened without a group; made when there is one. */
    private ChannelGroup defaultGroup;

    /** For the JDK. */
    public StackAsynchronousChannelProvider() {
        this(new StackSelectorProvider());
    }

    StackAsynchronousChannelProvider(StackSelectorProvider channels) {
        this.channels = channels;
    }

    StackSelectorProvider channels() {
        return channels;
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory) throws IOException {
        if (threads <= 0) {
            throw new IllegalArgumentException("'nThreads' must be > 0");
        }
        return new ChannelGroup(this, Executors.newFixedThreadPool(threads, factory));
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(ExecutorService executor, int initialSize)
            throws IOException {
        return new ChannelGroup(this, Objects.requireNonNull(executor, "'executor' is null"));
    }

    private synchronized ChannelGroup defaultGroup() throws IOException {
        if (defaultGroup == null) {
            defaultGroup = new ChannelGroup(this, DefaultPool.open());
        }
        return defaultGroup;
    }

    private ChannelGroup ours(AsynchronousChannelGroup group) throws IOException {
        if (group == null) {
            return defaultGroup();
        }
        if (group instanceof ChannelGroup ours && group.provider() == this) {
            return ours;
        }
        throw new IllegalChannelGroupException();
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(AsynchronousChannelGroup group)
            throws IOException {
        return new AsyncServerSocketChannel(ours(group));
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group) throws IOException {
        ChannelGroup ours = ours(group);
        return new AsyncSocketChannel(ours, (StackSocketChannel) channels.openSocketChannel(), false);
    }
}
