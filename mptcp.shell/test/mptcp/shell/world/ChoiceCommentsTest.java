package mptcp.shell.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
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
import mptcp.io.sim.PacketComments;
import mptcp.pathmanager.fixed.StaticFactory;
import mptcp.scheduler.roundrobin.RoundRobinFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a capture says of a transfer over two paths, one of which is cut. */
class ChoiceCommentsTest {
    private static final long MS = 1_000_000;
    private static final int BYTES = 600_000;

    @TempDir
    Path folder;

    private static DrivenStack stack(StackFactory factory, String name) {
        return factory.createDriven(StackConfig.builder(name).entropy(Entropy.seeded(name.hashCode())).build());
    }

    private static LinkAddress address(String text) {
        return LinkAddress.of(text);
    }

    /** Runs it, and has each packet's comment told besides. */
    private void transfer(Path file, List<String> comments, boolean cut) throws Exception {
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        factory.policies().add(PolicyKind.PATH_MANAGER, new StaticFactory(), 1, "test");
        factory.policies().add(PolicyKind.SCHEDULER, new RoundRobinFactory(), 1, "test");
        try (Network network = new Network(1); DrivenStack client = stack(factory, "client"); DrivenStack server = stack(factory, "server")) {
            LinkSpec spec = LinkSpec.of("rate=5m,delay=10ms");
            network.path("path1", client, List.of(address("10.1.0.1/24")), server, List.of(address("10.1.0.2/24")), spec, spec);
            network.path("path2", client, List.of(address("10.2.0.1/24")), server, List.of(address("10.2.0.2/24")), spec, spec);
            server.endpoints(List.of(Endpoint.of(2, address("10.2.0.2/24").address()).withSignal(true)));
            PacketComments choices = new ChoiceComments(client.inspector());
            network.capture(file, (path, outward, packet) -> {
                String comment = choices.of(path, outward, packet);
                comments.add(comment);
                return comment;
            }, failure -> {
                throw new java.io.UncheckedIOException(failure);
            });
            StreamListener listener = server.listen(new InetSocketAddress("10.1.0.2", 80));
            StreamSocket socket = client.connect(new InetSocketAddress("10.1.0.2", 80));
            network.runFor(200 * MS);
            StreamSocket accepted = listener.tryAccept();
            read(network, socket, accepted, cut);
        }
    }

    private static void read(Network network, StreamSocket socket, StreamSocket accepted, boolean cut) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(BYTES);
        ByteBuffer in = ByteBuffer.allocateDirect(BYTES);
        for (int i = 0; i < 2_000 && in.hasRemaining(); i++) {
            socket.tryWrite(out);
            network.runFor(10 * MS);
            accepted.tryRead(in);
            if (cut && i == 20) {
                network.pathDown("path2");
            }
        }
        assertFalse(in.hasRemaining(), "all of it arrived");
    }

    private static List<String> with(List<String> comments, String what) {
        return comments.stream().filter(c -> c != null && c.contains(what)).toList();
    }

    /** What one subflow was given before the other, and sends later, is its own. */
    @Test
    void nothingIsCalledReinjectedThatIsNot() throws Exception {
        List<String> comments = new ArrayList<>();
        transfer(folder.resolve("a.pcapng"), comments, false);
        assertTrue(with(comments, "roundrobin chose sf1 of client/").size() > 50, comments::toString);
        assertEquals(List.of(), with(comments, "reinjected"));
    }

    @Test
    void packetsSayWhyTheyWentThisWay() throws Exception {
        Path file = folder.resolve("a.pcapng");
        List<String> comments = new ArrayList<>();
        transfer(file, comments, true);
        assertTrue(with(comments, "roundrobin chose sf0 of client/").size() > 50, comments::toString);
        assertTrue(with(comments, "roundrobin chose sf1 of client/").size() > 20, comments::toString);
        String choice = with(comments, "chose sf1").getLast();
        assertTrue(choice.matches("(?s)roundrobin chose sf1 of client/1: (stale, )?srtt [0-9.]+ \\wm?s, cwnd \\d+, in flight \\d+;"
                + " not sf0: srtt .*"), choice);
        assertEquals(2, with(comments, "tokens ").size(), "once for each subflow");
        assertFalse(with(comments, "reinjected on sf0").isEmpty(), "what the cut path held goes over the other one");
        assertFalse(with(comments, "sf1 of client/1 sends again").isEmpty(), "and is tried there again");

        Path tshark = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(f -> Path.of(f, "tshark"))
                .filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(tshark != null, "there is no tshark on this machine (Debian: apt-get install tshark)");
        Process process = new ProcessBuilder(tshark.toString(), "-n", "-r", file.toString(), "-T", "fields",
                "-e", "frame.interface_name", "-e", "mptcp.stream", "-e", "frame.comment").redirectError(folder.resolve("err").toFile()).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
        assertEquals(0, process.waitFor(), Files.readString(folder.resolve("err")));
        assertEquals("", Files.readString(folder.resolve("err")).lines().filter(l -> !l.startsWith("Running as")).toList().toString()
                .replaceAll("[\\[\\]]", ""), "no complaint");
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("path2") && l.contains("chose sf1")), lines::toString);
        assertEquals(List.of("path1", "path2"), lines.stream().map(l -> l.split("\t")[0]).filter(l -> l.startsWith("path")).distinct().sorted().toList());
        assertEquals(List.of("0"), lines.stream().filter(l -> l.contains(" chose sf")).filter(l -> l.startsWith("path")).map(l -> l.split("\t", -1)[1]).distinct().toList(),
                "by the keys of the handshake, Wireshark takes both subflows for one connection");
        assertTrue(lines.stream().anyMatch(l -> l.contains("roundrobin chose sf0")), lines.getLast());
    }
}
