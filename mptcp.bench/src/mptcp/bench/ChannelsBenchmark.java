package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;
import mptcp.nio.Network;
import mptcp.nio.StackSelectorProvider;

/** What the JDK's interface costs: bytes through a channel beside the stack's own socket, and a selection among many. */
final class ChannelsBenchmark implements Benchmark {
    private static final int PORT = 5001;
    private static final int PIECE = 64 << 10;
    private static final double TARGET_SHARE = 0.9;
    private static final double TARGET_GROWTH = 2;

    @Override
    public String name() {
        return "channels";
    }

    @Override
    public String summary() {
        return "java.nio over the stack: throughput beside the stack's own socket; a selection among 10,000 channels";
    }

    /** Takes all of a buffer. */
    private interface Writer {
        void write(ByteBuffer source) throws IOException;
    }

    @Override
    public void run(Session session) throws Exception {
        try (Pair pair = new Pair()) {
            long bytes = session.choose(256, 2048) * (1L << 20);
            double own = 0;
            double channel = 0;
            int rounds = session.choose(3, 6);
            for (int i = 0; i <= rounds; i++) { // the first warms up
                session.progress("round " + i + " of " + rounds);
                double ownRate = pair.ownSocket(bytes);
                double channelRate = pair.channel(bytes);
                own += i == 0 ? 0 : ownRate / rounds;
                channel += i == 0 ? 0 : channelRate / rounds;
            }
            session.result("two loops, direct link", "the stack's own socket", own, "Gbit/s");
            session.result("two loops, direct link", "a channel", channel, "Gbit/s");
            session.result("two loops, direct link", "share", channel / own, "", TARGET_SHARE);
            double few = pair.select(10);
            double many = pair.select(10_000);
            session.result("selection, one of them ready", "of 10 channels", few, "ns");
            session.result("selection, one of them ready", "of 10,000 channels", many, "ns");
            session.limited("selection, one of them ready", "growth", many / few, "", TARGET_GROWTH);
        }
    }

    /** Two stacks with loops of their own. */
    private static final class Pair implements AutoCloseable {
        private final Stack ours;
        private final Stack peer;
        private final StackSelectorProvider provider;
        private final InetSocketAddress to = new InetSocketAddress(LinkAddress.of("10.0.1.2").address(), PORT);
        private final StreamListener listener;

        Pair() throws IOException {
            StackFactory factory = Policies.factory();
            DirectLink.Pair link = DirectLink.pair("path", "path", 1500);
            ours = stack(factory, "channels");
            peer = stack(factory, "channels-peer");
            ours.addLink(link.a(), List.of(LinkAddress.of("10.0.1.1/24")));
            peer.addLink(link.b(), List.of(LinkAddress.of("10.0.1.2/24")));
            provider = new StackSelectorProvider(new Network(ours, false));
            listener = peer.listen(to);
        }

        private static Stack stack(StackFactory factory, String name) {
            return factory.create(StackConfig.builder(name).policySettings(Map.of("static.addresses", "")).build());
        }

        private StreamSocket accept() throws IOException {
            return listener.accept(Duration.ofSeconds(10));
        }

        double ownSocket(long bytes) throws Exception {
            try (StreamSocket s = ours.connect(null, to, SocketConfig.DEFAULT, null)) {
                s.awaitConnected(Duration.ofSeconds(10));
                return rate(bytes, s::write);
            }
        }

        double channel(long bytes) throws Exception {
            try (SocketChannel c = provider.openSocketChannel()) {
                c.connect(to);
                return rate(bytes, c::write);
            }
        }

        private double rate(long bytes, Writer writer) throws Exception {
            long begin = System.nanoTime();
            Thread reader = Thread.ofPlatform().start(() -> read(bytes));
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            for (long left = bytes; left > 0; left -= PIECE) {
                writer.write(piece.clear());
            }
            reader.join();
            return bytes * 8.0 / (System.nanoTime() - begin);
        }

        private void read(long bytes) {
            try (StreamSocket s = accept()) {
                ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
                for (long left = bytes; left > 0;) {
                    left -= s.read(piece.clear());
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** Nanoseconds of a selection that finds one of so many. */
        double select(int channels) throws IOException {
            List<SocketChannel> idle = new ArrayList<>();
            try (Selector selector = provider.openSelector(); SocketChannel live = provider.openSocketChannel()) {
                for (int i = 1; i < channels; i++) {
                    SocketChannel c = provider.openSocketChannel();
                    idle.add(c);
                    c.configureBlocking(false).register(selector, SelectionKey.OP_CONNECT);
                }
                live.connect(to);
                live.configureBlocking(false).register(selector, SelectionKey.OP_WRITE);
                accept();
                long best = Long.MAX_VALUE;
                for (int round = 0; round < 20; round++) {
                    long begin = System.nanoTime();
                    for (int i = 0; i < 1000; i++) {
                        if (selector.select() != 1) {
                            throw new IOException("a channel that can be written to was not found");
                        }
                        selector.selectedKeys().clear();
                    }
                    best = Math.min(best, System.nanoTime() - begin);
                }
                return best / 1000.0;
            } finally {
                for (SocketChannel c : idle) {
                    c.close();
                }
            }
        }

        @Override
        public void close() {
            ours.close();
            peer.close();
        }
    }
}
