package mptcp.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mptcp.console.remote.MeetingPoint;

/** The shell application: {@code mptcp shell} and {@code mptcp demo}, or the runnable jar. */
public final class Main {
    private static final String USAGE = """
            Usage: shell [-c COMMANDS] [--remote[=FOLDER]] [--verbose]
                   shell --attach[=FOLDER] [-c COMMANDS]
                   shell --run COMMAND [ARGUMENT...]

              -c COMMANDS   run these commands; the exit status is 0 if all went well
              --run COMMAND run one command with these arguments; its result is the exit status
              --remote      let others of the same user attach; the folder is of this user alone ($XDG_RUNTIME_DIR/mptcp,
                            or ~/.mptcp). Without commands it serves them until it is ended
              --attach      run the commands in a shell that was started with --remote
              --verbose     log more, and print stack traces of failed commands

            Without -c it reads commands from the terminal, or from standard input if that is none.
            MPTCP_LOG sets the log level (trace, debug, info, warn, error), MPTCP_POLICIES the folder whose
            bundles are installed, updated and removed as its files are (default: ./policies).""";

    private static final String SCRIPT = "mptcp.console.script";
    private static final String REMOTE = "mptcp.console.remote";
    private static final String ATTACH = "mptcp.app.attach";

    private Main() {}

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT); // Felix writes numbers of filters and versions with the digits of the locale
        Map<String, String> properties = new HashMap<>();
        int status;
        try {
            if (!parse(List.of(args), properties)) {
                System.out.println(USAGE);
                return;
            }
            log("true".equals(properties.get("mptcp.verbose")));
            status = properties.containsKey(ATTACH) ? attach(properties) : run(properties);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    private static int attach(Map<String, String> properties) {
        String folder = properties.get(ATTACH);
        try {
            return Attach.run(folder.isEmpty() ? MeetingPoint.usual() : new MeetingPoint(Path.of(folder)),
                    properties.get(SCRIPT));
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static int run(Map<String, String> properties) throws Exception {
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
                case "-c" -> properties.put(SCRIPT, take(words, "-c needs commands"));
                case "--run" -> {
                    words.addFirst(take(words, "--run needs a command"));
                    properties.put("mptcp.console.command", String.join("\n", words));
                    words.clear();
                }
                case String w when w.startsWith("--remote=") -> properties.put(REMOTE, w.substring(9));
                case String w when w.startsWith("--attach=") -> properties.put(ATTACH, w.substring(9));
                default -> throw new IllegalArgumentException("There is no option '" + word + "'; --help lists them");
            }
        }
        return true;
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
