package mptcp.nio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** More of {@link Questions}: buffers over memory of arenas, of one thread or closed, and others that are not on the heap. */
final class MemoryQuestions extends Asking {
    private final Ground ground;
    private final Questions sockets;

    MemoryQuestions(Ground ground, Questions sockets, boolean virtual) {
        super(virtual);
        this.ground = ground;
        this.sockets = sockets;
    }

    void askAll() {
        step(this::arenas);
        step(this::otherBuffers);
        step(this::asynchronous);
    }

    private void arenas() throws Exception {
        try (Ground.Ends ends = ground.connect(); Arena confined = Arena.ofConfined(); Arena shared = Arena.ofShared()) {
            SocketChannel c = ends.client();
            ByteBuffer own = confined.allocate(8).asByteBuffer();
            ask("write a thread's own memory", () -> c.write(own.duplicate()));
            ask("read into a thread's own memory", () -> {
                ByteBuffer b = own.duplicate();
                return ends.server().read(b) + " " + b.position();
            });
            ask("write another thread's memory", () -> Tasks.start(virtual, () -> c.write(own.duplicate())).get());
            ask("read into another thread's memory", () -> {
                c.write(ByteBuffer.allocate(2));
                return Tasks.start(virtual, () -> ends.server().read(own.duplicate())).get();
            });
            ask("and what was there is there", () -> ends.server().read(ByteBuffer.allocate(9)));
            ask("write shared memory", () -> c.write(shared.allocate(5).asByteBuffer()));
            ask("read into shared memory", () -> ends.server().read(shared.allocate(9).asByteBuffer()));
            ask("gather own and shared and heap", () -> c.write(new ByteBuffer[] {confined.allocate(1).asByteBuffer(),
                shared.allocate(2).asByteBuffer(), ByteBuffer.allocate(3)}));
            while (ends.server().socket().getInputStream().available() < 6) {
                Thread.onSpinWait();
            }
            ask("scatter", () -> ends.server().read(new ByteBuffer[] {confined.allocate(1).asByteBuffer(),
                shared.allocate(2).asByteBuffer(), ByteBuffer.allocate(9)}));
            ask("automatic memory", () -> c.write(Arena.ofAuto().allocate(4).asByteBuffer()));
            ask("global memory", () -> c.write(Arena.global().allocate(4).asByteBuffer()));
            ask("heap segment", () -> c.write(MemorySegment.ofArray(new byte[3]).asByteBuffer()));
            ask("segment of longs", () -> c.write(MemorySegment.ofArray(new long[2]).asByteBuffer()));
            ask("read-only segment to write", () -> c.write(shared.allocate(3).asReadOnly().asByteBuffer()));
            ask("read-only segment to read", () -> ends.server().read(shared.allocate(3).asReadOnly().asByteBuffer()));
            ask("all", () -> {
                int n = 0;
                while (n < 14) {
                    n += ends.server().read(ByteBuffer.allocate(14 - n));
                }
                return n;
            });
        }
        try (Ground.Ends ends = ground.connect()) {
            for (Arena arena : new Arena[] {Arena.ofConfined(), Arena.ofShared()}) {
                ByteBuffer gone = arena.allocate(8).asByteBuffer();
                arena.close();
                ask("write closed memory", () -> ends.client().write(gone.duplicate()));
                ask("write closed memory among others", () -> ends.client().write(new ByteBuffer[] {gone.duplicate(), ByteBuffer.allocate(0)}));
                ends.server().write(ByteBuffer.allocate(1));
                ask("read into closed memory", () -> ends.client().read(gone.duplicate()));
                ask("read into nothing of closed memory", () -> ends.client().read(gone.duplicate().position(8)));
                ask("read what was there", () -> ends.client().read(ByteBuffer.allocate(9)));
            }
        }
    }

