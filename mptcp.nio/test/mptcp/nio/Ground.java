package mptcp.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.sim.DirectLink;
import mptcp.policy.loader.PolicyLoader;

/** Where the same test runs: on the JDK's own channels, which shows that the test is right, and on those of two stacks. */
enum Ground {
    JDK {
        @Override
        SelectorProvider client() {
            return Jdk.channels();
        }

        @Override
        SelectorProvider server() {
            return Jdk.channels();
        }

        @Override
        InetAddress serverAddress() {
            return InetAddress.ofLiteral("127.0.0.1");
        }
    },
    /** Our channels where the kernel carries them: loopback. */
    KERNEL {
        @Override
        SelectorProvider client() {
            return Stacks.CLIENT;
        }

        @Override
        SelectorProvider server() {
            return Stacks.SERVER;
        }

        @Override
        InetAddress serverAddress() {
            return InetAddress.ofLiteral("127.0.0.1");
        }
    },
    STACK {
        @Override
        SelectorProvider client() {
            return Stacks.CLIENT;
        }

        @Override
        SelectorProvider server() {
            return Stacks.SERVER;
        }

        @Override
        InetAddress serverAddress() {
            return InetAddress.ofLiteral("10.0.1.2");
        }
    };

    abstract SelectorProvider client();

    abstract SelectorProvider server();

    abstract InetAddress serverAddress();

    /** A listener of the server's side. */
    ServerSocketChannel listen() throws IOException {
        return server().openServerSocketChannel().bind(new InetSocketAddress(serverAddress(), 0));
    }

    /** A port of the server where nobody listens. */
    InetSocketAddress nobody() throws IOException {
        try (ServerSocketChannel channel = listen()) {
            return (InetSocketAddress) channel.getLocalAddress();
        }
    }

    /** Two ends of one connection. */
    record Ends(SocketChannel client, SocketChannel server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    Ends connect() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            SocketChannel client = client().openSocketChannel();
            client.connect(listener.getLocalAddress());
            return new Ends(client, listener.accept());
        }
    }

    /** Two hosts with two links between them, for the whole process. */
    static final class Stacks {
        static final StackFactory FACTORY;
        static final Stack OURS;
        static final Stack PEER;
        static final Network NETWORK;
        static final Network PEER_NETWORK;
        static final SelectorProvider CLIENT;
        static final SelectorProvider SERVER;

        static {
            try {
                FACTORY = PolicyLoader.of(Path.of("no-such-folder"), _ -> { }).stacks();
                OURS = FACTORY.create(StackConfig.builder("ours").build());
                PEER = FACTORY.create(StackConfig.builder("peer")
                        .policySettings(Map.of("static.addresses", "10.0.2.2")).build());
                for (int i = 1; i <= 2; i++) {
                    DirectLink.Pair pair = DirectLink.pair("link" + i, "link" + i, 1500);
                    OURS.addLink(pair.a(), List.of(LinkAddress.of("10.0." + i + ".1/24")));
                    PEER.addLink(pair.b(), List.of(LinkAddress.of("10.0." + i + ".2/24")));
                }
                NETWORK = new Network(OURS, false);
                PEER_NETWORK = new Network(PEER, false);
                CLIENT = new StackSelectorProvider(NETWORK);
                SERVER = new StackSelectorProvider(PEER_NETWORK);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private Stacks() {}
    }
}
