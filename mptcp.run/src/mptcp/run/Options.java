package mptcp.run;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Stack;
import mptcp.nio.Setup;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * What the command line says. The specification is made by hand, since reading annotations takes twice as long at each start.
 *
 * @param setup the stack
 * @param program what to run
 */
record Options(Setup setup, Program program) {
    private static final String[] DESCRIPTION = {"",
        "Runs a Java program that knows nothing of this stack over it: the program's sockets (java.net) and channels (java.nio:"
        + " SocketChannel, AsynchronousSocketChannel, and what is made of them, such as java.net.http, Netty, servers) are those of"
        + " the stack, with Multipath TCP where the peer speaks it and TCP where not. Loopback addresses, and what is not TCP, stay"
        + " with the kernel; what went around the stack is said at the end.", ""};
    private static final String[] FOOTER = {"", "MPTCP_POLICY_SET      the set of policies, where --policy-set does not say it",
        "MPTCP_LOG             log level of standard error: trace, debug, info, warn (default), error",
        "MPTCP_JAVA_OPTS       more options for the JVM", "",
        "Exit status: the program's; 2 if the command line was not understood, 1 if a device cannot be opened."};
    private static final String LINK = "DEVICE=ADDRESS/LENGTH[,...]";

    /**
     * @param path jars and folders
     * @param main null: the main class that the manifest of the only jar names
     */
    record Program(List<Path> path, String main, List<String> arguments) {}

    /** Collects what the options say, one after the other: a later one may replace an earlier. */
    private static final class Reader {
        private final CommandSpec spec = CommandSpec.create().name("./mptcp run");
        private final Setup.Builder setup = new Setup.Builder();
        private Program program;

        Reader() {
            spec.usageMessage().description(DESCRIPTION).footer(FOOTER).sortOptions(false).customSynopsis(
                    "./mptcp run [option...] (-jar FILE | -cp PATH CLASS) [argument...]");
            setting("link", LINK, "a TUN device, made if it does not exist, and the stack's addresses on it; once for each path. The"
                    + " kernel must route these addresses to the device, and not have them itself. Or packet:INTERFACE="
                    + "ADDRESS/LENGTH[,...][,via=ROUTER], an Ethernet interface, shared with the kernel, and the stack's addresses on"
                    + " it: free ones of its network. Routers are those of the kernel's routes over it, or those after via=");
            setting("namespace", "NAME", "the devices are in this network namespace");
            setting("policy-set", "NAME", "the set of policies: default, report");
            setting("scheduler", "NAME", "the packet scheduler: policies by name, of those on the class path and in the folder of MPTCP_POLICIES");
            setting("path-manager", "NAME", "the path manager");
            setting("rexmit", "NAME", "the retransmission policy");
            setting("cc", "NAME", "the congestion control");
            setting("mptcp", "v1|v0|off", "the version of Multipath TCP (v1)");
            setting("announce", null, "tell peers of the addresses besides the first, so that they can open subflows");
            setting("loops", "N", "run connections on so many threads (1); one connection stays on one");
            setting("set", "NAME=VALUE", "another setting of the host, such as rto.min=50ms (docs/configuration.md has all)");
            setting("report", null, "print each connection when it is over: version, all its subflows, bytes");
            setting("only", null, "refuse what would go around the stack");
            setting("any-address", null, "a connection to a name may go to any of its addresses, as the path manager says; --path-manager"
                    + " happyeyeballs implies it");
            setting("linger", "SECONDS", "how long the end of the program waits for what is left to send (10)");
            setting("config", "FILE", "options from a file, one on a line, without the dashes; # begins a comment");
            for (String start : List.of("-jar", "-cp")) {
                boolean jar = start.equals("-jar");
                spec.addOption(option(start, "the program, by " + (jar ? "the jar that names its main class" : "its class path and main class")
                        + "; its arguments follow").paramLabel(jar ? "FILE" : "PATH CLASS").arity("1")
                        .parameterConsumer((words, _, _) -> start(start, words)).build());
            }
            spec.addPositional(PositionalParamSpec.builder().index("0..*").arity("0..*").hidden(true).type(String.class)
                    .parameterConsumer((words, _, _) -> start(words.pop(), words)).build()); // behind '--'
            spec.addOption(option("--help", "this text").type(boolean.class).usageHelp(true).arity("0").build());
        }

        private static OptionSpec.Builder option(String name, String description) {
            return OptionSpec.builder(name).description(description).type(String.class);
        }

        /** Of the table that files share. @param label null: it has no value */
        private void setting(String name, String label, String description) {
            OptionSpec.Builder option = option("--" + name, description);
            spec.addOption(label == null
                    ? option.type(boolean.class).arity("0").parameterConsumer((_, _, _) -> setup.set(name, null)).build()
                    : option.arity("1").paramLabel(label).parameterConsumer((words, _, _) -> setup.set(name, next(words, label,
                    "--" + name))).build());
        }

        /** All that is left is the program's. */
        private void start(String by, Stack<String> words) {
            switch (by) {
                case "-jar" -> program = new Program(List.of(Path.of(next(words, "FILE", by))), null, rest(words));
                case "-cp" -> program = new Program(path(next(words, "PATH", by)), next(words, "CLASS", by), rest(words));
                default -> throw new ParameterException(spec.commandLine(), "'" + by + "' is neither an option nor -jar FILE or -cp PATH"
                        + " CLASS");
            }
        }

        private String next(Stack<String> words, String label, String option) {
            if (words.isEmpty()) {
                throw new MissingParameterException(spec.commandLine(), spec.findOption(option), option + " needs a value: " + label);
            }
            return words.pop();
        }

        private static List<String> rest(Stack<String> words) {
            List<String> rest = new ArrayList<>(words);
            Collections.reverse(rest);
            words.clear();
            return rest;
        }

        private static List<Path> path(String text) {
            List<Path> path = new ArrayList<>();
            for (String each : text.split(File.pathSeparator)) {
                path.add(Path.of(each));
            }
            return path;
        }
    }

    /** What reads it, for its help. */
    static CommandLine line() {
        return CommandLines.of(new Reader().spec, System.out, System.err);
    }

    /**
     * @return null if help is asked for
     * @throws IllegalArgumentException that says what is wrong
     */
    static Options parse(String... args) {
        Reader reader = new Reader();
        try {
            if (CommandLines.of(reader.spec, System.out, System.err).parseArgs(args).isUsageHelpRequested()) {
                return null;
            }
        } catch (ParameterException e) {
            if (e.getCause() instanceof IllegalArgumentException said) {
                throw said;
            }
            throw new IllegalArgumentException(CommandLines.said(e), e);
        }
        if (reader.program == null) {
            throw new IllegalArgumentException("-jar FILE or -cp PATH CLASS is missing");
        }
        return new Options(reader.setup.build(), reader.program);
    }
}