    private void otherBuffers() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            SocketChannel c = ends.client();
            ByteBuffer heap = ByteBuffer.allocate(20).putLong(1).putLong(2).position(4).slice();
            ask("slice of the heap", () -> c.write(heap.position(2).limit(9)) + " " + heap);
            ask("slice of what is direct", () -> c.write(ByteBuffer.allocateDirect(20).position(5).slice().limit(6)));
            ask("read-only of what is direct", () -> c.write(ByteBuffer.allocateDirect(20).limit(4).asReadOnlyBuffer()));
            ask("aligned slice", () -> c.write(ByteBuffer.allocateDirect(64).alignedSlice(8).limit(8)));
            ask("buffer with mark", () -> {
                ByteBuffer b = ByteBuffer.allocate(8).position(2).mark().position(3).limit(6);
                return c.write(b) + " " + b + " " + b.reset();
            });
            ask("read over a mark", () -> {
                ByteBuffer b = ByteBuffer.allocate(40).position(2).mark();
                int n = 0;
                while (n < 28) {
                    n += ends.server().read(b);
                }
                return n + " " + b + " " + b.reset();
            });
        }
    }

    private void asynchronous() throws Exception {
        try (ServerSocketChannel l = ground.listen(); AsynchronousSocketChannel c = sockets.clientAsync().openAsynchronousSocketChannel(null);
                Arena confined = Arena.ofConfined(); Arena shared = Arena.ofShared()) {
            c.connect(l.getLocalAddress()).get(20, TimeUnit.SECONDS);
            try (SocketChannel s = l.accept()) {
                ask("asynchronous write of a thread's own memory", () -> c.write(confined.allocate(3).asByteBuffer()).get(20, TimeUnit.SECONDS));
                ask("asynchronous read into a thread's own memory", () -> c.read(confined.allocate(3).asByteBuffer()).get(20, TimeUnit.SECONDS));
                ask("asynchronous write of shared memory", () -> c.write(shared.allocate(3).asByteBuffer()).get(20, TimeUnit.SECONDS));
                ask("asynchronous gather of own memory", () -> {
                    CompletableFuture<Long> done = new CompletableFuture<>();
                    c.write(new ByteBuffer[] {confined.allocate(3).asByteBuffer()}, 0, 1, 0, TimeUnit.SECONDS, null, new Told<>(done));
                    return done.get(20, TimeUnit.SECONDS);
                });
                ask("asynchronous gather of shared memory", () -> {
                    CompletableFuture<Long> done = new CompletableFuture<>();
                    c.write(new ByteBuffer[] {shared.allocate(3).asByteBuffer()}, 0, 1, 0, TimeUnit.SECONDS, null, new Told<>(done));
                    return done.get(20, TimeUnit.SECONDS);
                });
                ask("asynchronous write of own memory with a handler", () -> {
                    CompletableFuture<Integer> done = new CompletableFuture<>();
                    c.write(confined.allocate(3).asByteBuffer(), 0, TimeUnit.SECONDS, null, new Told<>(done));
                    return done.get(20, TimeUnit.SECONDS);
                });
                Arena gone = Arena.ofShared();
                ByteBuffer closed = gone.allocate(2).asByteBuffer();
                gone.close();
                ask("asynchronous write of closed memory", () -> c.write(closed.duplicate()).get(20, TimeUnit.SECONDS));
                ask("asynchronous read into closed memory", () -> c.read(closed.duplicate()).get(20, TimeUnit.SECONDS));
                ask("asynchronous write then", () -> c.write(ByteBuffer.allocate(1)).get(20, TimeUnit.SECONDS));
                ask("received", () -> s.read(ByteBuffer.allocate(3)));
            }
        }
    }

    private record Told<T>(CompletableFuture<T> done) implements CompletionHandler<T, Void> {
        @Override
        public void completed(T n, Void attachment) {
            done.complete(n);
        }

        @Override
        public void failed(Throwable failure, Void attachment) {
            done.completeExceptionally(failure);
        }
    }
}
