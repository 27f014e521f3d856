package mptcp.net;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;

/**
 * What the command line says.
 *
 * @param links TUN devices with the stack's addresses on each
 * @param namespace the network namespace of the devices; null: the present one
 * @param version of MPTCP, -1 for plain TCP
 * @param announce whether all addresses but the first are announced to peers
 * @param report whether to print each connection at its end
 * @param linger how long what is left to send may take when the program ends
 * @param program what to run
 */
record Options(List<Link> links, String namespace, int version, Map<PolicyKind, String> policies, boolean announce,
        boolean report, Duration linger, Program program) {
    static final String HELP = """
            Usage: ./mptcp run --link DEVICE=ADDRESS/LENGTH[,...] [option...] (-jar FILE | -cp PATH CLASS) [argument...]

            Runs a Java program that knows nothing of this stack over it: the program's java.net sockets (Socket,
            ServerSocket, and what is made of them, such as HttpURLConnection) are sockets of the stack, with Multipath
            TCP where the peer speaks it and TCP where not. Channels (SocketChannel, java.net.http) stay with the
            kernel: the JDK has no hook for them. So do loopback addresses.

              --link DEVICE=ADDRESS/LENGTH[,...]
                             a TUN device, made if it does not exist, and the stack's addresses on it; once for each
                             path. The kernel must route these addresses to the device, and not have them itself
              --namespace NAME      the devices are in this network namespace
              --scheduler NAME      policies by name, of those on the class path: --path-manager, --rexmit, --cc too
              --mptcp v1|v0|off     the version of Multipath TCP (v1)
              --announce            tell peers of the addresses besides the first, so that they can open subflows
              --report              print each connection at its end: version, subflows, bytes
              --linger SECONDS      how long the end of the program waits for what is left to send (10)
              --                    ends the options

              MPTCP_LOG             log level of standard error: trace, debug, info, warn (default), error
              MPTCP_JAVA_OPTS       more options for the JVM

            Exit status: the program's; 2 if the command line was not understood, 1 if a device cannot be opened.""";

    /** One path. */
    record Link(String device, List<LinkAddress> addresses) {}

    /**
     * @param path jars and folders
     * @param main null: the main class that the manifest of the only jar names
     */
    record Program(List<Path> path, String main, List<String> arguments) {}

    /** @throws IllegalArgumentException that says what is wrong */
    static Options parse(String... args) {
        List<Link> links = new ArrayList<>();
        Map<PolicyKind, String> policies = new EnumMap<>(PolicyKind.class);
        String namespace = null;
        int version = 1;
        boolean announce = false;
        boolean report = false;
        Duration linger = Duration.ofSeconds(10);
        Words words = new Words(args);
        Program program = null;
        while (program == null) {
            String option = words.next("-jar FILE or -cp PATH CLASS");
            switch (option) {
                case "--link" -> links.add(link(words.next(option)));
                case "--namespace" -> namespace = words.next(option);
                case "--scheduler" -> policies.put(PolicyKind.SCHEDULER, words.next(option));
                case "--path-manager" -> policies.put(PolicyKind.PATH_MANAGER, words.next(option));
                case "--rexmit" -> policies.put(PolicyKind.RETRANSMIT, words.next(option));
                case "--cc" -> policies.put(PolicyKind.CONGESTION_CONTROL, words.next(option));
                case "--mptcp" -> version = version(words.next(option));
                case "--announce" -> announce = true;
                case "--report" -> report = true;
                case "--linger" -> linger = Duration.ofMillis((long) (1000 * seconds(words.next(option))));
                case "--" -> { }
                case "-jar" -> program = new Program(List.of(Path.of(words.next("-jar"))), null, words.rest());
                case "-cp" -> program = classPath(words);
                default -> throw new IllegalArgumentException("'" + option + "' is not understood");
            }
        }
        if (links.isEmpty()) {
            throw new IllegalArgumentException("at least one --link is needed");
        }
        return new Options(links, namespace, version, policies, announce, report, linger, program);
    }

    private static Program classPath(Words words) {
        List<Path> path = new ArrayList<>();
        for (String each : words.next("-cp").split(File.pathSeparator)) {
            path.add(Path.of(each));
        }
        return new Program(path, words.next("the main class"), words.rest());
    }

    private static Link link(String text) {
        int at = text.indexOf('=');
        if (at <= 0) {
            throw new IllegalArgumentException("--link is DEVICE=ADDRESS/LENGTH[,...], not '" + text + "'");
        }
        List<LinkAddress> addresses = new ArrayList<>();
        for (String each : text.substring(at + 1).split(",")) {
            addresses.add(LinkAddress.of(each));
        }
        return new Link(text.substring(0, at), addresses);
    }

    private static int version(String text) {
        return switch (text) {
            case "v1" -> 1;
            case "v0" -> 0;
            case "off" -> -1;
            default -> throw new IllegalArgumentException("--mptcp is v1, v0 or off, not '" + text + "'");
        };
    }

    private static double seconds(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 86_400) {
                return value;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("--linger needs seconds, 0 to 86400, not '" + text + "'");
    }

    /** The words of the command line, one after the other. */
    private static final class Words {
        private final String[] all;
        private int at;

        Words(String[] all) {
            this.all = all;
        }

        String next(String wanted) {
            if (at == all.length) {
                throw new IllegalArgumentException(
                        wanted.startsWith("--") ? wanted + " needs a value" : wanted + " is missing");
            }
            return all[at++];
        }

        List<String> rest() {
            return List.of(all).subList(at, all.length);
        }
    }
}
