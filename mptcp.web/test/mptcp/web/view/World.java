package mptcp.web.view;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;

/** Two stacks, in virtual time, with as many connections as a test wants. */
public final class World implements AutoCloseable {
    private static final int AT_ONCE = 50;

    public final StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    public final Network network = new Network(1);
    public final DrivenStack client = factory.createDriven(StackConfig.builder("client").policyClock(System::nanoTime).build());
    public final DrivenStack server = factory.createDriven(StackConfig.builder("server").build());
    private final List<StreamSocket> sockets = new ArrayList<>();
    private final StreamListener listener;

    public World() throws Exception {
        LinkSpec spec = LinkSpec.of("rate=1g,delay=1ms,queue=10m");
        network.path("path", client, List.of(LinkAddress.of("10.1.0.1/24")), server, List.of(LinkAddress.of("10.1.0.2/24")),
                spec, spec);
        listener = server.listen(new InetSocketAddress(LinkAddress.of("10.1.0.2").address(), 80));
    }

    public Hosts hosts() {
        return new Hosts(() -> factory);
    }

    /** Opens so many connections more, some at a time, and accepts them. */
    public void open(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            sockets.add(client.connect(new InetSocketAddress(LinkAddress.of("10.1.0.2").address(), 80)));
            if (i % AT_ONCE == AT_ONCE - 1 || i == count - 1) {
                network.runFor(100_000_000);
                for (int j = 0; j <= i % AT_ONCE; j++) {
                    sockets.add(listener.accept(Duration.ZERO));
                }
            }
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        network.close();
    }
}
