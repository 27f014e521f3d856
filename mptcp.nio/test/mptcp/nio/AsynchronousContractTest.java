package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.WritePendingException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sentences of the Javadoc of the asynchronous channels and their groups, each on both grounds. */
@Timeout(60)
final class AsynchronousContractTest {
    private static final AsynchronousChannelProvider CLIENT =
            new StackAsynchronousChannelProvider((StackSelectorProvider) Ground.Stacks.CLIENT);
    private static final AsynchronousChannelProvider SERVER =
            new StackAsynchronousChannelProvider((StackSelectorProvider) Ground.Stacks.SERVER);

    private static AsynchronousChannelProvider client(Ground g) {
        return g == Ground.JDK ? Jdk.asynchronous() : CLIENT;
    }

    private static AsynchronousSocketChannel open(Ground g) throws IOException {
        return client(g).openAsynchronousSocketChannel(null);
    }

    private static AsynchronousServerSocketChannel listen(Ground g) throws IOException {
        return (g == Ground.JDK ? Jdk.asynchronous() : SERVER).openAsynchronousServerSocketChannel(null)
                .bind(new InetSocketAddress(g.serverAddress(), 0));
    }

    private record Ends(AsynchronousSocketChannel client, AsynchronousSocketChannel server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private static Ends connect(Ground g) throws Exception {
        try (AsynchronousServerSocketChannel listener = listen(g)) {
            AsynchronousSocketChannel client = open(g);
            Future<AsynchronousSocketChannel> accepted = listener.accept();
            get(client.connect(listener.getLocalAddress()));
            return new Ends(client, get(accepted));
        }
    }

    private static <V> V get(Future<V> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<?> future) {
        return assertThrows(ExecutionException.class, () -> get(future)).getCause();
    }

    /** A handler as a future; the attachment is checked. */
    private static final class Told<V> extends CompletableFuture<V> implements CompletionHandler<V, Object> {
        @Override
        public void completed(V result, Object attachment) {
            assertSame(this, attachment);
            complete(result);
        }

        @Override
        public void failed(Throwable e, Object attachment) {
            assertSame(this, attachment);
            completeExceptionally(e);
        }
    }

    private static void closed(AsynchronousSocketChannel c) throws IOException {
        c.close();
        assertFalse(c.isOpen());
    }

    private static ByteBuffer bytes(int n) {
        byte[] b = new byte[n];
        new Random(n).nextBytes(b);
        return ByteBuffer.wrap(b);
    }

    @ParameterizedTest
    @EnumSource
    void states(Ground g) throws Exception {
        try (AsynchronousServerSocketChannel listener = listen(g); AsynchronousSocketChannel c = open(g)) {
            assertSame(client(g), c.provider());
            assertNull(c.getLocalAddress());
            assertNull(c.getRemoteAddress());
            assertThrows(NotYetConnectedException.class, () -> c.read(ByteBuffer.allocate(1)));
            assertThrows(NotYetConnectedException.class, () -> c.write(ByteBuffer.allocate(1)));
            assertThrows(NotYetConnectedException.class, c::shutdownInput);
            assertThrows(UnresolvedAddressException.class,
                    () -> c.connect(InetSocketAddress.createUnresolved("x", 1)));
            assertThrows(NullPointerException.class, () -> c.connect(listener.getLocalAddress(), null, null));
            assertNull(get(c.connect(listener.getLocalAddress())));
            assertThrows(AlreadyConnectedException.class, () -> c.connect(listener.getLocalAddress()));
            assertEquals(listener.getLocalAddress(), c.getRemoteAddress());
            assertThrows(IllegalArgumentException.class, () -> c.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
            assertThrows(IndexOutOfBoundsException.class, () -> c.read(new ByteBuffer[1], 1, 1, 0, TimeUnit.SECONDS, null,
                    new Told<>()));
            assertTrue(c.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY));
            assertFalse(c.supportedOptions().contains(StandardSocketOptions.SO_LINGER));
            assertEquals(true, c.setOption(StandardSocketOptions.TCP_NODELAY, true).getOption(StandardSocketOptions.TCP_NODELAY));
            closed(c);
            assertInstanceOf(ClosedChannelException.class, failure(c.read(ByteBuffer.allocate(1))));
            assertInstanceOf(ClosedChannelException.class, failure(c.write(ByteBuffer.allocate(1))));
            assertThrows(ClosedChannelException.class, c::getRemoteAddress);
            get(listener.accept()).close();
        }
        try (AsynchronousSocketChannel c = open(g)) {
            Throwable refused = failure(c.connect(g.nobody()));
            assertInstanceOf(ConnectException.class, refused);
            assertEquals("Connection refused", refused.getMessage());
            assertFalse(c.isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource
    void dataGoBothWays(Ground g) throws Exception {
        try (Ends ends = connect(g)) {
            ByteBuffer sent = bytes(5 << 20);
            Future<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    ByteBuffer all = sent.duplicate();
                    while (all.hasRemaining()) {
                        get(ends.client().write(all));
                    }
                    ends.client().shutdownOutput();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            ByteBuffer got = ByteBuffer.allocate(sent.remaining() + 1);
            while (true) {
                Told<Integer> told = new Told<>();
                ends.server().read(got, 20, TimeUnit.SECONDS, told, told);
                if (get(told) < 0) {
                    break;
                }
            }
            assertEquals(sent, got.flip());
            get(writer);
            assertInstanceOf(ClosedChannelException.class, failure(ends.client().write(bytes(1))));
            Told<Long> told = new Told<>();
            ends.server().write(new ByteBuffer[] {bytes(3), bytes(0), bytes(4)}, 0, 3, 0, TimeUnit.SECONDS, told, told);
            assertEquals(7, get(told));
            ByteBuffer[] parts = {ByteBuffer.allocate(5), ByteBuffer.allocate(2)};
            long n = 0;
            while (n < 7) {
                Told<Long> read = new Told<>();
                ends.client().read(parts, 0, 2, 0, TimeUnit.SECONDS, read, read);
                n += get(read);
            }
            assertEquals(0, get(ends.client().read(ByteBuffer.allocate(0))));
            assertEquals(0, get(ends.server().write(ByteBuffer.allocate(0))));
            ends.client().shutdownInput();
            assertEquals(-1, get(ends.client().read(ByteBuffer.allocate(1))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOperationAtATimeAndTimeOutsEndThem(Ground g) throws Exception {
        try (Ends ends = connect(g)) {
            Future<Integer> pending = ends.client().read(ByteBuffer.allocate(1));
            assertThrows(ReadPendingException.class, () -> ends.client().read(ByteBuffer.allocate(1)));
            ends.server().write(bytes(1));
            assertEquals(1, get(pending));
            Told<Integer> told = new Told<>();
            ends.client().read(ByteBuffer.allocate(1), 20, TimeUnit.MILLISECONDS, told, told);
            assertInstanceOf(InterruptedByTimeoutException.class, failure(told));
            assertThrows(IllegalStateException.class, () -> ends.client().read(ByteBuffer.allocate(1)));
            assertEquals(3, get(ends.client().write(bytes(3))), "the other direction goes on");
        }
        try (Ends ends = connect(g)) {
            ByteBuffer many = ByteBuffer.allocate(64 << 20);
            Future<Integer> write = ends.client().write(many);
            while (write.isDone()) {
                write = ends.client().write(many);
            }
            assertThrows(WritePendingException.class, () -> ends.client().write(bytes(1)));
            ends.client().close();
            assertInstanceOf(AsynchronousCloseException.class, failure(write));
        }
    }

    /** What is done is let go of, however long it might have taken. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfAnOperationThatIsOver(Ground g) throws Exception {
        try (Ends ends = connect(g)) {
            List<WeakReference<Object>> over = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                ends.server().write(bytes(1));
                over.add(new WeakReference<>(readOne(ends.client())));
            }
            over.removeLast(); // the last one's frames may be somewhere
            while (over.removeIf(r -> r.get() == null) || !over.isEmpty()) {
                System.gc();
                Thread.onSpinWait();
            }
            assertTrue(over.isEmpty(), "or the time of the test is over");
        }
    }

    private static Object readOne(AsynchronousSocketChannel from) throws Exception {
        Told<Integer> told = new Told<>();
        from.read(ByteBuffer.allocate(1), 1, TimeUnit.HOURS, told, told);
        assertEquals(1, get(told));
        return told;
    }

    @ParameterizedTest
    @EnumSource
    void closingAndCancelling(Ground g) throws Exception {
        try (Ends ends = connect(g)) {
            Future<Integer> read = ends.client().read(ByteBuffer.allocate(1));
            ends.client().close();
            assertInstanceOf(AsynchronousCloseException.class, failure(read));
            assertEquals(-1, get(ends.server().read(ByteBuffer.allocate(1))));
        }
        try (Ends ends = connect(g)) {
            Future<Integer> read = ends.client().read(ByteBuffer.allocate(1));
            assertTrue(read.cancel(false));
            assertTrue(read.isCancelled());
            assertTrue(ends.client().isOpen());
            assertThrows(IllegalStateException.class, () -> ends.client().read(ByteBuffer.allocate(1)));
        }
        try (Ends ends = connect(g)) {
            assertTrue(ends.client().read(ByteBuffer.allocate(1)).cancel(true));
            assertFalse(ends.client().isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource
    void accepting(Ground g) throws Exception {
        try (AsynchronousServerSocketChannel unbound = client(g).openAsynchronousServerSocketChannel(null)) {
            assertThrows(NotYetBoundException.class, unbound::accept);
        }
        AsynchronousServerSocketChannel listener = listen(g);
        Told<AsynchronousSocketChannel> told = new Told<>();
        listener.accept(told, told);
        assertThrows(AcceptPendingException.class, listener::accept);
        try (AsynchronousSocketChannel c = open(g)) {
            get(c.connect(listener.getLocalAddress()));
            try (AsynchronousSocketChannel accepted = get(told)) {
                assertEquals(c.getLocalAddress(), accepted.getRemoteAddress());
            }
        }
        Future<AsynchronousSocketChannel> pending = listener.accept();
        listener.close();
        assertInstanceOf(AsynchronousCloseException.class, failure(pending));
        assertInstanceOf(ClosedChannelException.class, failure(listener.accept()));
    }

    @ParameterizedTest
    @EnumSource
    void groups(Ground g) throws Exception {
        AsynchronousChannelGroup group = client(g).openAsynchronousChannelGroup(2, Executors.defaultThreadFactory());
        AsynchronousSocketChannel c = client(g).openAsynchronousSocketChannel(group);
        assertSame(client(g), group.provider());
        assertFalse(group.isShutdown() || group.isTerminated());
        group.shutdown();
        assertTrue(group.isShutdown());
        assertThrows(ShutdownChannelGroupException.class, () -> client(g).openAsynchronousSocketChannel(group));
        assertFalse(group.awaitTermination(1, TimeUnit.MILLISECONDS), "a channel is open");
        c.close();
        assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
        assertTrue(group.isTerminated());
        AsynchronousChannelGroup other = client(g).openAsynchronousChannelGroup(Executors.newCachedThreadPool(), 0);
        AsynchronousSocketChannel d = client(g).openAsynchronousSocketChannel(other);
        other.shutdownNow();
        assertTrue(other.awaitTermination(20, TimeUnit.SECONDS));
        assertFalse(d.isOpen());
    }
}
