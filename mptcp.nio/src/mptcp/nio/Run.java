package mptcp.nio;

import java.io.IOException;
import java.util.function.Consumer;
import mptcp.api.socket.Stack;
import mptcp.embedded.StackBuilder;

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
        StackBuilder builder = StackBuilder.named("program").settings(c -> c.mptcpVersion(setup.version()))
                .namespace(setup.namespace()).announce(setup.announce()).userPolicies().told(System.err::println);
        setup.links().forEach(link -> builder.tun(link.device(), link.addresses()));
        setup.policies().forEach(builder::policy);
        return builder.open();
    }
}
