package mptcp.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shell application: {@code mptcp shell} and {@code mptcp demo}, or the runnable jar. */
public final class Main {
    private static final String USAGE = """
            Usage: shell [-c COMMANDS] [--verbose]
                   shell --run COMMAND [ARGUMENT...]

              -c COMMANDS   run these commands; the exit status is 0 if all went well
              --run COMMAND run one command with these arguments; its result is the exit status
              --verbose     log more, and print stack traces of failed commands

            Without -c it reads commands from the terminal, or from standard input if that is none.
            MPTCP_LOG sets the log level (trace, debug, info, warn, error), MPTCP_POLICIES the folder whose
            bundles are installed, updated and removed as its files are (default: ./policies).""";

    private Main() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> properties = new HashMap<>();
        int status;
        try {
            if (!parse(List.of(args), properties)) {
                System.out.println(USAGE);
                return;
            }
            log("true".equals(properties.get("mptcp.verbose")));
            status = run(properties);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            status = 2;
        }
        System.exit(status);
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
                case "-c" -> properties.put("mptcp.console.script", take(words, "-c needs commands"));
                case "--run" -> {
                    words.addFirst(take(words, "--run needs a command"));
                    properties.put("mptcp.console.command", String.join("\n", words));
                    words.clear();
                }
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
