package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;
import mptcp.nio.Network;
import mptcp.nio.StackSelectorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The allocation gate of channels: what a thread with a selector writes, and the loops carry, costs no object per packet.
 * The two loops and the writer are threads of their own; what all of the JVM's allocate counts.
 */
@Timeout(120)
final class ChannelAllocationTest {
    private static final InetSocketAddress TO = new InetSocketAddress(LinkAddress.of("10.0.1.2").address(), 5001);
    private static final int PIECE = 1 << 16;
    private static final long WARM_UP = 256L << 20;
    private static final long MEASURED = 64L << 20;
    private static final int ROUNDS = 5;
    private static final int PACKET = 1448;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Sink sink = new Sink();
    private long sent;

    @Test
    void nothingPerPacket() throws IOException {
        StackFactory factory = Policies.factory();
        DirectLink.Pair link = DirectLink.pair("path", "path", 1500);
        try (Stack ours = stack(factory, "client"); Stack peer = stack(factory, "server")) {
            ours.addLink(link.a(), List.of(LinkAddress.of("10.0.1.1/24")));
            peer.addLink(link.b(), List.of(LinkAddress.of("10.0.1.2/24")));
            StreamListener listener = peer.listen(TO);
            StackSelectorProvider provider = new StackSelectorProvider(new Network(ours, false));
            try (Selector selector = provider.openSelector(); SocketChannel channel = provider.openSocketChannel()) {
                channel.connect(TO);
                StreamSocket accepted = listener.accept(Duration.ofSeconds(30));
                accepted.listener(sink);
                channel.configureBlocking(false).register(selector, SelectionKey.OP_WRITE);
                ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
                write(selector, channel, piece, WARM_UP);
                long least = Long.MAX_VALUE;
                for (int i = 0; i < ROUNDS; i++) {
                    long before = threads.getTotalThreadAllocatedBytes();
                    write(selector, channel, piece, MEASURED);
                    least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
                }
                assertTrue(least < MEASURED / PACKET, least + " bytes for " + MEASURED / PACKET + " packets");
                assertTrue(sink.failure() == null, "the receiver failed: " + sink.failure());
            }
        }
    }

    private static Stack stack(StackFactory factory, String name) {
        return factory.create(StackConfig.builder(name).policySettings(Map.of("static.addresses", "")).build());
    }

    private void write(Selector selector, SocketChannel channel, ByteBuffer piece, long bytes) throws IOException {
        for (long end = sent + bytes; sent < end;) {
            selector.select();
            selector.selectedKeys().clear();
            int taken = 1;
            while (taken > 0 && sent < end) {
                taken = channel.write(piece.clear().limit((int) Math.min(PIECE, end - sent)));
                sent += taken;
            }
        }
    }
}
