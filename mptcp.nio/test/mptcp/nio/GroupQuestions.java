package mptcp.nio;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** More of {@link Questions}: asynchronous channels, their groups, handlers and time-outs. */
final class GroupQuestions extends Asking {
    private static final int SECONDS = 20;
    /** More than the buffers between two sockets take. */
    private static final int HUGE = 64 << 20;

    private final Ground ground;
    private final Questions sockets;

    GroupQuestions(Ground ground, Questions sockets, boolean virtual) {
        super(virtual);
        this.ground = ground;
        this.sockets = sockets;
    }

    void askAll() {
        step(this::groups);
        step(this::shutdownNow);
        step(this::shutdownWithPending);
        step(this::executors);
        step(this::handlers);
        step(this::pending);
        step(this::timeouts);
        step(this::cancelled);
        step(this::states);
        step(this::listeners);
        step(this::ends);
    }

    private record Pair(AsynchronousSocketChannel client, SocketChannel server) implements AutoCloseable {
        @Override
        public void close() throws java.io.IOException {
            client.close();
            server.close();
        }
    }

    private Pair pair(AsynchronousChannelGroup group) throws Exception {
        try (ServerSocketChannel l = ground.listen()) {
            AsynchronousSocketChannel c = sockets.clientAsync().openAsynchronousSocketChannel(group);
            c.connect(l.getLocalAddress()).get(SECONDS, TimeUnit.SECONDS);
            return new Pair(c, l.accept());
        }
    }

