package my.widest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;
import mptcp.pathmanager.fixed.StaticFactory;
import org.junit.jupiter.api.Test;

/** Two whole stacks over two simulated paths, in virtual time: a function of the seed. */
class WidestSimulationTest {
    private static final long SEED = 1;
    private static final int BYTES = 2_000_000;
    private static final long STEP_NS = 10_000_000;
    private static final int STEPS = 3_000;

    private final StackFactory stacks = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    private final Network network = new Network(SEED);
    private final DrivenStack client = stack("client");
    private final DrivenStack server = stack("server");

    private DrivenStack stack(String name) {
        return stacks.createDriven(StackConfig.builder(name).entropy(Entropy.seeded(SEED + name.length())).build());
    }

    private void path(String name, String clientAddress, String serverAddress, String link) {
        LinkSpec spec = LinkSpec.of(link);
        network.path(name, client, List.of(LinkAddress.of(clientAddress)), server, List.of(LinkAddress.of(serverAddress)),
                spec, spec);
    }

    @Test
    void aTransferOverTwoPaths() throws Exception {
        stacks.policies().add(PolicyKind.PATH_MANAGER, new StaticFactory(), 100, "test");
        stacks.policies().add(PolicyKind.SCHEDULER, new WidestFactory(), 1000, "test");
        path("path1", "10.1.0.1/24", "10.1.0.2/24", "rate=20m,delay=10ms");
        path("path2", "10.2.0.1/24", "10.2.0.2/24", "rate=20m,delay=40ms,loss=0.001");
        server.endpoints(List.of(Endpoint.of(1, LinkAddress.of("10.2.0.2").address()).withSignal(true)));

        try (network; client; server) {
            InetSocketAddress address = new InetSocketAddress("10.1.0.2", 80);
            StreamListener listener = server.listen(address);
            StreamSocket socket = client.connect(address);
            network.runFor(50 * STEP_NS);
            StreamSocket accepted = listener.tryAccept();
            ByteBuffer sent = ByteBuffer.allocateDirect(BYTES);
            ByteBuffer received = ByteBuffer.allocateDirect(BYTES);
            SplittableRandom random = new SplittableRandom(SEED);
            while (sent.hasRemaining()) {
                sent.put((byte) random.nextInt());
            }
            sent.flip();
            for (int i = 0; i < STEPS && received.hasRemaining(); i++) {
                socket.tryWrite(sent);
                network.runFor(STEP_NS);
                accepted.tryRead(received);
            }
            assertEquals(sent.flip(), received.flip(), "all bytes arrived, and as they were sent");
            assertEquals(2, client.inspector().connections().getFirst().subflows().size(), "both paths were used");
            for (DrivenStack host : List.of(client, server)) {
                assertEquals("widest", host.policies().inUse(PolicyKind.SCHEDULER));
                assertEquals(0, host.inspector().counters().getOrDefault("MPTcpPolicyFailures", 0L), "it was never replaced");
            }
        }
    }
}
