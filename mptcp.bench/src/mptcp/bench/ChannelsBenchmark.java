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
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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

    /** @param cpuNs of the whole process, both ends and the threads that write and read included */
    private record Sample(double gbitPerS, double cpuNs) {}

    @Override
    public void run(Session session) throws Exception {
        try (Pair pair = new Pair()) {
            long bytes = 256L << 20; // short turns: what else the machine does meets both
            List<Sample> own = new ArrayList<>();
            List<Sample> channel = new ArrayList<>();
            int rounds = session.choose(5, 41);
            for (int i = 0; i <= rounds; i++) { // the first warms up
                session.progress("round " + i + " of " + rounds);
                boolean ownFirst = i % 2 == 0; // who comes second meets a warmer machine, or a busier one
                Sample first = ownFirst ? pair.ownSocket(bytes) : pair.channel(bytes);
                Sample second = ownFirst ? pair.channel(bytes) : pair.ownSocket(bytes);
                if (i > 0) {
                    own.add(ownFirst ? first : second);
                    channel.add(ownFirst ? second : first);
                }
            }
            String variant = "two loops, direct link";
            session.result(variant, "the stack's own socket", median(own, Sample::gbitPerS), "Gbit/s");
            session.result(variant, "a channel", median(channel, Sample::gbitPerS), "Gbit/s");
            session.result(variant, "share", share(channel, own, Sample::gbitPerS), "", TARGET_SHARE);
            session.result(variant, "the stack's own socket, processor time", median(own, Sample::cpuNs) / bytes, "ns/byte");
            session.result(variant, "a channel, processor time", median(channel, Sample::cpuNs) / bytes, "ns/byte");
            session.result(variant, "share by processor time", share(own, channel, Sample::cpuNs), "", TARGET_SHARE);
            pair.select(10); // meets code that is not compiled yet
            double few = pair.select(10);
            double many = pair.select(10_000);
            session.result("selection, one of them ready", "of 10 channels", few, "ns");
            session.result("selection, one of them ready", "of 10,000 channels", many, "ns");
            session.limited("selection, one of them ready", "growth", many / few, "", TARGET_GROWTH);
        }
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return median(samples.stream().mapToDouble(of));
    }

    /** The median of what one is of the other in the same round: what else the machine does changes from round to round more than within one. */
    private static double share(List<Sample> of, List<Sample> than, ToDoubleFunction<Sample> what) {
        return median(IntStream.range(0, of.size()).mapToDouble(i -> what.applyAsDouble(of.get(i)) / what.applyAsDouble(than.get(i))));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
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

        Sample ownSocket(long bytes) throws Exception {
            try (StreamSocket s = ours.connect(null, to, SocketConfig.DEFAULT, null)) {
                s.awaitConnected(Duration.ofSeconds(10));
                return rate(bytes, s::write);
            }
        }

        Sample channel(long bytes) throws Exception {
            try (SocketChannel c = provider.openSocketChannel()) {
                c.connect(to);
                return rate(bytes, c::write);
            }
        }

        private Sample rate(long bytes, Writer writer) throws Exception {
            long begin = System.nanoTime();
            long cpu = Cpu.processNs();
            Thread reader = Thread.ofPlatform().start(() -> read(bytes));
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            for (long left = bytes; left > 0; left -= PIECE) {
                writer.write(piece.clear());
            }
            reader.join();
            return new Sample(bytes * 8.0 / (System.nanoTime() - begin), Cpu.processNs() - cpu);
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

        /** Nanoseconds of a selection that finds one of so many, all of them connected. */
        double select(int channels) throws Exception {
            List<AutoCloseable> open = new ArrayList<>();
            try (Selector selector = provider.openSelector(); SocketChannel live = provider.openSocketChannel()) {
                for (int i = 1; i < channels; i++) {
                    SocketChannel idle = provider.openSocketChannel();
                    open.add(idle);
                    idle.connect(to);
                    open.add(accept());
                    idle.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                }
                live.connect(to);
                open.add(accept());
                live.configureBlocking(false).register(selector, SelectionKey.OP_WRITE);
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
                for (AutoCloseable each : open) {
                    each.close();
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
