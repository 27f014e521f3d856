package mptcp.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;

/** {@code ./mptcp lab}: a lab that stays, for a person to try things in. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String DEFAULT_NAME = "main";
    private static final String HELP = """
            Usage: ./mptcp lab COMMAND [--name NAME] ...

            A lab is two hosts in network namespaces, joined by two or more paths: 'user', whose TUN
            devices a user-space stack attaches to, and 'kernel', a Linux host that speaks MPTCP.
            It needs root.

              up                  make a lab that stays until 'down'
                --paths N         how many paths, 1 to 8 (2)
                --mtu N           of TUN devices and wires, 1280 to 65535 (1500)
                --checksums       the kernel asks for DSS checksums
                --ethernet        no TUN devices: a stack shares the user host's ends of the wires with its kernel
                --direct          the TUN devices end in the kernel host itself; no wires
                --endpoints F     what the kernel does with its further addresses: signal (announce them),
                                  subflow, fullmesh, none
              status              show the labs of this machine and what is in them
              exec HOST CMD...    run a program on host 'user' or 'kernel'; it ends with this one
              down                remove the lab, and labs left behind by programs that were killed
              help                this text""";

    private final PrintStream out;
    private final PrintStream err;
    private String name = DEFAULT_NAME;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new Main(System.out, System.err).run(args));
    }

    /** @return the exit status: 0, 1 if it failed, 2 if the command was not understood, or that of the program run */
    int run(String... args) {
        List<String> words = new ArrayList<>(List.of(args));
        String command = words.isEmpty() ? "help" : words.removeFirst();
        try {
            return switch (command) {
                case "up" -> up(words);
                case "status" -> status(words);
                case "exec" -> exec(words);
                case "down" -> down(words);
                case "help", "-h", "--help" -> help();
                default -> throw new IllegalArgumentException("there is no command '" + command + "'");
            };
        } catch (IllegalArgumentException e) {
            err.println("error: " + e.getMessage() + " (./mptcp lab help)");
            return USAGE;
        } catch (IOException e) {
            err.println("error: " + e.getMessage());
            return FAILED;
        }
    }

    private int help() {
        out.println(HELP);
        return 0;
    }

    private int up(List<String> words) throws IOException {
        LabOptions options = LabOptions.DEFAULT;
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            options = switch (word) {
                case "--paths" -> options.paths(number(word, words));
                case "--mtu" -> options.mtu(number(word, words));
                case "--checksums" -> options.checksums(true);
                case "--direct" -> options.direct(true);
                case "--ethernet" -> options.ethernet(true);
                case "--endpoints" -> options.endpoints(endpoints(value(word, words)));
                default -> {
                    common(word, words);
                    yield options;
                }
            };
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

    private int status(List<String> words) throws IOException {
        while (!words.isEmpty()) {
            common(words.removeFirst(), words);
        }
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

    private int exec(List<String> words) throws IOException {
        while (!words.isEmpty() && words.getFirst().startsWith("--")) {
            common(words.removeFirst(), words);
        }
        if (words.size() < 2) {
            throw new IllegalArgumentException("exec needs a host, 'user' or 'kernel', and a command");
        }
        LabName lab = LabName.standing(name);
        Host host = host(lab, words.removeFirst());
        return Foreground.run(host.commandLine(words));
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

    private int down(List<String> words) throws IOException {
        while (!words.isEmpty()) {
            common(words.removeFirst(), words);
        }
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

    private void common(String word, List<String> rest) {
        if (!word.equals("--name")) {
            throw new IllegalArgumentException("'" + word + "' is not understood");
        }
        name = value(word, rest);
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.removeFirst();
    }

    private static int number(String option, List<String> rest) {
        String text = value(option, rest);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not '" + text + "'", e);
        }
    }
}
