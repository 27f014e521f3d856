package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever had to leave bytes unwritten is told of room, whatever others wrote in between. */
final class ListenerRoomTest {
    private static final long TURN_NS = 1_000_000;
    private static final int TURNS = 2000;
    private static final int BUFFER = 64 << 10;

    private final ByteBuffer piece = ByteBuffer.allocate(1 << 20);
    private DrivenStack client;
    private DrivenStack server;
    private StreamListener door;
    private long nowNs;

    @BeforeEach
    void connect() throws IOException {
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        client = stack(factory, "room-client", 1);
        server = stack(factory, "room-server", 2);
        DirectLink.Pair link = DirectLink.pair("path", "path", 1500);
        client.addLink(link.a(), List.of(LinkAddress.of("10.0.1.1/24")));
        server.addLink(link.b(), List.of(LinkAddress.of("10.0.1.2/24")));
        door = server.listen(new InetSocketAddress(InetAddress.ofLiteral("10.0.1.2"), 5001),
                SocketConfig.DEFAULT.withBuffers(0, BUFFER), null);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static DrivenStack stack(StackFactory factory, String name, long seed) {
        return factory.createDriven(StackConfig.builder(name).entropy(Entropy.seeded(seed))
                .policySettings(Map.of("static.addresses", "")).build());
    }

    private void turns(int n) {
        for (int i = 0; i < n; i++) {
            client.turn(nowNs);
            server.turn(nowNs);
            nowNs += TURN_NS;
        }
    }

    private StreamSocket open() throws IOException {
        return client.connect(null, door.local(), SocketConfig.DEFAULT.withBuffers(BUFFER, 0), null);
    }

    /** Writes until nothing is taken any more. */
    private void fill(StreamSocket socket) throws IOException {
        for (int quiet = 0; quiet < TURNS / 4;) {
            quiet = socket.tryWrite(piece.clear()) > 0 ? 0 : quiet + 1;
            turns(1);
        }
    }

    private void drain(StreamSocket socket) throws IOException {
        while (socket.tryRead(piece.clear()) > 0) {
            continue;
        }
    }

    @Test
    void aWishSurvivesWhatOthersWriteInTheSameTurn() throws IOException {
        StreamSocket first = open();
        StreamSocket second = open();
        turns(100);
        StreamSocket firstServed = door.tryAccept();
        StreamSocket secondServed = door.tryAccept();
        fill(first);
        fill(second);
        int[] told = new int[2];
        boolean[] meddles = {true};
        first.listener((_, ready) -> {
            told[0] += ready & StreamSocket.WRITABLE;
            if (meddles[0]) {
                write(second);
            }
        });
        second.listener((_, ready) -> told[1] += ready & StreamSocket.WRITABLE);
        turns(10);
        assertEquals(0, told[1]);
        drain(firstServed);
        drain(secondServed);
        for (int i = 0; i < TURNS && told[0] == 0; i++) {
            turns(1);
        }
        assertTrue(told[0] > 0);
        meddles[0] = false;
        told[1] = 0;
        for (int i = 0; i < TURNS && told[1] == 0; i++) {
            drain(secondServed);
            turns(1);
        }
        assertTrue(told[1] > 0, "there is room, and nobody said so");
    }

    private void write(StreamSocket socket) {
        try {
            socket.tryWrite(piece.clear());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
