package mptcp.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.raw.RawLinkFactory;
import mptcp.io.raw.RawLinkOptions;
import mptcp.shelf.PolicyShelf;

/** A stack with its devices, for the life of this process: from a setup to the end, where what is left is sent and told. */
public final class Run {
    private final Setup setup;
    private final Network network;
    private final Consumer<String> told;

    private Run(Setup setup, Network network, Consumer<String> told) {
        this.setup = setup;
        this.network = network;
        this.told = told;
    }

    /**
     * Opens the devices, and makes the stack the network of this process.
     *
     * @param told lines about connections and what went around
     * @throws IOException if a device cannot be opened, or a policy is not there
     */
    public static Run start(Setup setup, Consumer<String> told) throws IOException {
        Network network = new Network(stack(setup), setup.only());
        Networks.install(network);
        if (setup.report()) {
            network.report(told);
        }
        Run run = new Run(setup, network, told);
        Runtime.getRuntime().addShutdownHook(new Thread(run::end, "mptcp-end"));
        return run;
    }

    public Network network() {
        return network;
    }

    private void end() {
        int left = network.finish(setup.linger());
        if (left > 0) {
            told.accept("warning: " + left + " connections had not ended after " + setup.linger().toMillis() / 1e3
                    + " s (--linger) and are reset");
        }
        network.bypasses().forEach(line -> told.accept("mptcp: " + line));
        long children = ProcessHandle.current().children().count();
        if (children > 0) {
            told.accept("mptcp: around the stack: " + children + " child processes, which have the kernel's sockets");
        }
        network.stack().close();
    }

    private static Stack stack(Setup setup) throws IOException {
        StackFactory factory = PolicyShelf.of(policyFolder(), System.err::println).stacks();
        Stack stack = factory.create(StackConfig.builder("program").mptcpVersion(setup.version()).build());
        try {
            for (Setup.Link link : setup.links()) {
                stack.addLink(open(link, setup.namespace()), link.addresses());
            }
            setup.policies().forEach(stack.policies()::choose);
            if (setup.announce()) {
                stack.endpoints(announced(setup));
            }
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private static Path policyFolder() {
        String folder = System.getenv("MPTCP_POLICIES");
        return Path.of(folder == null || folder.isBlank() ? "policies" : folder);
    }

    private static IpLink open(Setup.Link link, String namespace) throws IOException {
        return RawLinkFactory.open(RawLinkOptions.create(link.device())
                .presence(RawLinkOptions.Presence.EITHER).namespace(namespace));
    }

    private static List<Endpoint> announced(Setup setup) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<InetAddress> all = setup.links().stream().flatMap(l -> l.addresses().stream())
                .map(LinkAddress::address).toList();
        for (int i = 1; i < all.size(); i++) {
            endpoints.add(Endpoint.of(i, all.get(i)).withSignal(true));
        }
        return endpoints;
    }
}
