package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for room to write in is told of it, whatever happens between the word and his look. */
@Timeout(60)
final class RoomTest {
    private final BlockingQueue<SocketListener> listeners = new LinkedBlockingQueue<>();
    private volatile int ready = StreamSocket.CONNECTED;

    /** A socket that takes nothing, and has the readiness that the test says. */
    private StreamSocket full() {
        return (StreamSocket) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {StreamSocket.class}, (self, method, arguments) ->
            switch (method.getName()) {
                case "ready" -> ready;
                case "listener" -> listeners.add((SocketListener) arguments[0]) ? null : self;
                case "local", "remote" -> new InetSocketAddress("192.0.2.1", 9);
                case "tryWrite" -> 0;
                case "unacknowledged" -> 1L;
                case "id" -> -1L;
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == arguments[0];
                default -> method.getReturnType() == boolean.class ? Boolean.FALSE : null;
            });
    }

    /** The word came, and the room was taken before anybody looked: nobody else would ask again. */
    @Test
    void aWriterWhoseRoomWasTakenAsksAgain() throws Exception {
        StreamSocket socket = full();
        try (StackSocketChannel channel = new StackSocketChannel(Ground.Stacks.CLIENT, Ground.Stacks.NETWORK, socket, true);
                Selector selector = Ground.Stacks.CLIENT.openSelector()) {
            SocketListener listener = listeners.take();
            channel.configureBlocking(false);
            assertEquals(0, channel.write(ByteBuffer.allocate(10))); // to be told, once
            channel.register(selector, SelectionKey.OP_WRITE);
            Tasks<Integer> selecting = Tasks.start(() -> selector.select()).awaitWaiting();
            listener.ready(socket, StreamSocket.CONNECTED | StreamSocket.WRITABLE);
            assertEquals(listener, listeners.poll(20, TimeUnit.SECONDS), "it asks again");
            listener.ready(socket, ready); // by the asking
            ready |= StreamSocket.WRITABLE;
            listener.ready(socket, ready);
            assertEquals(1, selecting.get());
        }
    }

    /** Two threads, a little buffer, and a writer who goes on only when he is told. */
    @Test
    void aWriterWhoRelies() throws Exception {
        try (StreamListener listener = Ground.Stacks.PEER.listen(new InetSocketAddress("10.0.1.2", 0));
                StreamSocket client = Ground.Stacks.OURS.connect(listener.local());
                StreamSocket server = listener.accept(Duration.ofSeconds(20))) {
            Tasks<Long> reading = Tasks.start(() -> {
                long n = 0;
                ByteBuffer b = ByteBuffer.allocate(1 << 16);
                for (int got = 0; got >= 0; got = server.read(b.clear())) {
                    n += got;
                }
                return n;
            });
            Semaphore told = new Semaphore(0);
            client.listener((_, r) -> {
                if ((r & StreamSocket.WRITABLE) != 0) {
                    told.release();
                }
            });
            long sent = 0;
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            ByteBuffer piece = ByteBuffer.allocate(100_000);
            while (System.nanoTime() - until < 0) {
                piece.clear();
                while (piece.hasRemaining()) {
                    told.drainPermits();
                    int n = client.tryWrite(piece);
                    sent += n;
                    if (piece.hasRemaining()) {
                        assertTrue(told.tryAcquire(20, TimeUnit.SECONDS), "told of room after " + sent + " bytes");
                    }
                }
            }
            client.shutdownOutput();
            assertEquals(sent, reading.get());
        }
    }
}
