package mptcp.socketagent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Setup;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two agents in this process, 10.0.0.1 and 10.0.0.2, with a wire in memory between them; new for each test. */
final class TwoAgents implements BeforeEachCallback, AfterEachCallback {
    Wire wire;
    Client left;
    Client right;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final WireProfile profile;
    private final int version;
    private Path folder;

    TwoAgents() {
        this(WireProfile.LINUX, 1);
    }

    TwoAgents(WireProfile profile, int version) {
        this.profile = profile;
        this.version = version;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("agents");
        wire = new Wire();
        begin("left", wire.left, "10.0.0.1/24", "fd00::1/64");
        begin("right", wire.right, "10.0.0.2/24", "fd00::2/64");
        left = client("left");
        right = client("right");
    }

    private void begin(String name, IpLink device, String... addresses) throws IOException {
        List<LinkAddress> all = List.of(addresses).stream().map(LinkAddress::of).toList();
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        Machine machine = new Machine(factory, device, new Setup(profile, version, true, all));
        Server server = new Server(machine, folder.resolve(name));
        open.add(machine);
        open.add(server);
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                server.serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** One more connection to an agent, {@code left} or {@code right}. */
    Client client(String name) throws IOException {
        Client client = new Client(folder.resolve(name));
        open.add(client);
        return client;
    }

    /** Connects left to right, and returns the descriptor of the accepted socket; left's is 3 and the listener's 3. */
    int connect(String protocol) {
        right.number("socket inet 1 " + protocol);
        right.number("bind 3 10.0.0.2 80");
        right.number("listen 3 5");
        left.number("socket inet 1 " + protocol);
        left.number("connect 3 10.0.0.2 80");
        return right.number("accept 3");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        open.clear();
        Files.deleteIfExists(folder);
    }
}
