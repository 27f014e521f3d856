package mptcp.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code ./mptcp fuzz}: long runs, which leave what they find as tests. */
public final class Main {
    private static final String USAGE = """
            Usage: ./mptcp fuzz [TARGET] [--minutes N] [--jobs N]
                   ./mptcp fuzz --keep [TARGET]
                   ./mptcp fuzz --seeds

            Coverage-guided fuzzing (Jazzer) of the stack, for N minutes a target (default: 10), on all cores or N of them.
            An input that breaks something goes to mptcp.fuzz/test/mptcp/fuzz/CorpusTestInputs/TARGET and is a test
            from then on: ./mptcp test --tests CorpusTest mptcp.fuzz runs it again.

              TARGET    wire         a packet, parsed, and compared with the test kit's parser
                        arrival      segments in each state of TCP, plain and with one or two subflows
                        connection   two stacks, two paths: applications, packets and time as the input says
                        (default: one after the other)
              --keep    what long runs found worth keeping, minimised, goes to the inputs that are in the repository
              --seeds   writes the inputs that everything began with again""";

    private final Path project;
    private final List<Target> targets = new ArrayList<>();
    private long minutes = 10;
    private int jobs = Runtime.getRuntime().availableProcessors();
    private boolean keep;
    private boolean seeds;
    private String classPath;
    private volatile boolean failed;

    private Main(Path root) {
        project = root.resolve("mptcp.fuzz");
    }

    /** @param args the workspace's folder, then the words of the command line */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        Main main = new Main(Path.of(words.removeFirst()).toAbsolutePath());
        if (words.contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        try {
            main.read(words);
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
        System.exit(main.run() ? 0 : 1);
    }

    private void read(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--minutes" -> minutes = number(words, ++i);
                case "--jobs" -> jobs = (int) number(words, ++i);
                case "--keep" -> keep = true;
                case "--seeds" -> seeds = true;
                default -> targets.add(Target.named(words.get(i)));
            }
        }
        if (targets.isEmpty()) {
            targets.addAll(List.of(Target.values()));
        }
    }

    private static long number(List<String> words, int at) {
        if (at == words.size() || !words.get(at).matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException(words.get(at - 1) + " needs a number from 1");
        }
        return Long.parseLong(words.get(at));
    }

    /** @return whether nothing was found */
    private boolean run() throws IOException, InterruptedException {
        boolean good = true;
        for (Target target : targets) {
            if (seeds) {
                Seeds.write(target, target.corpus(project));
                continue;
            }
            try (Frozen frozen = new Frozen(project.getParent())) {
                classPath = frozen.classPath();
                if (keep) {
                    keep(target);
                } else {
                    good &= fuzz(target);
                }
            }
        }
        return good;
    }

    private Path work(Target target, String what) throws IOException {
        return Files.createDirectories(project.resolve("generated/fuzz").resolve(target.label()).resolve(what));
    }

    // ---- long runs

    private boolean fuzz(Target target) throws IOException, InterruptedException {
        System.out.println("fuzzing   " + target.label() + " for " + minutes + " minutes, " + jobs + " at a time");
        Path found = work(target, "corpus");
        Path output = work(target, "findings");
        List<Thread> running = new ArrayList<>();
        for (int job = 0; job < jobs; job++) {
            String log = "output-" + job + ".txt";
            boolean first = job == 0;
            running.add(Thread.ofPlatform().start(() -> fuzz(target, List.of(found, target.corpus(project)), output, log, first)));
        }
        for (Thread each : running) {
            each.join();
        }
        List<Path> findings = Fuzzer.findings(output);
        for (Path each : findings) {
            String name = each.getFileName().toString();
            Path test = target.corpus(project).resolve("finding-" + name.substring(name.indexOf('-') + 1).substring(0, 12));
            Files.move(each, test, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            System.out.println("FOUND     " + project.getParent().relativize(test));
        }
        System.out.println(findings.isEmpty() ? "found     nothing in " + target.label()
                : "replay:   ./mptcp test --tests CorpusTest mptcp.fuzz; what was said is in " + output);
        return findings.isEmpty() && !failed;
    }

    private void fuzz(Target target, List<Path> corpora, Path output, String log, boolean tells) {
        long[] next = {System.nanoTime()};
        try {
            int status = new Fuzzer(target, output).on(classPath).with("-max_total_time=" + 60 * minutes, "--keep_going=1000", "-reload=10")
                    .run(corpora, log, line -> {
                        if (line.startsWith("== Java Exception")) {
                            System.out.println("          " + line);
                        } else if (tells && line.startsWith("#") && System.nanoTime() - next[0] > 0) {
                            next[0] = System.nanoTime() + 30_000_000_000L;
                            System.out.println("          " + line);
                        }
                    });
            if (status != 0 && Fuzzer.findings(output).isEmpty()) {
                failed = true;
                System.err.println("error: the fuzzer ended with status " + status + "; what it said is in " + output.resolve(log));
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("error: " + e);
        }
    }

    // ---- the corpus

    /** Of all that long runs found, what covers more than the repository's inputs do. */
    private void keep(Target target) throws IOException, InterruptedException {
        Path corpus = target.corpus(project);
        int before = count(corpus);
        new Fuzzer(target, work(target, "merge")).on(classPath).with("-merge=1")
                .run(List.of(corpus, work(target, "corpus")), "output.txt", _ -> { });
        System.out.println("kept      " + (count(corpus) - before) + " more inputs of " + target.label() + ", now " + count(corpus));
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return (int) all.count();
        }
    }
}
