package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that connects to itself, at an address of its stack. */
@Timeout(60)
final class WithinTest {
    private static final InetAddress OWN = InetAddress.ofLiteral("10.0.1.1");
    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");

    private final SelectorProvider channels = Ground.Stacks.CLIENT;

    private ServerSocketChannel listen(InetAddress at) throws Exception {
        return channels.openServerSocketChannel().bind(new InetSocketAddress(at, 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothEndsAreToldTheAddressesThatTheyUse(boolean wildcard) throws Exception {
        try (ServerSocketChannel listener = listen(wildcard ? ANY : OWN); SocketChannel c = channels.openSocketChannel()) {
            InetSocketAddress at = new InetSocketAddress(OWN, listener.socket().getLocalPort());
            assertTrue(c.connect(at));
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(at, c.getRemoteAddress());
                assertEquals(at, accepted.getLocalAddress());
                assertEquals(OWN, ((InetSocketAddress) c.getLocalAddress()).getAddress());
                assertEquals(c.getLocalAddress(), accepted.getRemoteAddress());
                c.write(ByteBuffer.allocate(5));
                assertEquals(5, accepted.read(ByteBuffer.allocate(9)));
            }
            assertEquals(-1, c.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aBoundOneKeepsItsAddress() throws Exception {
        try (ServerSocketChannel listener = listen(OWN); SocketChannel c = channels.openSocketChannel()) {
            c.bind(new InetSocketAddress(OWN, 0));
            InetSocketAddress bound = (InetSocketAddress) c.getLocalAddress();
            c.connect(listener.getLocalAddress());
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(bound, c.getLocalAddress());
                assertEquals(bound, accepted.getRemoteAddress());
            }
        }
    }

    @Test
    void aSelectorSeesBothKindsOfConnections() throws Exception {
        try (ServerSocketChannel listener = channels.openServerSocketChannel(); Selector s = channels.openSelector();
                SocketChannel c = channels.openSocketChannel(); SocketChannel peer = Ground.Stacks.SERVER.openSocketChannel()) {
            listener.bind(new InetSocketAddress(OWN, 0));
            listener.configureBlocking(false).register(s, SelectionKey.OP_ACCEPT);
            c.connect(listener.getLocalAddress());
            assertEquals(1, s.select());
            s.selectedKeys().clear();
            listener.accept().close();
            assertNull(listener.accept());
            peer.connect(listener.getLocalAddress());
            assertEquals(1, s.select());
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(peer.getLocalAddress(), accepted.getRemoteAddress());
            }
        }
    }

    /** The companion on loopback is for the program's own connections. */
    @Test
    void othersDoNotComeIn() throws Exception {
        try (ServerSocketChannel listener = listen(OWN)) {
            listener.configureBlocking(false);
            InetSocketAddress companion = Ground.Stacks.NETWORK.companion((InetSocketAddress) listener.getLocalAddress());
            try (SocketChannel other = Jdk.channels().openSocketChannel()) {
                other.connect(companion);
                assertNull(listener.accept());
                assertEquals(-1, other.read(ByteBuffer.allocate(1)));
            }
        }
    }

    /** As in any backlog. */
    @Test
    void whoClosedBeforeItWasAcceptedIsAccepted() throws Exception {
        try (ServerSocketChannel listener = listen(OWN)) {
            try (SocketChannel c = channels.openSocketChannel()) {
                c.connect(listener.getLocalAddress());
                c.write(ByteBuffer.allocate(3));
            }
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(3, accepted.read(ByteBuffer.allocate(9)));
                assertEquals(-1, accepted.read(ByteBuffer.allocate(9)));
            }
        }
    }

    @Test
    void whereNobodyListensNobodyIsFound() throws Exception {
        InetSocketAddress at;
        try (ServerSocketChannel listener = listen(OWN)) {
            at = (InetSocketAddress) listener.getLocalAddress();
            assertThrows(ConnectException.class, () -> {
                try (SocketChannel c = new StackSelectorProvider(new Network(Ground.Stacks.OURS, true)).openSocketChannel()) {
                    c.connect(at); // --only
                }
            });
        }
        assertNull(Ground.Stacks.NETWORK.companion(at));
        try (SocketChannel c = channels.openSocketChannel()) {
            assertEquals("Connection refused", assertThrows(ConnectException.class, () -> c.connect(at)).getMessage());
        }
    }
}
