package mptcp.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.concurrent.Callable;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ./mptcp lab}: a lab that stays, for a person to try things in. */
@CommandLine.Command(name = "./mptcp lab", sortOptions = false, synopsisSubcommandLabel = "COMMAND",
        description = {"", "A lab is two hosts in network namespaces, joined by two or more paths: 'user', whose TUN devices a"
            + " user-space stack attaches to, and 'kernel', a Linux host that speaks MPTCP. It needs root.", ""})
public final class Main implements Callable<Integer> {
    private static final String DEFAULT_NAME = "main";

    private final PrintStream out;
    private final PrintStream err;

    @Spec
    private CommandSpec spec;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = DEFAULT_NAME, scope = ScopeType.INHERIT,
            description = "of the lab, for several of them (${DEFAULT-VALUE})")
    private String name;

    @Option(names = {"--help", "-h"}, usageHelp = true, scope = ScopeType.INHERIT, description = "this text")
    private boolean help;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new Main(System.out, System.err).run(args));
    }

    /** @return the exit status: 0, 1 if it failed, 2 if the command was not understood, or that of the program run */
    int run(String... args) {
        return line().execute(args);
    }

    CommandLine line() {
        CommandLine line = CommandLines.of(this, out, err);
        line.getSubcommands().get("exec").setStopAtPositional(true); // what follows is the program's
        return line;
    }

    /** Without a command. */
    @Override
    public Integer call() {
        spec.commandLine().usage(out);
        return 0;
    }

    @CommandLine.Command(name = "up", sortOptions = false, description = "Makes a lab that stays until 'down'.")
    int up(@Option(names = "--paths", paramLabel = "N", defaultValue = "2", description = "how many paths, 1 to 8 (${DEFAULT-VALUE})")
            int paths,
            @Option(names = "--mtu", paramLabel = "N", defaultValue = "1500", description = "of TUN devices and wires, 1280 to 65535"
                + " (${DEFAULT-VALUE})") int mtu,
            @Option(names = "--checksums", description = "the kernel asks for DSS checksums") boolean checksums,
            @Option(names = "--ethernet", description = "no TUN devices: a stack shares the user host's ends of the wires with its"
                + " kernel") boolean ethernet,
            @Option(names = "--direct", description = "the TUN devices end in the kernel host itself; no wires") boolean direct,
            @Option(names = "--endpoints", paramLabel = "F", defaultValue = "signal", description = "what the kernel does with its"
                + " further addresses: signal (announce them), subflow, fullmesh, none (${DEFAULT-VALUE})") String endpoints)
            throws IOException {
        LabOptions options = LabOptions.DEFAULT.paths(paths).mtu(mtu).checksums(checksums).endpoints(endpoints(endpoints));
        if (direct) {
            options = options.direct(true);
        }
        if (ethernet) {
            options = options.ethernet(true);
        }
        describe(Lab.leave(LabName.standing(name), options, out::println));
        return 0;
    }

    private static String endpoints(String value) {
        return value.equals("none") ? "" : value;
    }

    private void describe(Lab lab) {
        String again = "./mptcp lab %s" + (name.equals(DEFAULT_NAME) ? "" : " --name " + name);
        out.println("Lab '" + name + "' is up." + (lab.options().direct() ? " Both hosts are one namespace." : ""));
        out.println();
        out.println("host 'user':   namespace " + lab.user().namespace() + (lab.options().ethernet()
                ? ", Ethernet interfaces that the stack shares with the kernel" : ", TUN devices for the user-space stack"));
        for (LabPath path : lab.paths()) {
            out.println("  " + path.device() + "  addresses " + path.addresses().get(0) + " and "
                    + path.addresses().get(1) + ", MTU " + lab.options().mtu());
        }
        out.println("host 'kernel': namespace " + lab.kernel().namespace() + ", Linux MPTCP");
        for (LabPath path : lab.paths()) {
            out.println("  " + path.kernelDevice() + "  addresses "
                    + path.peerAddress(StandardProtocolFamily.INET).getHostAddress() + " and "
                    + path.peerAddress(StandardProtocolFamily.INET6).getHostAddress());
        }
        out.println();
        if (lab.options().ethernet()) {
            out.println("A stack opens packet sockets on the interfaces (in the user namespace) and speaks ARP and NDP for the");
            out.println("addresses beside them, which no kernel owns, as './mptcp run --namespace " + lab.user().namespace());
            out.println("--link " + lab.path(1).linkOption() + " ...' does. The other side, for instance:");
        } else {
            out.println("A stack attaches to the TUN devices (IFF_TUN | IFF_NO_PI, in the user namespace) and uses the");
            out.println("addresses beside them, which no kernel owns. The other side, for instance:");
        }
        out.println("  " + again.replace("%s", "exec") + " kernel mptcpize run iperf3 -s");
        out.println("  " + again.replace("%s", "exec") + " kernel ss -tinM");
        out.println("  " + again.replace("%s", "exec") + " kernel ip mptcp monitor");
        out.println("  " + again.replace("%s", "exec") + " user tcpdump --immediate-mode -ni " + lab.path(1).device());
        out.println("To see and to remove it:");
        out.println("  " + again.replace("%s", "status"));
        out.println("  " + again.replace("%s", "down"));
    }

    @CommandLine.Command(name = "status", description = "Shows the labs of this machine and what is in them.")
    int status() throws IOException {
        List<LabName> labs = LabName.all();
        if (labs.isEmpty()) {
            out.println("There is no lab. './mptcp lab up' makes one.");
        }
        for (LabName lab : labs) {
            out.println("Lab '" + lab.shown() + "'" + (lab.isStanding() ? lab.isComplete() ? ""
                    : ", not complete: it is being made, or its making was broken off ('./mptcp lab up' makes it anew)"
                    : lab.isLeftOver() ? ", left behind by a program that was killed: './mptcp lab down' removes it"
                    : ", in use by a running program"));
            for (Host host : lab.hosts()) {
                out.println(" " + host.namespace());
                indent(Command.check("ip", "-n", host.namespace(), "-br", "addr"));
            }
            if (lab.kernel().exists()) {
                out.println(" MPTCP endpoints of the kernel host");
                indent(Command.check("ip", "-n", lab.kernel().namespace(), "mptcp", "endpoint"));
            }
        }
        return 0;
    }

    private void indent(String text) {
        text.lines().forEach(line -> out.println("   " + line.stripTrailing()));
    }

    @CommandLine.Command(name = "exec", description = "Runs a program on a host.")
    int exec(@Parameters(index = "0", paramLabel = "HOST", description = "'user' or 'kernel'") String where,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "the program and its arguments")
            List<String> command) throws IOException {
        LabName lab = LabName.standing(name);
        Host host = host(lab, where);
        return Foreground.run(host.commandLine(command));
    }

    private Host host(LabName lab, String which) throws LabException {
        if (!which.equals("user") && !which.equals("kernel")) {
            throw new IllegalArgumentException("there is no host '" + which + "', only 'user' and 'kernel'");
        }
        if (!lab.isComplete()) {
            throw new LabException("lab '" + name + "' is not up: ./mptcp lab up");
        }
        boolean direct = !lab.user().exists();
        return which.equals("kernel") || direct ? lab.kernel() : lab.user();
    }

    @CommandLine.Command(name = "down", description = "Removes the lab, and labs left behind by programs that were killed.")
    int down() throws IOException {
        LabName wanted = LabName.standing(name);
        int removed = 0;
        if (LabName.all().isEmpty()) { // nobody has to be root to be told so
            out.println("There is no lab '" + name + "'.");
            return 0;
        }
        try (LabLock _ = LabLock.take()) {
            for (LabName lab : LabName.all()) {
                if (lab.equals(wanted) || lab.isLeftOver()) {
                    warnOfPrograms(lab);
                    lab.remove();
                    out.println("Lab '" + lab.shown() + "' is removed.");
                    removed++;
                }
            }
        }
        if (removed == 0) {
            out.println("There is no lab '" + name + "'.");
        }
        return 0;
    }

    private void warnOfPrograms(LabName lab) throws LabException {
        for (Host host : lab.hosts()) {
            String pids = Command.check("ip", "netns", "pids", host.namespace()).strip().replaceAll("\\s+", ", ");
            if (!pids.isEmpty()) {
                out.println("Still running in " + host.namespace() + ", without a network from now on: " + pids);
            }
        }
    }
}
