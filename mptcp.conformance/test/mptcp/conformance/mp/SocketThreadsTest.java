package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A socket in the hands of a thread that is not the loop: here the loop stands still unless the script runs it. */
class SocketThreadsTest {
    private static final long PATIENCE_S = 60;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int SMALL = 4096;

    /** Runs it on a thread of its own. */
    private static <T> CompletableFuture<T> elsewhere(Callable<T> task) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.complete(task.call());
            } catch (Throwable t) {
                outcome.completeExceptionally(t);
            }
        });
        return outcome;
    }

    private static <T> T now(Callable<T> task) throws Exception {
        return elsewhere(task).get(PATIENCE_S, TimeUnit.SECONDS); // the loop does not run meanwhile
    }

    // --- the try methods never wait for the loop

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(63)
    void aWriteThatNeedsMemoryAsksForItAndReturns(int version) throws Exception {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            StreamSocket socket = s.socket();
            List<Integer> told = new ArrayList<>();
            socket.listener((_, ready) -> told.add(ready));
            d.run();
            told.clear();
            s.expectReady(StreamSocket.WRITABLE);
            ByteBuffer bytes = ByteBuffer.wrap(s.reserve(1000));
            assertEquals(0, now(() -> socket.tryWrite(bytes)));
            s.expectNotReady(StreamSocket.WRITABLE); // whoever looks in a circle does not spin
            assertTrue(told.isEmpty());
            d.run();
            assertTrue((told.getFirst() & StreamSocket.WRITABLE) != 0, "the listener is told of the room");
            s.expectReady(StreamSocket.WRITABLE);
            assertEquals(1000, now(() -> socket.tryWrite(bytes)));
            d.run();
            d.expect(data(1, 101, 1000).partial().dss(dss().dack(101).map(1, 1, 1000)));
        }
    }

    @Test
    @Row(63)
    void aWriteThatWaitsGoesOnWhenTheLoopHasMadeRoom() throws Exception {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            ByteBuffer bytes = ByteBuffer.wrap(s.reserve(3000));
            CompletableFuture<Integer> written = elsewhere(() -> {
                s.socket().write(bytes);
                return bytes.position();
            });
            while (!written.isDone()) {
                d.run();
            }
            assertEquals(3000, written.get());
            d.run();
            assertEquals(3000, d.skip().stream().mapToInt(p -> p.payload().length).sum());
        }
    }

    @Test
    @Row(63)
    void noneOfTheTryMethodsWaitsForTheLoop() throws Exception {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            StreamSocket socket = s.socket();
            d.inject(data(101, 1, 10).dss(dss().dack(1).map(101, 101, 10)));
            d.expect(ack(1, 111).partial().dack(111));
            assertEquals(10, now(() -> socket.tryPeek(ByteBuffer.allocate(20), 0)));
            assertEquals(10, now(() -> socket.tryRead(ByteBuffer.allocate(20))));
            assertEquals(0, now(() -> socket.tryRead(ByteBuffer.allocate(20))));
            assertEquals(0L, now(socket::available));
            assertEquals(0L, now(socket::unacknowledged));
            assertTrue((now(socket::ready) & StreamSocket.CONNECTED) != 0);
        }
    }

    // --- waiting

    @Test
    @Row(72)
    void whoWaitsForTheEndIsToldOfIt() throws Exception {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            CompletableFuture<Boolean> closed = elsewhere(() -> s.socket().awaitClosed(LONG));
            s.abort();
            d.skip();
            assertTrue(closed.get(PATIENCE_S, TimeUnit.SECONDS));
            assertTrue(s.socket().awaitClosed(Duration.ZERO), "on the loop too, where nothing is waited for");
        }
    }

    @Test
    void theLoopDoesNotWaitForItself() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            assertThrows(IllegalStateException.class, () -> s.socket().awaitClosed(LONG));
            assertThrows(IllegalStateException.class, () -> s.socket().read(ByteBuffer.allocate(1)));
        }
    }

    /** Whatever state a connection is in when its stack is closed, nobody waits for it any longer. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aClosedStackLeavesNobodyWaiting(int version) throws Exception {
        for (boolean aborted : new boolean[] {false, true}) {
            try (Drill d = Mp.drill(version).open()) {
                Sock s = Mp.server(d);
                CompletableFuture<Boolean> closed = elsewhere(() -> s.socket().awaitClosed(LONG));
                CompletableFuture<Integer> read = elsewhere(() -> s.socket().read(ByteBuffer.allocate(10)));
                if (aborted) {
                    s.abort(); // version 0 waits for the peer's answer to MP_FASTCLOSE
                }
                d.stack().close();
                d.skip();
                assertTrue(closed.get(PATIENCE_S, TimeUnit.SECONDS));
                assertTrue(read.handle((_, t) -> t != null).get(PATIENCE_S, TimeUnit.SECONDS));
            }
        }
    }

    // --- closed, with bytes that were not read

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(63)
    void afterCloseNothingIsRead(boolean abort) {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 10).dss(dss().dack(1).map(101, 101, 10)));
            d.skipAcks();
            if (abort) {
                s.abort();
            } else {
                s.close();
            }
            d.skip();
            expectClosed(() -> s.socket().tryRead(ByteBuffer.allocate(10)));
            expectClosed(() -> s.socket().tryPeek(ByteBuffer.allocate(10), 0));
            expectClosed(() -> s.socket().tryPeek(ByteBuffer.allocate(10), 5));
            expectClosed(() -> s.socket().read(ByteBuffer.allocate(10)));
            assertEquals(0, s.socket().available());
        }
    }

    private static void expectClosed(Callable<?> reading) {
        assertEquals(Reason.CLOSED, assertThrows(StreamException.class, reading::call).reason());
    }

    @Test
    @Row(63)
    void peekingBeforeTheBeginningIsRefused() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 10).dss(dss().dack(1).map(101, 101, 10)));
            d.skipAcks();
            assertThrows(IllegalArgumentException.class, () -> s.socket().tryPeek(ByteBuffer.allocate(10), -1));
            s.read(10);
        }
    }

    /** A thread reads and peeks without a pause while the socket is closed under it. */
    @Test
    @Row(63)
    void closingUnderAReader() throws Exception {
        for (int round = 0; round < 200; round++) {
            boolean peeks = round % 2 == 0;
            try (Drill d = Mp.drill(1).open()) {
                Sock s = Mp.server(d);
                CompletableFuture<Throwable> end = elsewhere(() -> untilItFails(s.socket(), peeks));
                d.inject(data(101, 1, 1000).dss(dss().dack(1).map(101, 101, 1000)));
                d.inject(data(1101, 1, 1000).dss(dss().dack(1).map(1101, 1101, 1000)));
                s.close();
                d.skip();
                Throwable met = end.get(PATIENCE_S, TimeUnit.SECONDS);
                assertEquals(StreamException.class, met.getClass(), met::toString);
                assertEquals(Reason.CLOSED, ((StreamException) met).reason());
            }
        }
    }

    private static Throwable untilItFails(StreamSocket socket, boolean peeks) {
        ByteBuffer target = ByteBuffer.allocate(700);
        try {
            while ((peeks ? socket.tryPeek(target.clear(), 0) : socket.tryRead(target.clear())) >= 0) {
                Thread.onSpinWait();
            }
            return new AssertionError("the end of the stream, which is none");
        } catch (Throwable t) {
            return t;
        }
    }

    /** A thread writes without a pause while the connection is aborted under it. */
    @Test
    @Row(63)
    void abortingUnderAWriter() throws Exception {
        for (int round = 0; round < 200; round++) {
            try (Drill d = Mp.drill(1).open()) {
                Sock s = Mp.server(d);
                ByteBuffer bytes = ByteBuffer.wrap(s.reserve(1 << 17));
                CompletableFuture<Throwable> end = elsewhere(() -> writeUntilItFails(s.socket(), bytes));
                d.run();
                s.abort();
                d.skip();
                Throwable met = end.get(PATIENCE_S, TimeUnit.SECONDS);
                assertEquals(StreamException.class, met.getClass(), met::toString);
                for (int turn = 0; turn < 3; turn++) {
                    d.run();
                }
                assertEquals(0, d.stack().inspector().memory().heldBytes(), "what the writer was copying to is given back");
            }
        }
    }

    private static Throwable writeUntilItFails(StreamSocket socket, ByteBuffer bytes) {
        try {
            while (true) {
                bytes.limit(Math.min(bytes.position() + 5000, bytes.capacity()));
                socket.tryWrite(bytes);
            }
        } catch (Throwable t) {
            return t;
        }
    }

    // --- the end of reading

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(58)
    void whatIsThrownAwayOpensTheWindow(int version) throws IOException {
        try (Drill d = Mp.drill(version).config(c -> c.receiveBuffer(SMALL, SMALL)).open()) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            d.inject(Mp.first(d, 100));
            d.skipAcks();
            d.inject(data(101, 1, 1400).dss(dss().dack(1).map(101, 101, SMALL - 100)), data(1501, 1, 1400),
                    data(2901, 1, SMALL - 2900));
            assertEquals(0, d.skip().getLast().window());
            s.shutdownInput();
            d.expect(ack(1, ANY).partial().win(SMALL).dack(1 + SMALL));
            s.expectEof();
            assertNull(s.socket().error());
            assertFalse(Mp.connection(d).fallback());
        }
    }
}