    private static <T> Object result(Future<T> future) throws Exception {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause();
        }
    }

    /** For a result of any kind. */
    private static final class Told<T> extends CompletableFuture<T> implements CompletionHandler<T, Object> {
        private final AtomicReference<Object> attachment = new AtomicReference<>();

        @Override
        public void completed(T value, Object with) {
            attachment.set(with);
            complete(value);
        }

        @Override
        public void failed(Throwable failure, Object with) {
            attachment.set(with);
            completeExceptionally(failure);
        }
    }

    private void groups() throws Exception {
        var provider = sockets.clientAsync();
        AsynchronousChannelGroup group = provider.openAsynchronousChannelGroup(1, Executors.defaultThreadFactory());
        ask("group's provider", () -> group.provider() == provider);
        ask("new group", () -> group.isShutdown() + " " + group.isTerminated());
        ask("await what goes on", () -> group.awaitTermination(5, TimeUnit.MILLISECONDS));
        AsynchronousSocketChannel c = provider.openAsynchronousSocketChannel(group);
        ask("channel's provider", () -> c.provider() == provider);
        group.shutdown();
        group.shutdown();
        ask("shut group", () -> group.isShutdown() + " " + group.isTerminated());
        ask("open in a shut group", () -> provider.openAsynchronousSocketChannel(group));
        ask("listen in a shut group", () -> provider.openAsynchronousServerSocketChannel(group));
        ask("channel of a shut group", c::isOpen);
        try (ServerSocketChannel l = ground.listen()) {
            ask("connect in a shut group", () -> result(c.connect(l.getLocalAddress())));
        }
        c.close();
        ask("ends with its last channel", () -> group.awaitTermination(SECONDS, TimeUnit.SECONDS) + " " + group.isTerminated());
        tell("shutdownNow then", group::shutdownNow);
        AsynchronousChannelGroup empty = provider.openAsynchronousChannelGroup(2, Executors.defaultThreadFactory());
        empty.shutdown();
        ask("empty group ends at once", () -> empty.awaitTermination(SECONDS, TimeUnit.SECONDS));
        ask("no executor", () -> provider.openAsynchronousChannelGroup(null, 0));
        ask("no factory", () -> {
            AsynchronousChannelGroup g = provider.openAsynchronousChannelGroup(1, null);
            g.shutdownNow();
            return "made";
        });
    }

    private void shutdownNow() throws Exception {
        AsynchronousChannelGroup group = sockets.clientAsync().openAsynchronousChannelGroup(2, Executors.defaultThreadFactory());
        try (Pair p = pair(group); AsynchronousServerSocketChannel l = sockets.clientAsync().openAsynchronousServerSocketChannel(group)) {
            l.bind(null);
            Told<Integer> read = new Told<>();
            p.client().read(ByteBuffer.allocate(1), "with", read);
            Future<AsynchronousSocketChannel> accept = l.accept();
            group.shutdownNow();
            ask("read in a group that ends", () -> result(read) + " " + read.attachment.get());
            ask("accept in a group that ends", () -> result(accept));
            ask("channels of it", () -> p.client().isOpen() + " " + l.isOpen());
            ask("ended", () -> group.awaitTermination(SECONDS, TimeUnit.SECONDS) + " " + group.isShutdown() + " " + group.isTerminated());
            ask("read then", () -> result(p.client().read(ByteBuffer.allocate(1))));
            ask("the peer's end", () -> p.server().read(ByteBuffer.allocate(1)));
        }
    }

    private void shutdownWithPending() throws Exception {
        AsynchronousChannelGroup group = sockets.clientAsync().openAsynchronousChannelGroup(1, Executors.defaultThreadFactory());
        try (Pair p = pair(group)) {
            Future<Integer> read = p.client().read(ByteBuffer.allocate(5));
            group.shutdown();
            p.server().write(ByteBuffer.allocate(3));
            ask("read in a shut group", () -> result(read));
            ask("write in a shut group", () -> result(p.client().write(ByteBuffer.allocate(2))));
            ask("handler in a shut group", () -> {
                Told<Integer> told = new Told<>();
                p.client().write(ByteBuffer.allocate(2), null, told);
                return result(told);
            });
            ask("goes on", group::isTerminated);
        }
        ask("until it is closed", () -> group.awaitTermination(SECONDS, TimeUnit.SECONDS));
    }

    private void executors() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool(r -> new Thread(r, "of the program"));
        AsynchronousChannelGroup group = sockets.clientAsync().openAsynchronousChannelGroup(pool, 1);
        try (Pair p = pair(group)) {
            AtomicReference<String> thread = new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(1);
            p.server().write(ByteBuffer.allocate(1));
            p.client().read(ByteBuffer.allocate(1), null, new CompletionHandler<Integer, Object>() {
                @Override
                public void completed(Integer n, Object with) {
                    thread.set(Thread.currentThread().getName());
                    done.countDown();
                }

                @Override
                public void failed(Throwable e, Object with) {
                    thread.set(e.toString());
                    done.countDown();
                }
            });
            ask("handler's thread", () -> done.await(SECONDS, TimeUnit.SECONDS) + " " + thread);
        }
        group.shutdown();
        ask("the program's executor ends", () -> group.awaitTermination(SECONDS, TimeUnit.SECONDS) + " " + pool.isShutdown()
                + " " + pool.awaitTermination(SECONDS, TimeUnit.SECONDS));
    }

    /** A handler may start the next operation; one that throws ends nobody's but its own thread. */
    private void handlers() throws Exception {
        List<Throwable> uncaught = java.util.Collections.synchronizedList(new ArrayList<>());
        AsynchronousChannelGroup group = sockets.clientAsync().openAsynchronousChannelGroup(1, r -> {
            Thread t = new Thread(r);
            t.setUncaughtExceptionHandler((_, e) -> uncaught.add(e));
            return t;
        });
        try (Pair p = pair(group)) {
            CompletableFuture<Integer> all = new CompletableFuture<>();
            ByteBuffer target = ByteBuffer.allocate(2000);
            p.client().read(target, null, new CompletionHandler<Integer, Object>() {
                @Override
                public void completed(Integer n, Object with) {
                    if (target.hasRemaining()) {
                        p.client().read(target, null, this);
                    } else {
                        all.complete(target.position());
                    }
                }

                @Override
                public void failed(Throwable e, Object with) {
                    all.completeExceptionally(e);
                }
            });
            for (int i = 0; i < 20; i++) {
                p.server().write(ByteBuffer.allocate(100));
            }
            ask("handlers that go on", () -> all.get(SECONDS, TimeUnit.SECONDS));
            p.server().write(ByteBuffer.allocate(1));
            CountDownLatch thrown = new CountDownLatch(1);
            p.client().read(ByteBuffer.allocate(1), null, new CompletionHandler<Integer, Object>() {
                @Override
                public void completed(Integer n, Object with) {
                    thrown.countDown();
                    throw new ArithmeticException("of the handler");
                }

                @Override
                public void failed(Throwable e, Object with) {
                    thrown.countDown();
                }
            });
            ask("handler that throws", () -> thrown.await(SECONDS, TimeUnit.SECONDS));
            p.server().write(ByteBuffer.allocate(1));
            ask("the next", () -> {
                Told<Integer> told = new Told<>();
                p.client().read(ByteBuffer.allocate(1), "again", told);
                return result(told) + " " + told.attachment.get();
            });
            ask("whose thread was told", uncaught::toString);
            ask("no handler", () -> {
                p.client().read(ByteBuffer.allocate(1), null, null);
                return "read";
            });
            ask("no handler to write", () -> {
                p.client().write(ByteBuffer.allocate(1), null, null);
                return "written";
            });
            ask("no handler to connect", () -> {
                p.client().connect(ground.nobody(), null, null);
                return "connected";
            });
        }
        group.shutdownNow();
    }

    private void pending() throws Exception {
        try (Pair p = pair(null)) {
            AsynchronousSocketChannel c = p.client();
            Future<Integer> read = c.read(ByteBuffer.allocate(1));
            ask("second read", () -> c.read(ByteBuffer.allocate(1)));
            ask("second read of nothing", () -> c.read(ByteBuffer.allocate(0)));
            ask("second read, scattering", () -> {
                c.read(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1, 1, TimeUnit.SECONDS, null, new Told<>());
                return "read";
            });
            ask("write beside a read", () -> result(c.write(ByteBuffer.allocate(3))));
            Future<Integer> write = c.write(ByteBuffer.allocate(HUGE));
            ask("second write", () -> c.write(ByteBuffer.allocate(1)));
            ask("states", () -> read.isDone() + " " + write.isCancelled());
            ask("shutdownInput with a read", () -> c.shutdownInput() == c);
            ask("the read", () -> result(read));
            ask("read after shutdownInput", () -> result(c.read(ByteBuffer.allocate(1))));
            c.close();
            ask("close again", () -> {
                c.close();
                return c.isOpen();
            });
            ask("the write", () -> write.isDone() ? "done" : "pending");
        }
    }

    private void timeouts() throws Exception {
        try (Pair p = pair(null)) {
            AsynchronousSocketChannel c = p.client();
            Told<Integer> read = new Told<>();
            c.read(ByteBuffer.allocate(1), 10, TimeUnit.MILLISECONDS, "a", read);
            ask("read in time", () -> result(read) + " " + read.attachment.get());
            ask("open", c::isOpen);
            ask("read then", () -> result(c.read(ByteBuffer.allocate(1))));
            ask("write then", () -> result(c.write(ByteBuffer.allocate(1))));
            Told<Long> write = new Told<>();
            c.write(new ByteBuffer[] {ByteBuffer.allocate(HUGE), ByteBuffer.allocate(1)}, 0, 2, 1, TimeUnit.DAYS, null, write);
            ask("write some in time", () -> (Long) result(write) > 0);
            ask("negative time", () -> {
                Told<Integer> told = new Told<>();
                c.write(ByteBuffer.allocate(0), -5, TimeUnit.DAYS, null, told);
                return result(told);
            });
        }
        try (Pair p = pair(null)) {
            AsynchronousSocketChannel c = p.client();
            ask("fill", () -> {
                Told<Integer> told = new Told<>();
                ByteBuffer much = ByteBuffer.allocate(HUGE);
                while (!told.isDone()) {
                    Told<Integer> one = new Told<>();
                    c.write(much.clear(), 300, TimeUnit.MILLISECONDS, null, one);
                    Object n = result(one);
                    if (n instanceof Exception e) {
                        return e;
                    }
                }
                return "never full";
            });
            ask("write after that", () -> result(c.write(ByteBuffer.allocate(1))));
            ask("read after that", () -> {
                p.server().write(ByteBuffer.allocate(1));
                return result(c.read(ByteBuffer.allocate(1)));
            });
        }
    }

    private void cancelled() throws Exception {
        for (boolean interrupt : new boolean[] {false, true}) {
            try (Pair p = pair(null)) {
                Future<Integer> read = p.client().read(ByteBuffer.allocate(1));
                ask("cancel a read " + interrupt, () -> read.cancel(interrupt) + " " + read.isDone() + " " + read.isCancelled());
                ask("cancel again " + interrupt, () -> read.cancel(interrupt));
                ask("result", read::get);
                ask("open " + interrupt, p.client()::isOpen);
                ask("read after a cancelled " + interrupt, () -> result(p.client().read(ByteBuffer.allocate(1))));
                ask("write after a cancelled read " + interrupt, () -> result(p.client().write(ByteBuffer.allocate(1))));
            }
        }
        try (Pair p = pair(null)) {
            p.server().write(ByteBuffer.allocate(1));
            Future<Integer> read = p.client().read(ByteBuffer.allocate(1));
            ask("done", () -> result(read));
            ask("cancel what is done", () -> read.cancel(true) + " " + read.isCancelled() + " " + p.client().isOpen());
        }
    }

    /** The words name the JDK's own variables. */
    private static Object refused(java.util.concurrent.Callable<?> call) throws Exception {
        try {
            return call.call();
        } catch (NullPointerException _) {
            return "refused";
        }
    }

    private void states() throws Exception {
        try (AsynchronousSocketChannel c = sockets.clientAsync().openAsynchronousSocketChannel(null)) {
            ask("not connected", () -> c.getRemoteAddress() + " " + c.getLocalAddress());
            ask("null target", () -> refused(() -> c.read((ByteBuffer) null)));
            ask("null source", () -> refused(() -> c.write((ByteBuffer) null)));
            ask("write early", () -> c.write(ByteBuffer.allocate(0)));
            ask("shutdownOutput early", c::shutdownOutput);
            ask("connect null", () -> c.connect(null));
            ask("bind", () -> c.bind(null).getLocalAddress() != null);
            ask("bind again", () -> c.bind(null));
            ask("reuse", () -> c.setOption(StandardSocketOptions.SO_REUSEADDR, true).getOption(StandardSocketOptions.SO_REUSEADDR));
            ask("no option", () -> c.setOption(null, 1));
            ask("option of none", () -> c.getOption(null));
            ask("wrong value", () -> c.setOption(StandardSocketOptions.SO_RCVBUF, -1));
            ask("no value", () -> c.setOption(StandardSocketOptions.SO_RCVBUF, null));
            ask("linger", () -> c.setOption(StandardSocketOptions.SO_LINGER, 1));
        }
        try (Pair p = pair(null)) {
            AsynchronousSocketChannel c = p.client();
            ask("scatter out of bounds", () -> {
                c.read(new ByteBuffer[2], 1, 2, 0, TimeUnit.SECONDS, null, new Told<>());
                return "read";
            });
            ask("gather a null", () -> {
                c.write(new ByteBuffer[] {ByteBuffer.allocate(1), null}, 0, 2, 0, TimeUnit.SECONDS, null, new Told<>());
                return "written";
            });
            ask("scatter into what is read-only", () -> {
                c.read(new ByteBuffer[] {ByteBuffer.allocate(1).asReadOnlyBuffer()}, 0, 1, 0, TimeUnit.SECONDS, null, new Told<>());
                return "read";
            });
            ask("gather nothing", () -> {
                Told<Long> told = new Told<>();
                c.write(new ByteBuffer[0], 0, 0, 0, TimeUnit.SECONDS, null, told);
                return result(told);
            });
            ask("scatter into nothing", () -> {
                Told<Long> told = new Told<>();
                c.read(new ByteBuffer[] {ByteBuffer.allocate(0)}, 0, 1, 0, TimeUnit.SECONDS, null, told);
                return result(told);
            });
            c.shutdownOutput().shutdownOutput().shutdownInput().shutdownInput();
            ask("shut channel", c::toString);
            c.close();
            ask("closed getOption", () -> c.getOption(StandardSocketOptions.TCP_NODELAY));
            ask("closed setOption", () -> c.setOption(StandardSocketOptions.TCP_NODELAY, true));
            ask("closed bind", () -> c.bind(null));
            ask("closed shutdownInput", c::shutdownInput);
            ask("closed getRemoteAddress", c::getRemoteAddress);
            ask("closed options", c::supportedOptions);
            ask("closed connect", () -> result(c.connect(ground.nobody())));
            ask("closed connect to null", () -> result(c.connect(null)));
            ask("closed write", () -> result(c.write(ByteBuffer.allocate(1))));
            ask("closed read into what is read-only", () -> result(c.read(ByteBuffer.allocate(1).asReadOnlyBuffer())));
        }
    }

    private void listeners() throws Exception {
        try (AsynchronousServerSocketChannel l = sockets.serverAsync().openAsynchronousServerSocketChannel(null)) {
            ask("unbound listener", l::getLocalAddress);
            ask("accept unbound", () -> {
                l.accept(null, new Told<>());
                return "accepts";
            });
            ask("bind with a backlog", () -> l.bind(new InetSocketAddress(ground.serverAddress(), 0), -1) == l);
            ask("no handler", () -> {
                l.accept(null, null);
                return "accepts";
            });
            Future<AsynchronousSocketChannel> accept = l.accept();
            ask("second accept", l::accept);
            ask("second accept with a handler", () -> {
                l.accept(null, new Told<>());
                return "accepts";
            });
            try (SocketChannel c = ground.client().openSocketChannel()) {
                c.connect(l.getLocalAddress());
                ask("accepted", () -> {
                    AsynchronousSocketChannel a = (AsynchronousSocketChannel) result(accept);
                    boolean same = a.getRemoteAddress().equals(c.getLocalAddress());
                    Object n = result(a.write(ByteBuffer.allocate(3)));
                    a.close();
                    return same + " " + n + " " + (a.provider() == l.provider());
                });
                ask("its bytes", () -> c.read(ByteBuffer.allocate(9)));
            }
            Told<AsynchronousSocketChannel> pending = new Told<>();
            l.accept("with", pending);
            end(l);
            ask("accept that close ends", () -> result(pending) + " " + pending.attachment.get());
            ask("closed accept", () -> result(l.accept()));
            ask("closed address", l::getLocalAddress);
            ask("closed bind", () -> l.bind(null));
            ask("closed getOption", () -> l.getOption(StandardSocketOptions.SO_RCVBUF));
            ask("closed setOption", () -> l.setOption(StandardSocketOptions.SO_RCVBUF, 1));
            ask("closed listener", l::toString);
        }
    }

    private void ends() throws Exception {
        try (Pair p = pair(null)) {
            p.server().shutdownOutput();
            for (int i = 0; i < 2; i++) {
                ask("end of the stream", () -> result(p.client().read(ByteBuffer.allocate(1))));
            }
            ask("scatter at the end", () -> {
                Told<Long> told = new Told<>();
                p.client().read(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)}, 0, 2, 0, TimeUnit.SECONDS, null, told);
                return result(told);
            });
            ask("write then", () -> result(p.client().write(ByteBuffer.allocate(4))));
            ask("received", () -> p.server().read(ByteBuffer.allocate(9)));
            p.client().shutdownOutput();
            ask("write after shutdownOutput", () -> result(p.client().write(ByteBuffer.allocate(4))));
            ask("the peer's end", () -> p.server().read(ByteBuffer.allocate(9)));
        }
    }
}
