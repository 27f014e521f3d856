package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sentences of the Javadoc of Selector, SelectionKey and SelectableChannel, each on both grounds. */
@Timeout(60)
final class SelectorContractTest {
    private static final int READ = SelectionKey.OP_READ;
    private static final int WRITE = SelectionKey.OP_WRITE;

    private static SelectionKey register(SocketChannel c, Selector s, int ops) throws Exception {
        c.configureBlocking(false);
        return c.register(s, ops);
    }

    @ParameterizedTest
    @EnumSource
    void registering(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector(); Selector t = g.client().openSelector()) {
            SocketChannel c = ends.client();
            assertThrows(IllegalBlockingModeException.class, () -> c.register(s, READ));
            c.configureBlocking(false);
            assertThrows(IllegalArgumentException.class, () -> c.register(s, SelectionKey.OP_ACCEPT));
            assertNull(c.keyFor(s));
            Object a = new Object();
            SelectionKey key = c.register(s, READ, a);
            assertSame(key, c.keyFor(s));
            assertSame(a, key.attachment());
            assertSame(c, key.channel());
            assertSame(s, key.selector());
            assertEquals(Set.of(key), s.keys());
            assertTrue(c.isRegistered() && key.isValid());
            assertEquals(READ, key.interestOps());
            assertSame(key, c.register(s, WRITE, null));
            assertNull(key.attachment());
            assertEquals(WRITE, key.interestOps());
            assertEquals(WRITE, key.interestOpsOr(READ));
            assertEquals(READ | WRITE, key.interestOpsAnd(READ));
            assertEquals(READ, key.interestOps());
            SelectionKey other = c.register(t, WRITE);
            assertEquals(Set.of(other), t.keys());
            assertThrows(IllegalBlockingModeException.class, () -> c.configureBlocking(true));
            assertThrows(UnsupportedOperationException.class, () -> s.keys().remove(key));
            assertThrows(UnsupportedOperationException.class, () -> s.selectedKeys().add(key));
            assertSame(g.client(), s.provider());
        }
    }

    @ParameterizedTest
    @EnumSource
    void selectedKeysGrowByWhatIsNew(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
            SelectionKey key = register(ends.client(), s, READ);
            assertEquals(0, s.selectNow());
            ends.server().write(ByteBuffer.allocate(4));
            assertEquals(1, s.select());
            assertEquals(Set.of(key), s.selectedKeys());
            assertEquals(READ, key.readyOps());
            assertEquals(0, s.select(1), "nothing is new");
            assertEquals(Set.of(key), s.selectedKeys());
            key.interestOps(READ | WRITE);
            assertEquals(1, s.select(), "another operation is");
            assertEquals(READ | WRITE, key.readyOps());
            ends.client().read(ByteBuffer.allocate(4));
            assertEquals(READ | WRITE, key.readyOps(), "bits stay until the key leaves the set");
            assertEquals(0, s.selectNow());
            assertTrue(s.selectedKeys().remove(key));
            assertEquals(1, s.selectNow());
            assertEquals(WRITE, key.readyOps());
            key.interestOps(0);
            s.selectedKeys().clear();
            assertEquals(0, s.selectNow());
            assertTrue(s.selectedKeys().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfTheStreamIsReadable(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
            SelectionKey key = register(ends.client(), s, READ);
            ends.server().shutdownOutput();
            assertEquals(1, s.select());
            assertTrue(key.isReadable());
            assertEquals(-1, ends.client().read(ByteBuffer.allocate(1)));
            s.selectedKeys().clear();
            assertEquals(1, s.select(), "and stays so");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anActionIsGivenEachReadyKey(Ground g) throws Exception {
        try (Ground.Ends a = g.connect(); Ground.Ends b = g.connect(); Selector s = g.client().openSelector()) {
            SelectionKey ka = register(a.client(), s, READ);
            SelectionKey kb = register(b.client(), s, WRITE);
            a.server().write(ByteBuffer.allocate(1));
            Set<SelectionKey> told = new HashSet<>();
            while (told.size() < 2) {
                int n = s.select(k -> {
                    assertTrue(k.isReadable() ^ k.isWritable());
                    told.add(k);
                });
                assertTrue(n >= 1);
            }
            assertEquals(Set.of(ka, kb), told);
            assertTrue(s.selectedKeys().isEmpty());
            assertThrows(NullPointerException.class, () -> s.select(null));
            assertThrows(IllegalArgumentException.class, () -> s.select(-1));
            assertThrows(IllegalStateException.class, () -> s.select(_ -> {
                throw new IllegalStateException("goes through");
            }));
            assertThrows(IllegalStateException.class, () -> s.selectNow(_ -> assertThrowsOwn(s)));
            assertThrows(ClosedSelectorException.class, () -> s.select(_ -> close(s)));
        }
    }

    private static void assertThrowsOwn(Selector s) {
        try {
            s.selectNow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void close(Selector s) {
        try {
            s.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK,false", "JDK,true", "KERNEL,false", "KERNEL,true", "STACK,false", "STACK,true"})
    void whatEndsASelection(Ground g, boolean virtual) throws Exception {
        try (Selector s = g.client().openSelector()) {
            var waiting = Tasks.start(virtual, () -> s.select()).awaitWaiting();
            assertSame(s, s.wakeup());
            assertEquals(0, waiting.get());
            s.wakeup();
            s.wakeup();
            assertEquals(0, s.select(), "a wake-up waits for the next selection");
            s.wakeup();
            assertEquals(0, s.selectNow());
            long begin = System.nanoTime();
            assertEquals(0, s.select(30));
            assertTrue(System.nanoTime() - begin >= 29_000_000, "selectNow had used the wake-up");

            var interrupted = Tasks.start(virtual, () -> {
                int n = s.select();
                assertTrue(Thread.currentThread().isInterrupted());
                return n + s.select();
            }).awaitWaiting();
            interrupted.thread().interrupt();
            assertEquals(0, interrupted.get());
            assertTrue(s.isOpen());

            var closed = Tasks.start(virtual, () -> s.select()).awaitWaiting();
            close(s);
            assertEquals(0, closed.get(), "as if by a wake-up");
            assertThrows(ClosedSelectorException.class, s::select);
        }
    }

    @ParameterizedTest
    @EnumSource
    void dataEndASelectionThatWaits(Ground g) throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
                register(ends.client(), s, READ);
                var waiting = Tasks.start(virtual, () -> s.select()).awaitWaiting();
                ends.server().write(ByteBuffer.allocate(1));
                assertEquals(1, waiting.get());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelledKeys(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
            SelectionKey key = register(ends.client(), s, WRITE);
            assertEquals(1, s.select());
            key.cancel();
            key.cancel();
            assertFalse(key.isValid());
            assertTrue(s.keys().contains(key) && s.selectedKeys().contains(key), "until the next selection");
            assertThrows(CancelledKeyException.class, key::interestOps);
            assertThrows(CancelledKeyException.class, key::readyOps);
            assertThrows(CancelledKeyException.class, () -> key.interestOps(0));
            assertThrows(CancelledKeyException.class, key::isWritable);
            assertThrows(CancelledKeyException.class, () -> ends.client().register(s, READ));
            assertEquals(0, s.selectNow());
            assertTrue(s.keys().isEmpty() && s.selectedKeys().isEmpty());
            assertFalse(ends.client().isRegistered());
            SelectionKey again = ends.client().register(s, WRITE);
            assertEquals(1, s.selectNow());
            ends.client().close();
            assertFalse(again.isValid());
            s.selectNow();
            assertTrue(s.keys().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void blockingModeComesBackAfterACancelledKey(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
            register(ends.client(), s, READ).cancel();
            ends.client().configureBlocking(true);
            s.selectNow();
            assertTrue(ends.client().isBlocking());
            ends.server().write(ByteBuffer.allocate(2));
            assertTrue(ends.client().read(ByteBuffer.allocate(2)) > 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedSelector(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            Selector s = g.client().openSelector();
            SelectionKey key = register(ends.client(), s, READ);
            s.close();
            s.close();
            assertFalse(s.isOpen() || key.isValid() || ends.client().isRegistered());
            assertThrows(ClosedSelectorException.class, s::keys);
            assertThrows(ClosedSelectorException.class, s::selectedKeys);
            assertThrows(ClosedSelectorException.class, s::selectNow);
            assertThrows(ClosedSelectorException.class, () -> ends.client().register(s, READ));
            assertSame(s, s.wakeup());
            assertTrue(ends.client().isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource
    void registeringWhileASelectionWaits(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
            var waiting = Tasks.start(() -> s.select()).awaitWaiting();
            SelectionKey key = register(ends.client(), s, WRITE);
            s.wakeup();
            int n = waiting.get();
            assertEquals(1, n + s.select(n == 0 ? 20_000 : 1));
            assertEquals(Set.of(key), s.selectedKeys());
        }
    }

    /** One selector for a connection of the stack, one of the kernel, a pipe and datagrams. */
    @Test
    void channelsOfTheStackAndOfTheJdkInOneSelector() throws Exception {
        StackSelectorProvider provider = new StackSelectorProvider(Ground.Stacks.NETWORK);
        Pipe pipe = provider.openPipe();
        try (Ground.Ends stack = Ground.STACK.connect(); var listener = Ground.JDK.listen();
                SocketChannel kernel = provider.openSocketChannel(); Selector s = provider.openSelector();
                DatagramChannel datagrams = provider.openDatagramChannel().bind(Ground.JDK.nobody());
                Pipe.SourceChannel source = pipe.source(); Pipe.SinkChannel sink = pipe.sink()) {
            List<SelectionKey> keys = new ArrayList<>();
            keys.add(register(stack.client(), s, READ));
            kernel.configureBlocking(false);
            SelectionKey connecting = kernel.register(s, SelectionKey.OP_CONNECT);
            if (!kernel.connect(listener.getLocalAddress())) {
                assertEquals(1, s.select());
                assertTrue(connecting.isConnectable() && kernel.finishConnect());
                s.selectedKeys().clear();
            }
            SocketChannel accepted = listener.accept();
            connecting.interestOps(READ);
            keys.add(connecting);
            source.configureBlocking(false);
            datagrams.configureBlocking(false);
            keys.add(source.register(s, READ));
            keys.add(datagrams.register(s, READ));
            assertEquals(4, s.keys().size());
            assertEquals(0, s.selectNow());
            List<Runnable> stir = List.of(() -> write(stack.server()), () -> write(accepted), () -> write(sink),
                    () -> send(datagrams));
            for (int round = 0; round < 50; round++) {
                int i = round % 4;
                var waiting = Tasks.start(() -> s.select());
                stir.get(i).run();
                assertEquals(1, waiting.get());
                assertEquals(Set.of(keys.get(i)), s.selectedKeys());
                s.selectedKeys().clear();
                take(keys.get(i).channel());
            }
            stir.forEach(Runnable::run);
            Set<SelectionKey> all = new HashSet<>();
            while (all.size() < 4) {
                s.select(all::add);
            }
            accepted.close();
            assertNotNull(datagrams.keyFor(s));
            keys.get(2).channel().close();
            s.selectNow();
            assertEquals(3, s.keys().size());
        }
        try (Selector s = provider.openSelector(); Selector jdk = Jdk.channels().openSelector();
                SocketChannel ours = provider.openSocketChannel()) {
            ours.configureBlocking(false);
            assertThrows(IllegalSelectorException.class, () -> ours.register(jdk, READ));
            assertTrue(s.keys().isEmpty());
        }
    }

    /** "a key that is in the cancelled-key set is removed ... during a selection": one that was cancelled in its middle, too, by its end. */
    @ParameterizedTest
    @EnumSource
    void aKeyCancelledInASelectionIsGoneAfterIt(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
            for (int round = 0; round < 20; round++) {
                SelectionKey key = register(ends.client(), s, READ);
                var selecting = Tasks.start(() -> s.select()).awaitWaiting();
                key.cancel();
                s.wakeup();
                assertEquals(0, selecting.get());
                assertTrue(s.keys().isEmpty() && !ends.client().isRegistered());
                register(ends.client(), s, READ).cancel();
                s.selectNow();
            }
        }
    }

    /** Many at once, so that some are closed between the kernel's word that they are ready and the look at their keys. */
    @ParameterizedTest
    @EnumSource
    void channelsThatAreClosedWhenTheyBecomeReady(Ground g) throws Exception {
        for (int round = 0; round < 30; round++) {
            List<Ground.Ends> all = new ArrayList<>();
            try (Selector s = g.client().openSelector()) {
                for (int i = 0; i < 24; i++) {
                    Ground.Ends ends = g.connect();
                    all.add(ends);
                    ends.client().configureBlocking(false);
                    ends.client().register(s, SelectionKey.OP_READ);
                }
                Tasks<Boolean> selecting = Tasks.start(() -> {
                    while (s.keys().stream().anyMatch(SelectionKey::isValid)) {
                        s.select(_ -> { });
                    }
                    return true;
                });
                for (Ground.Ends ends : all) {
                    ends.server().write(ByteBuffer.allocate(1));
                    ends.client().close();
                }
                s.wakeup();
                assertTrue(selecting.get());
            } finally {
                for (Ground.Ends ends : all) {
                    ends.close();
                }
            }
        }
    }

    private static void write(WritableByteChannel to) {
        try {
            to.write(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void take(Channel from) throws IOException {
        if (from instanceof DatagramChannel d) {
            d.receive(ByteBuffer.allocate(9));
        } else {
            assertEquals(1, ((ReadableByteChannel) from).read(ByteBuffer.allocate(9)));
        }
    }

    private static void send(DatagramChannel to) {
        try (DatagramChannel from = Jdk.channels().openDatagramChannel()) {
            from.send(ByteBuffer.allocate(1), to.getLocalAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
