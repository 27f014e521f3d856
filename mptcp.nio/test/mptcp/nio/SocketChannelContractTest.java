package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sentences of the Javadoc of SocketChannel, AbstractInterruptibleChannel and NetworkChannel, each on both grounds. */
@Timeout(60)
final class SocketChannelContractTest {
    private static ByteBuffer bytes(int n) {
        byte[] b = new byte[n];
        new Random(n).nextBytes(b);
        return ByteBuffer.wrap(b);
    }

    private static void readFully(SocketChannel from, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            assertTrue(from.read(target) > 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewChannelIsOpenAndNotConnected(Ground g) throws Exception {
        try (SocketChannel c = g.client().openSocketChannel()) {
            assertTrue(c.isOpen() && c.isBlocking());
            assertFalse(c.isConnected() || c.isConnectionPending() || c.isRegistered());
            assertNull(c.getLocalAddress());
            assertNull(c.getRemoteAddress());
            assertEquals(SelectionKey.OP_READ | SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT, c.validOps());
            assertSame(g.client(), c.provider());
            assertSame(c.socket(), c.socket());
            assertSame(c, c.socket().getChannel());
            assertEquals("java.nio.channels.SocketChannel[unconnected]", c.toString());
            assertThrows(NotYetConnectedException.class, () -> c.read(ByteBuffer.allocate(1)));
            assertThrows(NotYetConnectedException.class, () -> c.write(ByteBuffer.allocate(1)));
            assertThrows(NotYetConnectedException.class, () -> c.read(new ByteBuffer[] {ByteBuffer.allocate(1)}));
            assertThrows(NotYetConnectedException.class, () -> c.write(new ByteBuffer[] {ByteBuffer.allocate(1)}));
            assertThrows(NotYetConnectedException.class, c::shutdownInput);
            assertThrows(NotYetConnectedException.class, c::shutdownOutput);
            assertThrows(NoConnectionPendingException.class, c::finishConnect);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedChannelSaysSo(Ground g) throws Exception {
        SocketChannel c = g.client().openSocketChannel();
        c.close();
        c.close();
        assertFalse(c.isOpen());
        assertEquals("java.nio.channels.SocketChannel[closed]", c.toString());
        InetSocketAddress to = new InetSocketAddress(g.serverAddress(), 1);
        assertThrows(ClosedChannelException.class, () -> c.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, () -> c.connect(to));
        assertThrows(ClosedChannelException.class, c::finishConnect);
        assertThrows(ClosedChannelException.class, () -> c.bind(null));
        assertThrows(ClosedChannelException.class, c::getLocalAddress);
        assertThrows(ClosedChannelException.class, c::getRemoteAddress);
        assertThrows(ClosedChannelException.class, c::shutdownInput);
        assertThrows(ClosedChannelException.class, c::shutdownOutput);
        assertThrows(ClosedChannelException.class, () -> c.configureBlocking(false));
        assertThrows(ClosedChannelException.class, () -> c.getOption(StandardSocketOptions.TCP_NODELAY));
        assertThrows(ClosedChannelException.class, () -> c.setOption(StandardSocketOptions.TCP_NODELAY, true));
        try (Selector s = g.client().openSelector()) {
            assertThrows(ClosedChannelException.class, () -> c.register(s, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void addressesThatNoChannelTakes(Ground g) throws Exception {
        try (SocketChannel c = g.client().openSocketChannel()) {
            assertThrows(NullPointerException.class, () -> c.connect(null));
            assertThrows(UnresolvedAddressException.class, () -> c.connect(InetSocketAddress.createUnresolved("x", 1)));
            assertThrows(UnsupportedAddressTypeException.class, () -> c.connect(new SocketAddress() {
                private static final long serialVersionUID = 1;
            }));
            assertThrows(UnsupportedAddressTypeException.class, () -> c.connect(UnixDomainSocketAddress.of("/x")));
            assertThrows(UnsupportedAddressTypeException.class, () -> c.bind(UnixDomainSocketAddress.of("/x")));
            assertThrows(UnresolvedAddressException.class, () -> c.bind(InetSocketAddress.createUnresolved("x", 1)));
            assertTrue(c.isOpen());
        }
        try (SocketChannel c = g.client().openSocketChannel(StandardProtocolFamily.INET)) {
            assertThrows(UnsupportedAddressTypeException.class, () -> c.connect(new InetSocketAddress("::1", 1)));
        }
        assertThrows(NullPointerException.class, () -> g.client().openSocketChannel(null));
    }

    @ParameterizedTest
    @EnumSource
    void binding(Ground g) throws Exception {
        try (SocketChannel c = g.client().openSocketChannel(); ServerSocketChannel listener = g.listen()) {
            assertSame(c, c.bind(null));
            InetSocketAddress local = (InetSocketAddress) c.getLocalAddress();
            assertTrue(local.getPort() > 0);
            assertEquals(local.getPort(), c.socket().getLocalPort());
            assertTrue(c.socket().isBound());
            assertThrows(AlreadyBoundException.class, () -> c.bind(null));
            c.connect(listener.getLocalAddress());
            assertEquals(local.getPort(), ((InetSocketAddress) c.getLocalAddress()).getPort());
            assertThrows(AlreadyBoundException.class, () -> c.bind(null));
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(c.getLocalAddress(), accepted.getRemoteAddress());
                assertEquals(listener.getLocalAddress(), accepted.getLocalAddress());
            }
        }
        try (SocketChannel c = g.client().openSocketChannel()) {
            assertThrows(BindException.class, () -> c.bind(new InetSocketAddress("192.0.2.1", 0)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPortIsBoundOnce(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect();
                SocketChannel a = g.client().openSocketChannel(); SocketChannel b = g.client().openSocketChannel()) {
            a.bind(new InetSocketAddress(((InetSocketAddress) ends.client().getLocalAddress()).getAddress(), 0));
            var e = assertThrows(BindException.class, () -> b.bind(a.getLocalAddress()));
            assertEquals("Address already in use", e.getMessage());
            assertTrue(b.isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectedOnce(Ground g) throws Exception {
        try (ServerSocketChannel listener = g.listen(); SocketChannel c = g.client().openSocketChannel()) {
            assertTrue(c.connect(listener.getLocalAddress()));
            assertTrue(c.isConnected());
            assertTrue(c.finishConnect());
            assertFalse(c.isConnectionPending());
            assertEquals(listener.getLocalAddress(), c.getRemoteAddress());
            assertThrows(AlreadyConnectedException.class, () -> c.connect(listener.getLocalAddress()));
            assertTrue(c.isOpen());
            assertTrue(c.toString().matches("java.nio.channels.SocketChannel\\[connected local=/.*:\\d+ remote=/.*:\\d+]"),
                    c::toString);
            listener.accept().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedConnectClosesTheChannel(Ground g) throws Exception {
        InetSocketAddress nobody = g.nobody();
        SocketChannel blocking = g.client().openSocketChannel();
        var e = assertThrows(ConnectException.class, () -> blocking.connect(nobody));
        assertEquals("Connection refused", e.getMessage());
        assertFalse(blocking.isOpen());

        SocketChannel c = g.client().openSocketChannel();
        c.configureBlocking(false);
        try (Selector s = g.client().openSelector()) {
            SelectionKey key = c.register(s, SelectionKey.OP_CONNECT);
            e = assertThrows(ConnectException.class, () -> {
                c.connect(nobody);
                while (!c.finishConnect()) {
                    s.select();
                    assertTrue(key.isConnectable());
                }
            });
            assertEquals("Connection refused", e.getMessage());
            assertFalse(c.isOpen());
            assertFalse(key.isValid());
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectingWithoutBlocking(Ground g) throws Exception {
        try (ServerSocketChannel listener = g.listen(); SocketChannel c = g.client().openSocketChannel();
                Selector s = g.client().openSelector()) {
            c.configureBlocking(false);
            SelectionKey key = c.register(s, SelectionKey.OP_CONNECT);
            if (!c.connect(listener.getLocalAddress())) {
                assertTrue(c.isConnectionPending());
                assertFalse(c.isConnected());
                assertTrue(c.toString().contains("connection-pending"), c::toString);
                assertThrows(ConnectionPendingException.class, () -> c.connect(listener.getLocalAddress()));
                assertThrows(ConnectionPendingException.class, () -> c.bind(null));
                assertThrows(NotYetConnectedException.class, () -> c.read(ByteBuffer.allocate(1)));
                assertThrows(NotYetConnectedException.class, c::shutdownOutput);
                assertEquals(1, s.select());
                assertTrue(key.isConnectable());
                assertTrue(c.finishConnect());
            }
            assertTrue(c.isConnected());
            key.interestOps(SelectionKey.OP_READ);
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(0, c.read(ByteBuffer.allocate(1)));
                accepted.write(bytes(5));
                s.selectedKeys().clear();
                assertEquals(1, s.select());
                assertTrue(key.isReadable());
                ByteBuffer got = ByteBuffer.allocate(5);
                readFully(c, got);
                assertEquals(bytes(5), got.flip());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void scatteringAndGathering(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            ByteBuffer[] parts = {bytes(3), ByteBuffer.allocate(0), bytes(5), bytes(7), bytes(100)};
            assertEquals(12, ends.client().write(parts, 1, 3));
            assertTrue(parts[0].hasRemaining() && parts[4].hasRemaining());
            ByteBuffer[] targets = {ByteBuffer.allocate(1), ByteBuffer.allocate(4), ByteBuffer.allocateDirect(2),
                ByteBuffer.allocate(50)};
            long n = 0;
            while (n < 12) {
                n += ends.server().read(targets, 1, 3);
            }
            assertEquals(0, targets[0].position());
            assertFalse(targets[1].hasRemaining() || targets[2].hasRemaining());
            assertEquals(6, targets[3].position());
            assertEquals(bytes(5).limit(4), targets[1].flip());
            assertEquals(0, ends.client().write(new ByteBuffer[0]));
            assertEquals(0, ends.client().write(new ByteBuffer[] {ByteBuffer.allocate(0)}));
            assertEquals(0, ends.client().read(ByteBuffer.allocate(0)));
            assertThrows(IndexOutOfBoundsException.class, () -> ends.client().read(targets, 1, 4));
            assertThrows(IndexOutOfBoundsException.class, () -> ends.client().write(targets, -1, 2));
            assertThrows(NullPointerException.class, () -> ends.client().read((ByteBuffer) null));
            assertThrows(NullPointerException.class, () -> ends.client().write((ByteBuffer) null));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockingWriteWritesAll(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            ByteBuffer sent = bytes(9 << 20);
            var writer = Tasks.start(() -> ends.client().write(sent.duplicate()));
            ByteBuffer got = ByteBuffer.allocateDirect(sent.remaining());
            readFully(ends.server(), got);
            assertEquals(sent.remaining(), writer.get());
            assertEquals(sent, got.flip());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNonBlockingWriteWritesWhatFitsAndTheSelectorTellsOfRoom(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); Selector s = g.client().openSelector()) {
            ByteBuffer sent = bytes(40 << 20);
            ends.client().configureBlocking(false);
            SelectionKey key = ends.client().register(s, SelectionKey.OP_WRITE);
            ByteBuffer all = sent.duplicate();
            boolean full = false;
            while (!full) {
                full = ends.client().write(all) == 0 && s.selectNow() == 0;
            }
            assertTrue(all.hasRemaining(), "nobody reads, and it took all");
            var reader = Tasks.start(() -> {
                ByteBuffer got = ByteBuffer.allocate(sent.remaining());
                readFully(ends.server(), got);
                return got.flip();
            });
            while (all.hasRemaining()) {
                s.selectedKeys().clear();
                assertEquals(1, s.select(20_000));
                assertTrue(key.isWritable());
                ends.client().write(all);
            }
            assertEquals(sent, reader.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFewBytesFitAtOnce(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            ends.client().configureBlocking(false);
            assertEquals(100, ends.client().write(bytes(100)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void halfClose(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            ends.client().write(bytes(10));
            assertSame(ends.client(), ends.client().shutdownOutput());
            ends.client().shutdownOutput();
            assertTrue(ends.client().socket().isOutputShutdown());
            assertThrows(ClosedChannelException.class, () -> ends.client().write(bytes(1)));
            ends.client().configureBlocking(false);
            assertThrows(ClosedChannelException.class, () -> ends.client().write(bytes(1)));
            ends.client().configureBlocking(true);
            assertTrue(ends.client().isOpen());
            assertTrue(ends.client().toString().contains("connected oshut"), () -> ends.client().toString());
            ByteBuffer got = ByteBuffer.allocate(20);
            while (ends.server().read(got) >= 0) {
                continue;
            }
            assertEquals(bytes(10), got.flip());
            assertEquals(-1, ends.server().read(ByteBuffer.allocate(1)));
            ends.server().write(bytes(20));
            ByteBuffer back = ByteBuffer.allocate(20);
            readFully(ends.client(), back);
            ends.client().shutdownInput();
            assertEquals(-1, ends.client().read(back.clear()));
            assertTrue(ends.client().socket().isInputShutdown());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutdownInputEndsARead(Ground g) throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            try (Ground.Ends ends = g.connect()) {
                var reader = Tasks.start(virtual, () -> ends.client().read(ByteBuffer.allocate(1))).awaitWaiting();
                ends.client().shutdownInput();
                assertEquals(-1, reader.get());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK,false", "JDK,true", "KERNEL,false", "KERNEL,true", "STACK,false", "STACK,true"})
    void closingEndsWhatWaits(Ground g, boolean virtual) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            var reader = Tasks.start(virtual, () -> ends.client().read(ByteBuffer.allocate(1))).awaitWaiting();
            ends.client().close();
            assertInstanceOf(AsynchronousCloseException.class, reader.failure());
        }
        try (Ground.Ends ends = g.connect()) {
            ByteBuffer much = bytes(64 << 20); // made before: a thread in a native method of the JDK would be taken for one that waits
            var writer = Tasks.start(virtual, () -> ends.client().write(much)).awaitWaiting();
            ends.client().close();
            try {
                assertTrue(writer.get() < 64 << 20); // as many as were taken
            } catch (AsynchronousCloseException e) {
                assertFalse(ends.client().isOpen());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK,false", "JDK,true", "KERNEL,false", "KERNEL,true", "STACK,false", "STACK,true"})
    void anInterruptClosesTheChannel(Ground g, boolean virtual) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            var reader = Tasks.start(virtual, () -> {
                try {
                    return ends.client().read(ByteBuffer.allocate(1));
                } finally {
                    assertTrue(Thread.currentThread().isInterrupted());
                }
            }).awaitWaiting();
            reader.thread().interrupt();
            assertInstanceOf(ClosedByInterruptException.class, reader.failure());
            assertFalse(ends.client().isOpen());
        }
        try (Ground.Ends ends = g.connect()) { // interrupted before
            var reader = Tasks.start(virtual, () -> {
                Thread.currentThread().interrupt();
                return ends.client().read(ByteBuffer.allocate(1));
            });
            assertInstanceOf(ClosedByInterruptException.class, reader.failure());
            assertFalse(ends.client().isOpen());
        }
        try (SocketChannel c = g.client().openSocketChannel()) {
            var connecting = Tasks.start(virtual, () -> {
                Thread.currentThread().interrupt();
                return c.connect(new InetSocketAddress(g.serverAddress(), 9));
            });
            assertInstanceOf(ClosedByInterruptException.class, connecting.failure());
            assertFalse(c.isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetIsTold(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            ends.server().setOption(StandardSocketOptions.SO_LINGER, 0);
            ends.server().close();
            for (int i = 0; i < 2; i++) {
                var e = assertThrows(SocketException.class, () -> ends.client().read(ByteBuffer.allocate(1)));
                assertEquals("Connection reset", e.getMessage());
            }
            assertThrows(IOException.class, () -> ends.client().write(bytes(1)));
            assertTrue(ends.client().isOpen());
        }
    }

    /** The stack refuses urgent data (RFC 6093); what the kernel carries has them. */
    @ParameterizedTest
    @EnumSource
    void urgentData(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            if (g == Ground.STACK) {
                assertThrows(SocketException.class, () -> ends.client().socket().sendUrgentData(1));
                return;
            }
            ends.server().socket().setOOBInline(true);
            assertTrue(ends.server().socket().getOOBInline());
            ends.client().socket().sendUrgentData(0x155);
            ByteBuffer got = ByteBuffer.allocate(1);
            readFully(ends.server(), got);
            assertEquals(0x55, got.get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void lingeringWaits(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect()) {
            ends.client().setOption(StandardSocketOptions.SO_LINGER, 20);
            ByteBuffer sent = bytes(200_000);
            ends.client().write(sent.duplicate());
            var closed = Tasks.start(() -> {
                ends.client().close();
                return null;
            });
            ByteBuffer got = ByteBuffer.allocate(sent.remaining());
            readFully(ends.server(), got);
            assertEquals(-1, ends.server().read(ByteBuffer.allocate(1)));
            ends.server().close();
            closed.get();
            assertArrayEquals(sent.array(), got.array());
        }
    }

    @ParameterizedTest
    @EnumSource
    void options(Ground g) throws Exception {
        try (Ground.Ends ends = g.connect(); SocketChannel fresh = g.client().openSocketChannel()) {
            for (SocketChannel c : new SocketChannel[] {fresh, ends.client(), ends.server()}) {
                assertEquals(Jdk.socketOptions(), c.supportedOptions());
                for (boolean on : new boolean[] {true, false}) {
                    assertSame(c, c.setOption(StandardSocketOptions.TCP_NODELAY, on));
                    assertEquals(on, c.getOption(StandardSocketOptions.TCP_NODELAY));
                    assertEquals(on, c.socket().getTcpNoDelay());
                    c.setOption(StandardSocketOptions.SO_KEEPALIVE, on);
                    assertEquals(on, c.getOption(StandardSocketOptions.SO_KEEPALIVE));
                    c.setOption(StandardSocketOptions.SO_REUSEADDR, on);
                    assertEquals(on, c.getOption(StandardSocketOptions.SO_REUSEADDR));
                }
                assertEquals(-1, c.getOption(StandardSocketOptions.SO_LINGER));
                c.setOption(StandardSocketOptions.SO_LINGER, 100_000);
                assertEquals(65_535, c.getOption(StandardSocketOptions.SO_LINGER));
                c.setOption(StandardSocketOptions.SO_LINGER, -7);
                assertEquals(-1, c.getOption(StandardSocketOptions.SO_LINGER));
                c.setOption(StandardSocketOptions.SO_RCVBUF, 30_000);
                assertTrue(c.getOption(StandardSocketOptions.SO_RCVBUF) >= 30_000);
                assertThrows(IllegalArgumentException.class, () -> c.setOption(StandardSocketOptions.SO_SNDBUF, -1));
                assertThrows(IllegalArgumentException.class, () -> c.setOption(StandardSocketOptions.IP_TOS, 256));
                assertThrows(IllegalArgumentException.class, () -> c.setOption(StandardSocketOptions.SO_SNDBUF, null));
                assertThrows(NullPointerException.class, () -> c.setOption(null, 1));
                assertThrows(NullPointerException.class, () -> c.getOption(null));
                var e = assertThrows(UnsupportedOperationException.class,
                        () -> c.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true));
                assertEquals("'IP_MULTICAST_LOOP' not supported", e.getMessage());
                assertThrows(UnsupportedOperationException.class,
                        () -> c.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
            }
        }
    }
}
