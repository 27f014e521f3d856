package mptcp.shell.fake;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Setting;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.sim.LinkSpec;
import mptcp.shell.world.EmbeddedNetwork;
import mptcp.shell.world.NetworkPath;
import mptcp.shell.world.Trace;

/** Two hosts and two paths; the paths only remember what they were set to. */
public final class FakeNetwork implements EmbeddedNetwork, StackFactory {
    private final FakePolicies policies = new FakePolicies();
    private final FakeHost client = new FakeHost("client", this, "10.1.0.1/24", "fd00:1::1/64");
    private final FakeHost server = new FakeHost("server", this, "10.1.0.2/24", "fd00:1::2/64", "10.2.0.2/24");
    private final List<FakeHost> hosts = new ArrayList<>(List.of(server, client));
    private final List<NetworkPath> paths = new ArrayList<>(List.of(
            new FakePath("path1", LinkSpec.of("rate=20m,delay=10ms")),
            new FakePath("path2", LinkSpec.of("rate=20m,delay=40ms"))));

    public FakeNetwork() {
        policies.add(PolicyKind.SCHEDULER, "roundrobin", 10, "mptcp.scheduler.roundrobin 0.1.0");
    }

    public void addPolicy(PolicyKind kind, String name, int ranking, String provider, Setting<?>... settings) {
        policies.add(kind, name, ranking, provider, settings);
    }

    /** Another host, which all others reach. */
    void add(FakeHost host) {
        hosts.add(host);
    }

    void remove(FakeHost host) {
        hosts.remove(host);
    }

    FakeHost hostOf(InetAddress address) {
        return hosts.stream()
                .filter(h -> h.addresses().stream().anyMatch(a -> a.address().equals(address)))
                .findFirst().orElseThrow();
    }

    @Override
    public FakeHost client() {
        return client;
    }

    @Override
    public FakeHost server() {
        return server;
    }

    @Override
    public List<NetworkPath> paths() {
        return paths;
    }

    @Override
    public Trace trace(Path file) {
        return new FakeTrace(file);
    }

    @Override
    public Throwable failure() {
        return null;
    }

    @Override
    public Stack create(StackConfig config) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DrivenStack createDriven(StackConfig config) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Stack> stacks() {
        return hosts.stream().filter(FakeHost::isStack).<Stack>map(h -> h).toList();
    }

    @Override
    public PolicyRegistry policies() {
        return policies;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /** Remembers what it was set to. */
    static final class FakePath implements NetworkPath {
        private final String name;
        private LinkSpec spec;

        FakePath(String name, LinkSpec spec) {
            this.name = name;
            this.spec = spec;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public LinkSpec spec() {
            return spec;
        }

        @Override
        public void spec(LinkSpec changed) {
            spec = changed;
        }

        @Override
        public long dropped() {
            return 3;
        }

        @Override
        public long delivered() {
            return 1000;
        }
    }
}
