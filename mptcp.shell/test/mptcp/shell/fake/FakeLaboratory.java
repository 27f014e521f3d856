package mptcp.shell.fake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.shell.world.ByteStream;
import mptcp.shell.world.ByteStreamListener;
import mptcp.shell.world.Laboratory;
import mptcp.shell.world.NetworkPath;
import mptcp.shell.world.StackHost;
import mptcp.shell.world.Trace;
import mptcp.shell.world.TransferHost;

/** A laboratory without a kernel: its account is what a test writes down. */
public final class FakeLaboratory implements Laboratory {
    public final List<KernelConnection> connections = new ArrayList<>();
    public final Map<String, Long> counters = new TreeMap<>();
    public final List<String> troubles = new ArrayList<>();
    public final FakeHost host;
    public boolean closed;

    private final Settings settings;
    private final FakeNetwork network;
    private final FakeHost kernel;
    private final List<NetworkPath> paths = new ArrayList<>();

    private FakeLaboratory(Settings settings, FakeNetwork network) {
        this.settings = settings;
        this.network = network;
        host = new FakeHost(HOST, network, "10.200.1.2/24", "10.200.2.2/24", "fd00:200:1::2/64");
        kernel = new FakeHost(KERNEL, network, "10.201.1.2/24", "10.201.2.2/24", "fd00:201:1::2/64");
        network.add(host);
        network.add(kernel);
        settings.paths().forEach(spec -> paths.add(new FakeNetwork.FakePath("lab" + (paths.size() + 1), spec)));
    }

    /** @throws IOException for eight paths, as a machine that lacks something would */
    public static FakeLaboratory make(Settings settings, FakeNetwork network) throws IOException {
        if (settings.paths().size() == 8) {
            throw new IOException("a lab needs root");
        }
        return new FakeLaboratory(settings, network);
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Stack stack() {
        return host;
    }

    @Override
    public TransferHost kernel() {
        return new Blind(new StackHost(kernel));
    }

    @Override
    public List<NetworkPath> paths() {
        return paths;
    }

    @Override
    public KernelAccount account() {
        return new KernelAccount(connections, counters, troubles);
    }

    @Override
    public Trace trace(Path file) {
        return new FakeTrace(file);
    }

    @Override
    public String kernelPrefix() {
        return "ip netns exec fake";
    }

    @Override
    public void close() {
        closed = true;
        network.remove(host);
        network.remove(kernel);
        host.close();
        kernel.close();
    }

    /** A host whose connections nobody can look at. */
    private record Blind(StackHost host) implements TransferHost {
        @Override
        public String name() {
            return host.name();
        }

        @Override
        public List<InetAddress> addresses() {
            return host.addresses();
        }

        @Override
        public ByteStream open(InetSocketAddress remote, SocketConfig config) throws IOException {
            return new BlindStream(host.open(remote, config));
        }

        @Override
        public ByteStreamListener listen(int port) throws IOException {
            ByteStreamListener listener = host.listen(port);
            return new ByteStreamListener() {
                @Override
                public ByteStream accept() throws IOException {
                    ByteStream accepted = listener.accept();
                    return accepted == null ? null : new BlindStream(accepted);
                }

                @Override
                public void close() {
                    listener.close();
                }
            };
        }
    }
}
