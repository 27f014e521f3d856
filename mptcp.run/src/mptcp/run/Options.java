package mptcp.run;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.nio.Setup;

/**
 * What the command line says.
 *
 * @param setup the stack
 * @param program what to run
 */
record Options(Setup setup, Program program) {
    static final String HELP = """
            Usage: ./mptcp run [--config FILE] [option...] (-jar FILE | -cp PATH CLASS) [argument...]

            Runs a Java program that knows nothing of this stack over it: the program's sockets (java.net) and channels
            (java.nio: SocketChannel, AsynchronousSocketChannel, and what is made of them, such as java.net.http, Netty,
            servers) are those of the stack, with Multipath TCP where the peer speaks it and TCP where not. Loopback
            addresses, and what is not TCP, stay with the kernel; what went around the stack is said at the end.

              --link DEVICE=ADDRESS/LENGTH[,...]
                             a TUN device, made if it does not exist, and the stack's addresses on it; once for each
                             path. The kernel must route these addresses to the device, and not have them itself
              --link packet:INTERFACE=ADDRESS/LENGTH[,...][,via=ROUTER]
                             an Ethernet interface, shared with the kernel, and the stack's addresses on it: free ones
                             of its network. Routers are those of the kernel's routes over it, or those after via=
              --namespace NAME      the devices are in this network namespace
              --policy-set NAME     the set of policies: default, report
              --scheduler NAME      policies by name, of those on the class path: --path-manager, --rexmit, --cc too
              --mptcp v1|v0|off     the version of Multipath TCP (v1)
              --announce            tell peers of the addresses besides the first, so that they can open subflows
              --loops N             run connections on so many threads (1); one connection stays on one
              --set NAME=VALUE      another setting of the host, such as rto.min=50ms (docs/configuration.md has all)
              --report              print each connection when it is over: version, all its subflows, bytes
              --only                refuse what would go around the stack
              --any-address         a connection to a name may go to any of its addresses, as the path manager says;
                                    --path-manager happyeyeballs implies it
              --linger SECONDS      how long the end of the program waits for what is left to send (10)
              --config FILE         options from a file, one on a line, without the dashes; # begins a comment
              --                    ends the options

              MPTCP_POLICY_SET      the set of policies, where --policy-set does not say it
              MPTCP_LOG             log level of standard error: trace, debug, info, warn (default), error
              MPTCP_JAVA_OPTS       more options for the JVM

            Exit status: the program's; 2 if the command line was not understood, 1 if a device cannot be opened.""";

    /**
     * @param path jars and folders
     * @param main null: the main class that the manifest of the only jar names
     */
    record Program(List<Path> path, String main, List<String> arguments) {}

    /** @throws IllegalArgumentException that says what is wrong */
    static Options parse(String... args) {
        Setup.Builder setup = new Setup.Builder();
        Words words = new Words(args);
        Program program = null;
        while (program == null) {
            String option = words.next("-jar FILE or -cp PATH CLASS");
            switch (option) {
                case "--" -> { }
                case "-jar" -> program = new Program(List.of(Path.of(words.next("-jar"))), null, words.rest());
                case "-cp" -> program = classPath(words);
                default -> set(setup, option, words);
            }
        }
        return new Options(setup.build(), program);
    }

    private static void set(Setup.Builder setup, String option, Words words) {
        String name = option.startsWith("--") ? option.substring(2) : "";
        Boolean value = setup.takesValue(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + option + "' is not understood");
        }
        setup.set(name, value ? words.next(option) : null);
    }

    private static Program classPath(Words words) {
        List<Path> path = new ArrayList<>();
        for (String each : words.next("-cp").split(File.pathSeparator)) {
            path.add(Path.of(each));
        }
        return new Program(path, words.next("the main class"), words.rest());
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
