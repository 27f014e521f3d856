import aQute.bnd.build.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Random worlds without end: {@code --campaign FROM..TO}, with {@code --threads N}. */
record Campaign(long from, long to, int threads) {
    static final String PROJECT = "mptcp.simtest";
    static final String OPTION = "--campaign";
    private static final String MAIN = PROJECT + ".Campaign";
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");
    private static final int MOST = Integer.MAX_VALUE;

    /** Takes its options out of the words of a command line; null if they ask for none. */
    static Campaign take(List<String> words) {
        String range = option(words, OPTION);
        String threads = option(words, "--threads");
        if (range == null) {
            if (threads != null) {
                throw new Misuse("--threads belongs to --campaign");
            }
            return null;
        }
        Matcher m = RANGE.matcher(range);
        if (!m.matches()) {
            throw new Misuse("--campaign needs two seeds, FROM..TO, and not '" + range + "'");
        }
        long from = Long.parseLong(m.group(1));
        long to = Long.parseLong(m.group(2));
        if (to < from || to - from >= MOST) {
            throw new Misuse("--campaign needs a first and a last seed, and at most " + MOST + " of them");
        }
        if (!words.isEmpty()) {
            throw new Misuse("--campaign runs by itself, without " + String.join(" ", words));
        }
        return new Campaign(from, to, threads == null ? Runtime.getRuntime().availableProcessors() : number(threads));
    }

    private static String option(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return null;
        }
        words.remove(at);
        if (at == words.size()) {
            throw new Misuse(name + " needs a value");
        }
        return words.remove(at);
    }

    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new Misuse("--threads needs a number from 1, and not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /** Runs it on the tests' classes as they are now. What it finds is kept for these very classes. @return the exit status */
    int run(Path root, Project project, Snapshot snapshot) throws Exception {
        Collection<Path> original = UnitTests.path(project);
        String code = new Fingerprint(root).path(original).value().substring(0, 12);
        Path results = root.resolve("reports/campaign/" + code + ".txt");
        Log.say("campaign", "seeds " + from + " to " + to + " on " + threads + " threads; results in "
                + root.relativize(results));
        List<String> command = new ArrayList<>(List.of(Disk.java(), "-ea", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(UnitTests.words(project.getProperty("campaign.vmargs", "")));
        command.addAll(List.of("-cp", Disk.join(snapshot.of(original)), MAIN,
                Long.toString(from), Long.toString(to), Integer.toString(threads), results.toString()));
        Process process = new ProcessBuilder(command).directory(project.getBase().getAbsoluteFile()).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }
}
