package mptcp.web.view;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What may be done from the page: commands of the shell, and of these only what cannot name a file of this machine. Any
 * thread.
 */
public final class Actions {
    /** Runs a command of the shell. */
    @FunctionalInterface
    public interface Runner {
        /** @return what it prints. @throws Exception that says what is wrong, if it fails */
        String run(String command, List<String> words) throws Exception;
    }

    /** What a command did. */
    public record Outcome(boolean done, String text) {}

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:,;=/\\[\\]%+-]{1,200}");
    private static final Pattern OPTION_WITH_VALUE = Pattern.compile(
            "--(bytes|client|server|scheduler|path|rexmit|cc|host|connection|time)=?");
    private static final Pattern FLAG = Pattern.compile("--(json|ipv6|verbose)");

    private static final Map<String, Predicate<List<String>>> ALLOWED = Map.of(
            "put", Actions::onlyOptions,
            "get", Actions::onlyOptions,
            "cancel", _ -> true,
            "transfers", _ -> true,
            "link", _ -> true,
            "policy", _ -> true,
            "why", _ -> true,
            "endpoint", _ -> true);

    private final Runner runner;

    public Actions(Runner runner) {
        this.runner = runner;
    }

    /** Without an operand, which would be a file. */
    private static boolean onlyOptions(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (OPTION_WITH_VALUE.matcher(words.get(i)).matches()) {
                i++;
            } else if (!FLAG.matcher(words.get(i)).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Runs a command, if it is one that the page has. */
    public Outcome run(String command, List<String> words) {
        Predicate<List<String>> allowed = ALLOWED.get(command);
        if (allowed == null || !words.stream().allMatch(w -> WORD.matcher(w).matches()) || !allowed.test(words)) {
            return new Outcome(false, "the page does not do that; the shell may");
        }
        try {
            return new Outcome(true, runner.run(command, words).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(false, "interrupted");
        } catch (Exception e) {
            return new Outcome(false, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
