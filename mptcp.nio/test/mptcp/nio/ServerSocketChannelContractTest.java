package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sentences of the Javadoc of ServerSocketChannel, each on both grounds; and wildcards, which are on both at once. */
@Timeout(60)
final class ServerSocketChannelContractTest {
    @ParameterizedTest
    @EnumSource
    void aNewChannelIsUnbound(Ground g) throws Exception {
        try (ServerSocketChannel c = g.server().openServerSocketChannel()) {
            assertTrue(c.isOpen() && c.isBlocking());
            assertNull(c.getLocalAddress());
            assertEquals(SelectionKey.OP_ACCEPT, c.validOps());
            assertSame(c, c.socket().getChannel());
            assertFalse(c.socket().isBound());
            assertEquals(-1, c.socket().getLocalPort());
            assertNull(c.socket().getInetAddress());
            assertThrows(NotYetBoundException.class, c::accept);
            assertThrows(UnsupportedAddressTypeException.class, () -> c.bind(UnixDomainSocketAddress.of("/x")));
            assertThrows(UnresolvedAddressException.class, () -> c.bind(InetSocketAddress.createUnresolved("x", 1)));
            assertEquals("Socket is not bound yet",
                    assertThrows(SocketException.class, () -> c.socket().accept()).getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void boundOnce(Ground g) throws Exception {
        try (ServerSocketChannel c = g.listen(); ServerSocketChannel other = g.server().openServerSocketChannel()) {
            InetSocketAddress local = (InetSocketAddress) c.getLocalAddress();
            assertTrue(local.getPort() > 0);
            assertEquals(g.serverAddress(), local.getAddress());
            assertEquals(local.getPort(), c.socket().getLocalPort());
            assertEquals("ServerSocket[addr=/" + g.serverAddress().getHostAddress() + ",localport=" + local.getPort() + "]",
                    c.socket().toString());
            assertThrows(AlreadyBoundException.class, () -> c.bind(null));
            assertEquals("Already bound", assertThrows(SocketException.class, () -> c.socket().bind(null)).getMessage());
            assertEquals("Address already in use", assertThrows(BindException.class, () -> other.bind(local)).getMessage());
            assertTrue(other.isOpen());
            assertSame(other, other.bind(new InetSocketAddress(g.serverAddress(), 0), -1));
        }
        try (ServerSocketChannel c = g.server().openServerSocketChannel()) {
            assertThrows(BindException.class, () -> c.bind(new InetSocketAddress("192.0.2.1", 0)));
        }
        try (ServerSocketChannel c = g.server().openServerSocketChannel(StandardProtocolFamily.INET)) {
            assertThrows(UnsupportedAddressTypeException.class, () -> c.bind(new InetSocketAddress("::1", 0)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedChannelSaysSo(Ground g) throws Exception {
        ServerSocketChannel c = g.listen();
        c.close();
        assertThrows(ClosedChannelException.class, c::accept);
        assertThrows(ClosedChannelException.class, () -> c.bind(null));
        assertThrows(ClosedChannelException.class, c::getLocalAddress);
        assertThrows(ClosedChannelException.class, () -> c.getOption(StandardSocketOptions.SO_RCVBUF));
        assertThrows(ClosedChannelException.class, () -> c.setOption(StandardSocketOptions.SO_RCVBUF, 10_000));
        assertTrue(c.socket().isClosed());
        assertEquals("Socket is closed", assertThrows(SocketException.class, () -> c.socket().setSoTimeout(1)).getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void acceptingWithoutBlocking(Ground g) throws Exception {
        try (ServerSocketChannel c = g.listen(); Selector s = g.server().openSelector()) {
            c.configureBlocking(false);
            assertNull(c.accept());
            assertThrows(IllegalBlockingModeException.class, () -> c.socket().accept());
            SelectionKey key = c.register(s, SelectionKey.OP_ACCEPT);
            assertThrows(IllegalArgumentException.class, () -> key.interestOps(SelectionKey.OP_READ));
            assertEquals(0, s.selectNow());
            try (SocketChannel client = g.client().openSocketChannel()) {
                client.connect(c.getLocalAddress());
                assertEquals(1, s.select());
                assertTrue(key.isAcceptable());
                s.selectedKeys().clear();
                assertEquals(1, s.select(), "it is still there to be accepted");
                try (SocketChannel accepted = c.accept()) {
                    assertTrue(accepted.isBlocking(), "whatever the mode of the listener");
                    assertTrue(accepted.isConnected());
                    assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
                    assertSame(g.server(), accepted.provider());
                }
                s.selectedKeys().clear();
                assertEquals(0, s.selectNow());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK,false", "JDK,true", "KERNEL,false", "KERNEL,true", "STACK,false", "STACK,true"})
    void acceptWaitsAndEnds(Ground g, boolean virtual) throws Exception {
        try (ServerSocketChannel c = g.listen()) {
            var accepting = Tasks.start(virtual, c::accept).awaitWaiting();
            try (SocketChannel client = g.client().openSocketChannel()) {
                client.connect(c.getLocalAddress());
                accepting.get().close();
            }
        }
        ServerSocketChannel closed = g.listen();
        var accepting = Tasks.start(virtual, closed::accept).awaitWaiting();
        closed.close();
        assertInstanceOf(AsynchronousCloseException.class, accepting.failure());

        ServerSocketChannel interrupted = g.listen();
        accepting = Tasks.start(virtual, interrupted::accept).awaitWaiting();
        accepting.thread().interrupt();
        assertInstanceOf(ClosedByInterruptException.class, accepting.failure());
        assertFalse(interrupted.isOpen());
    }

    @ParameterizedTest
    @EnumSource
    void theSocketTimesOut(Ground g) throws Exception {
        try (ServerSocketChannel c = g.listen()) {
            c.socket().setSoTimeout(20);
            assertEquals("Accept timed out",
                    assertThrows(SocketTimeoutException.class, () -> c.socket().accept()).getMessage());
            c.socket().setSoTimeout(20_000);
            try (SocketChannel client = g.client().openSocketChannel()) {
                client.connect(c.getLocalAddress());
                try (Socket accepted = c.socket().accept()) {
                    assertNotNull(accepted.getChannel());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void options(Ground g) throws Exception {
        try (ServerSocketChannel c = g.server().openServerSocketChannel()) {
            assertEquals(Jdk.serverOptions(), c.supportedOptions());
            c.setOption(StandardSocketOptions.SO_RCVBUF, 20_000);
            assertTrue(c.getOption(StandardSocketOptions.SO_RCVBUF) >= 20_000);
            assertTrue(c.getOption(StandardSocketOptions.SO_REUSEADDR));
            c.socket().setReuseAddress(false);
            assertFalse(c.getOption(StandardSocketOptions.SO_REUSEADDR));
            assertThrows(UnsupportedOperationException.class, () -> c.setOption(StandardSocketOptions.TCP_NODELAY, true));
            assertThrows(IllegalArgumentException.class, () -> c.socket().setReceiveBufferSize(0));
        }
    }

    /** A wildcard has the stack's addresses and the kernel's: one listener takes connections of both, and one key tells. */
    @Test
    void aWildcardIsOnTheStackAndInTheKernel() throws Exception {
        try (ServerSocketChannel c = Ground.Stacks.SERVER.openServerSocketChannel().bind(new InetSocketAddress(0));
                Selector s = Ground.Stacks.SERVER.openSelector()) {
            int port = c.socket().getLocalPort();
            for (boolean blocking : new boolean[] {true, false}) {
                if (!blocking) {
                    c.configureBlocking(false);
                    c.register(s, SelectionKey.OP_ACCEPT);
                }
                for (String host : new String[] {"127.0.0.1", "10.0.1.2", "10.0.2.2", "127.0.0.1", "10.0.1.2"}) {
                    var accepting = Tasks.start(() -> {
                        if (!blocking) {
                            s.selectedKeys().clear();
                            assertEquals(1, s.select());
                            assertTrue(s.selectedKeys().iterator().next().isAcceptable());
                        }
                        return c.accept();
                    });
                    try (SocketChannel client = Ground.Stacks.CLIENT.openSocketChannel()) {
                        client.connect(new InetSocketAddress(host, port));
                        try (SocketChannel accepted = accepting.get()) {
                            assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
                            accepted.write(ByteBuffer.allocate(3));
                            assertEquals(3, client.read(ByteBuffer.allocate(10)));
                            client.shutdownOutput();
                            assertEquals(-1, accepted.read(ByteBuffer.allocate(10)));
                        }
                    }
                }
            }
            try (ServerSocketChannel other = Ground.Stacks.SERVER.openServerSocketChannel()) {
                assertThrows(BindException.class, () -> other.bind(new InetSocketAddress(port)));
            }
        }
        assertTrue(Ground.Stacks.PEER_NETWORK.bypasses().stream()
                .anyMatch(l -> l.matches("around the stack: \\d+ x connection from 127.0.0.1 \\(.*\\)")),
                () -> Ground.Stacks.PEER_NETWORK.bypasses().toString());
    }

    @Test
    void whatGoesAroundIsRefusedWhereOnlyTheStackIsAllowed() throws Exception {
        Network only = new Network(Ground.Stacks.OURS, true);
        StackSelectorProvider provider = new StackSelectorProvider(only);
        try (ServerSocketChannel kernel = Jdk.channels().openServerSocketChannel()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                ServerSocketChannel wildcard = provider.openServerSocketChannel().bind(new InetSocketAddress(0));
                ServerSocketChannel peer = Ground.STACK.listen();
                SocketChannel client = provider.openSocketChannel(); SocketChannel over = provider.openSocketChannel()) {
            var e = assertThrows(java.net.ConnectException.class, () -> client.connect(kernel.getLocalAddress()));
            assertEquals("not over the stack, and --only was said: a loopback address", e.getMessage());
            assertThrows(BindException.class, () -> provider.openServerSocketChannel().bind(kernel.getLocalAddress()));
            assertThrows(java.io.IOException.class, provider::openDatagramChannel);
            assertTrue(over.connect(peer.getLocalAddress()));
            try (SocketChannel toWildcard = Jdk.channels().openSocketChannel()) {
                assertThrows(java.net.ConnectException.class, () -> toWildcard.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), wildcard.socket().getLocalPort())));
            }
        }
        assertEquals(java.util.List.of(), only.bypasses());
    }
}
