package mptcp.nio;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import mptcp.api.socket.Stack;
import mptcp.embedded.StackBuilder;

/** A stack with its devices, for the life of this process: from a setup to the end, where what is left is sent and told. */
public final class Run {
    private final Setup setup;
    private final Network network;
    private final Consumer<String> told;
    private final Set<KernelSockets.Held> before = new HashSet<>(KernelSockets.held());
    private final ChildProcesses children = new ChildProcesses();

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
        return start(setup, stack(setup), told);
    }

    /** The same with a stack that is open, whatever the setup says of its links and settings; it is closed at the end. */
    public static Run start(Setup setup, Stack stack, Consumer<String> told) throws IOException {
        Network network = new Network(stack, setup.only(), setup.anyAddress());
        Networks.install(network);
        if (setup.report()) {
            network.report(told);
        }
        Run run = new Run(setup, network, told);
        if (!run.before.isEmpty()) {
            told.accept("mptcp: around the stack: " + run.before.size() + " sockets that were open before the program started"
                    + " (by a Java agent, a debugger, or who started this process)");
        }
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
        KernelSockets.held().stream().filter(h -> !before.contains(h)).forEach(network::found);
        network.bypasses().forEach(line -> told.accept("mptcp: " + line));
        children.lines().forEach(line -> told.accept("mptcp: " + line));
        network.stack().close();
    }

    private static Stack stack(Setup setup) throws IOException {
        StackBuilder builder = StackBuilder.named("program").settings(c -> c.set(setup.settings()).mptcpVersion(setup.version()))
                .namespace(setup.namespace()).announce(setup.announce()).userPolicies().told(System.err::println);
        setup.links().forEach(builder::link);
        if (setup.policySet() != null) {
            builder.policySet(setup.policySet());
        }
        setup.policies().forEach(builder::policy);
        return builder.open();
    }
}
