package mptcp.app;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mptcp.console.remote.MeetingPoint;
import mptcp.program.files.FileFault;

/** The shell application: {@code mptcp shell} and {@code mptcp demo}, or the runnable jar. */
public final class Main {
    private static final String USAGE = """
            Usage: shell [-c COMMANDS] [--web [PORT]] [--remote[=FOLDER]] [--policy-set NAME] [--verbose]
                   shell --attach[=FOLDER] [-c COMMANDS]
                   shell --run COMMAND [ARGUMENT...]

              -c COMMANDS   run these commands; the exit status is 0 if all went well
              --run COMMAND run one command with these arguments; its result is the exit status
              --web         serve the live page to browsers of this machine, on PORT or on one that is free; its address is
                            printed
              --remote      let others of the same user attach; the folder is of this user alone ($XDG_RUNTIME_DIR/mptcp,
                            or ~/.mptcp). Without commands it serves them until it is ended
              --attach      run the commands in a shell that was started with --remote
              --policy-set  the set of policies of hosts that say nothing: default, report
              --verbose     log more, and print stack traces of failed commands

            Without -c it reads commands from the terminal, or from standard input if that is none.
            MPTCP_POLICY_SET stands for --policy-set,
            MPTCP_LOG sets the log level (trace, debug, info, warn, error), MPTCP_POLICIES the folder whose
            bundles are installed, updated and removed as its files are (default: ./policies).""";

    private static final String SCRIPT = "mptcp.console.script";
    private static final String REMOTE = "mptcp.console.remote";
    static final String WEB = "mptcp.web.port";
    static final String POLICY_SET = "mptcp.policy.set";
    private static final String ATTACH = "mptcp.app.attach";

    private Main() {}

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT); // Felix writes numbers of filters and versions with the digits of the locale
        Map<String, String> properties = new HashMap<>();
        String set = System.getenv("MPTCP_POLICY_SET");
        if (set != null && !set.isBlank()) {
            properties.put(POLICY_SET, set.strip());
        }
        int status;
        try {
            if (!parse(List.of(args), properties)) {
                System.out.println(USAGE);
                return;
            }
            log("true".equals(properties.get("mptcp.verbose")));
            status = properties.containsKey(ATTACH) ? attach(properties) : run(properties);
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            status = 2;
        } catch (IOException e) { // no room for what it unpacks and keeps, for instance
            System.err.println("error: " + FileFault.said(e));
            status = 1;
        }
        System.exit(status);
    }

    private static int attach(Map<String, String> properties) {
        String folder = properties.get(ATTACH);
        try {
            return Attach.run(folder.isEmpty() ? MeetingPoint.usual() : new MeetingPoint(Path.of(folder)),
                    properties.get(SCRIPT));
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            return 1;
        }
    }

    private static int run(Map<String, String> properties) throws Exception {
        if (properties.containsKey(WEB)) {
            free(properties.get(WEB));
        }
        try (Host host = new Host(properties)) {
            return host.run(Application.load(host.folder()));
        }
    }

    /** False if all that is asked for is help. */
    private static boolean parse(List<String> args, Map<String, String> properties) {
        List<String> words = new ArrayList<>(args);
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            switch (word) {
                case "-h", "--help" -> {
                    return false;
                }
                case "-v", "--verbose" -> properties.put("mptcp.verbose", "true");
                case "--remote" -> properties.put(REMOTE, "");
                case "--attach" -> properties.put(ATTACH, "");
                case "--web" -> {
                    boolean named = !words.isEmpty() && words.getFirst().matches("[0-9]+");
                    properties.put(WEB, port(named ? words.removeFirst() : "0"));
                }
                case "--policy-set" -> properties.put(POLICY_SET, take(words, "--policy-set needs a name"));
                case "-c" -> properties.put(SCRIPT, take(words, "-c needs commands"));
                case "--run" -> {
                    words.addFirst(take(words, "--run needs a command"));
                    properties.put("mptcp.console.command", String.join("\n", words));
                    words.clear();
                }
                case String w when w.startsWith("--policy-set=") -> properties.put(POLICY_SET, w.substring(13));
                case String w when w.startsWith("--web=") -> properties.put(WEB, port(w.substring(6)));
                case String w when w.startsWith("--remote=") -> properties.put(REMOTE, w.substring(9));
                case String w when w.startsWith("--attach=") -> properties.put(ATTACH, w.substring(9));
                default -> throw new IllegalArgumentException(word.startsWith("-")
                        ? "there is no option '" + word + "'; --help lists them"
                        : "what is '" + word + "' for? -c COMMANDS runs commands");
            }
        }
        return true;
    }

    private static String port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--web takes a port, 1 to 65535, and not '" + text + "'");
        }
        return text;
    }

    /** The HTTP service would tell it in fifty lines. */
    private static void free(String port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), Integer.parseInt(port)));
        } catch (BindException e) {
            throw new IllegalArgumentException("port " + port + " cannot be listened on (" + e.getMessage()
                    + "); --web without a number takes one that is free", e);
        }
    }

    private static String take(List<String> words, String otherwise) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(otherwise);
        }
        return words.removeFirst();
    }

    private static void log(boolean verbose) {
        String level = System.getenv().getOrDefault("MPTCP_LOG", verbose ? "info" : "warn");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level);
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
    }
}
