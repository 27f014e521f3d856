package mptcp.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.embedded.StackBuilder;
import mptcp.io.sim.DirectLink;

/** The gateway's stack and the destinations' one, joined by two links in memory. */
final class TwoStacks implements AutoCloseable {
    static final String PEER = "10.0.1.2";

    final Stack gateway;
    final Stack peer;

    TwoStacks() throws IOException {
        DirectLink.Pair one = DirectLink.pair("link1", "link1", 1500);
        DirectLink.Pair two = DirectLink.pair("link2", "link2", 1500);
        gateway = StackBuilder.named("gateway").link(one.a(), "10.0.1.1/24").link(two.a(), "10.0.2.1/24").open();
        peer = StackBuilder.named("peer").link(one.b(), PEER + "/24").link(two.b(), "10.0.2.2/24")
                .settings(c -> c.policySettings(Map.of("static.addresses", "10.0.2.2"))).open();
    }

    StreamListener listen() throws IOException {
        return peer.listen(new InetSocketAddress(PEER, 0));
    }

    static StreamSocket accept(StreamListener listener) throws IOException {
        return listener.accept(Duration.ofSeconds(20));
    }

    /** All up to the end of the stream. */
    static byte[] readAll(StreamSocket socket) throws IOException {
        return socket.inputStream().readAllBytes();
    }

    static void write(StreamSocket socket, byte[] bytes) throws IOException {
        socket.write(ByteBuffer.wrap(bytes));
    }

    static <T> CompletableFuture<T> async(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Override
    public void close() {
        gateway.close();
        peer.close();
    }
}
