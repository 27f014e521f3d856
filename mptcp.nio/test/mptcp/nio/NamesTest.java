package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.stream.Stream;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.io.sim.DirectLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to names that have several addresses. */
@Timeout(120)
final class NamesTest {
    private static final String SILENT = "10.0.1.99";
    private static final String SERVER = "10.0.1.2";

    private final Names names = new Names(_ -> {
        throw new AssertionError("all lookups are told of");
    });

    NamesTest() {
        names.areTold();
    }

    private static List<InetAddress> addresses(String name, String... literals) {
        return Stream.of(literals).map(l -> named(name, l)).toList();
    }

    private static InetAddress named(String name, String literal) {
        try {
            return InetAddress.getByAddress(name, InetAddress.ofLiteral(literal).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private List<String> ways(InetAddress asked) {
        return names.of(new InetSocketAddress(asked, 80)).stream().map(a -> a.getAddress().getHostAddress()).toList();
    }

    /** RFC 8305: whoever asked for a name may have any address of it. */
    @Test
    void theFirstAddressOfANameStandsForAll() {
        names.found("Many.Test", addresses("Many.Test", SILENT, SERVER, "fd00::2"));
        assertEquals(List.of(SILENT, SERVER, "fd00:0:0:0:0:0:0:2"), ways(named("many.test", SILENT)));
    }

    /** A node of a cluster, of whose name they all are; the next address of one who tries them himself. */
    @Test
    void whoChoseAnotherGetsIt() {
        names.found("many.test", addresses("many.test", SILENT, SERVER));
        assertEquals(List.of(SERVER), ways(named("many.test", SERVER)));
        assertEquals(List.of(SILENT), ways(InetAddress.ofLiteral(SILENT)), "an address, which knows no name");
        assertEquals(List.of(SILENT), ways(named("other.test", SILENT)));
    }

    @Test
    void whatWasFoundLastCounts() {
        names.found("many.test", addresses("many.test", SILENT, SERVER));
        names.found("many.test", addresses("many.test", SILENT));
        assertEquals(List.of(SILENT), ways(named("many.test", SILENT)));
        for (int i = 0; i <= 1_000; i++) {
            names.found("n" + i, addresses("n" + i, SILENT, SERVER));
        }
        assertEquals(1, ways(named("n0", SILENT)).size(), "forgotten");
        assertEquals(2, ways(named("n1", SILENT)).size());
    }

    /** A program with the providers alone, or with sockets of a factory. */
    @Test
    void whereNobodyTellsTheJdkIsAskedAgain() {
        Names asking = new Names(name -> addresses(name, SILENT, SERVER).toArray(InetAddress[]::new));
        assertEquals(2, asking.of(new InetSocketAddress(named("many.test", SILENT), 80)).size());
        assertEquals(1, asking.of(new InetSocketAddress(named("many.test", SERVER), 80)).size(), "the program's choice");
        Names none = new Names(name -> {
            throw new UnknownHostException(name);
        });
        assertEquals(1, none.of(new InetSocketAddress(named("gone.test", SILENT), 80)).size());
    }

    /** Two hosts with a link, and a name whose first address is silent. */
    private static final class World implements AutoCloseable {
        final Stack ours = Ground.Stacks.FACTORY.create(StackConfig.builder("racing").build());
        final Stack peer = Ground.Stacks.FACTORY.create(StackConfig.builder("raced").build());
        final Network network = new Network(ours, false, true);

        World() throws Exception {
            DirectLink.Pair pair = DirectLink.pair("link", "link", 1500);
            ours.addLink(pair.a(), List.of(LinkAddress.of("10.0.1.1/24")));
            peer.addLink(pair.b(), List.of(LinkAddress.of(SERVER + "/24")));
            ours.policies().choose(PolicyKind.PATH_MANAGER, "happyeyeballs");
            network.namesAreTold();
            network.found("many.test", addresses("many.test", SILENT, SERVER));
        }

        ServerSocketChannel listen() throws Exception {
            return new StackSelectorProvider(new Network(peer, false)).openServerSocketChannel()
                    .bind(new InetSocketAddress(InetAddress.ofLiteral(SERVER), 0));
        }

        @Override
        public void close() {
            ours.close();
            peer.close();
        }
    }

    /** Long before the first would have timed out; and the program sees where it is connected, by the name it asked for. */
    @Test
    void theOneThatAnswersIsConnected() throws Exception {
        try (World world = new World(); ServerSocketChannel listener = world.listen();
                SocketChannel channel = new StackSelectorProvider(world.network).openSocketChannel()) {
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            channel.connect(new InetSocketAddress(named("many.test", SILENT), port));
            InetSocketAddress reached = (InetSocketAddress) channel.getRemoteAddress();
            assertEquals(SERVER, reached.getAddress().getHostAddress());
            assertEquals("many.test", reached.getHostString());
            assertEquals(port, reached.getPort());
            assertEquals(reached, channel.socket().getRemoteSocketAddress());
        }
    }

    @Test
    void aSelectorToo() throws Exception {
        try (World world = new World(); ServerSocketChannel listener = world.listen()) {
            StackSelectorProvider provider = new StackSelectorProvider(world.network);
            try (Selector selector = provider.openSelector(); SocketChannel channel = provider.openSocketChannel()) {
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(named("many.test", SILENT), ((InetSocketAddress) listener.getLocalAddress()).getPort()));
                channel.register(selector, SelectionKey.OP_CONNECT);
                while (!channel.finishConnect()) {
                    selector.select();
                }
                assertEquals(SERVER, ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress());
            }
        }
    }

    /** Sockets of a factory (StackSockets), while the path manager of its stack is one that tries several. */
    @Test
    void thoseOfAFactoryToo() throws Exception {
        try (World world = new World(); ServerSocketChannel listener = world.listen()) {
            Network factory = new Network(world.ours, "not over the stack: ");
            factory.namesAreTold();
            factory.found("many.test", addresses("many.test", SILENT, SERVER));
            InetSocketAddress to = new InetSocketAddress(named("many.test", SILENT), ((InetSocketAddress) listener.getLocalAddress()).getPort());
            try (SocketChannel channel = new StackSelectorProvider(factory).openSocketChannel()) {
                channel.connect(to);
                assertEquals(SERVER, ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress());
            }
            world.ours.policies().choose(PolicyKind.PATH_MANAGER, "each");
            try (SocketChannel channel = new StackSelectorProvider(factory).openSocketChannel()) {
                channel.configureBlocking(false);
                channel.connect(to);
                assertEquals(SILENT, world.ours.inspector().connections().getLast().remote().getAddress().getHostAddress());
            }
        }
    }

    @Test
    void whereNoneAnswersItIsTold() throws Exception {
        try (World world = new World(); SocketChannel channel = new StackSelectorProvider(world.network).openSocketChannel()) {
            world.network.found("none.test", addresses("none.test", SERVER, SERVER));
            assertThrows(ConnectException.class, () -> channel.connect(new InetSocketAddress(named("none.test", SERVER), 9)));
        }
    }
}
