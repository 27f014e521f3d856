package mptcp.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.embedded.StackBuilder;
import mptcp.io.sim.DirectLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that knows of no gateway: it connects to an address, and what answers is the gateway, which goes on to that address. */
@Timeout(60)
final class TransparentTest {
    private TwoStacks stacks;
    private Stack host;
    private DirectLink.Pair wire;
    private TransparentServer gateway;

    @BeforeEach
    void open() throws IOException {
        stacks = new TwoStacks();
        wire = DirectLink.pair("eth", "front", 1500);
        host = StackBuilder.named("host").settings(c -> c.mptcpVersion(-1)).link(wire.a(), "10.99.0.1/24", "fd00:99::1/64").open();
    }

    @AfterEach
    void close() {
        if (gateway != null) {
            gateway.close();
        }
        host.close();
        stacks.close();
    }

    private void serve(List<Rule> rules, int connections, String... own) throws IOException {
        gateway = new TransparentServer(stacks.gateway, wire.b(), List.of(own).stream().map(LinkAddress::of).toList(),
                List.of(AddressRange.of("10.0.0.0/16")), new AccessRules(List.of(), rules),
                new SocksServer.Limits(connections, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ZERO), null);
    }

    private void serve(List<Rule> rules) throws IOException {
        serve(rules, 100, "10.99.0.2/24", "fd00:99::2/64");
    }

    private StreamSocket connected(InetSocketAddress to) throws IOException {
        StreamSocket socket = host.connect(to);
        socket.awaitConnected(Duration.ofSeconds(20));
        return socket;
    }

    private static byte[] bytes(int length) {
        byte[] b = new byte[length];
        new Random(length).nextBytes(b);
        return b;
    }

    private void exchange(StreamListener listener, int up, int down) throws IOException {
        StreamSocket client = connected(listener.local());
        assertEquals(listener.local(), client.remote());
        StreamSocket destination = TwoStacks.accept(listener);
        CompletableFuture<byte[]> arrived = TwoStacks.async(() -> TwoStacks.readAll(destination));
        CompletableFuture<Void> sent = TwoStacks.async(() -> {
            TwoStacks.write(destination, bytes(down));
            destination.shutdownOutput();
            return null;
        });
        CompletableFuture<byte[]> back = TwoStacks.async(() -> TwoStacks.readAll(client));
        TwoStacks.write(client, bytes(up));
        client.shutdownOutput();
        assertArrayEquals(bytes(up), arrived.join());
        sent.join();
        assertArrayEquals(bytes(down), back.join());
        client.close();
        destination.close();
    }

    @Test
    void bytesGoBothWaysOverMultipathTcp() throws Exception {
        serve(List.of());
        try (StreamListener listener = stacks.listen()) {
            exchange(listener, 1 << 20, 2 << 20);
            for (int i = 0; i < 5; i++) {
                exchange(listener, 1000 + i, 2000 + i);
            }
        }
        assertEquals(6, gateway.statistics().connected.sum());
        assertEquals(6, gateway.statistics().multipath.sum());
        assertEquals((1 << 20) + 5 * 1000 + 10, gateway.statistics().out.sum());
    }

    /** The client's connection is there already: it is reset. */
    @Test
    void whatIsNotReachedIsReset() throws Exception {
        serve(List.of());
        InetSocketAddress nobody;
        try (StreamListener listener = stacks.listen()) {
            nobody = listener.local();
        }
        StreamSocket client = connected(nobody);
        assertThrows(StreamException.class, () -> TwoStacks.readAll(client));
        assertEquals(1, gateway.statistics().failed.sum());
    }

    @Test
    void destinationsAreRuled() throws Exception {
        serve(List.of(Rule.of(false, TwoStacks.PEER)));
        try (StreamListener listener = stacks.listen()) {
            assertThrows(StreamException.class, () -> TwoStacks.readAll(connected(listener.local()))); // maybe before it is seen to be open
        }
        assertEquals(1, gateway.statistics().refused.sum());
    }

    @Test
    void noMoreThanTheLimit() throws Exception {
        serve(List.of(), 1, "10.99.0.2/24");
        try (StreamListener listener = stacks.listen()) {
            StreamSocket one = connected(listener.local());
            StreamSocket there = TwoStacks.accept(listener);
            assertThrows(StreamException.class, () -> TwoStacks.readAll(connected(listener.local())));
            there.abort();
            assertThrows(StreamException.class, () -> TwoStacks.readAll(one), "a reset is handed on");
        }
    }

    /** A destination beyond the range, and a host of another network: nothing answers. */
    @Test
    void othersAreNotServed() throws Exception {
        serve(List.of());
        unanswered("10.1.0.1");
        gateway.close();
        host.close();
        wire = DirectLink.pair("eth", "front", 1500);
        host = StackBuilder.named("host").settings(c -> c.mptcpVersion(-1)).link(wire.a(), "10.99.0.1/24").open();
        serve(List.of(), 10, "10.98.0.2/24");
        unanswered(TwoStacks.PEER);
    }

    private void unanswered(String address) throws IOException {
        StreamSocket socket = host.connect(new InetSocketAddress(address, 80));
        assertThrows(StreamException.class, () -> socket.awaitConnected(Duration.ofMillis(100)));
        socket.abort();
        while (gateway.dropped() == 0) { // the packet is on its way
            Thread.onSpinWait();
        }
        assertEquals(0, gateway.statistics().accepted.sum());
    }
}
