package mptcp.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Fuzzing for minutes, whose findings become tests. One thread. */
final class LongRun {
    private final Path project;
    private final String classPath;
    private volatile boolean failed;

    /** @param project the folder of the bundle @param classPath what is fuzzed */
    LongRun(Path project, String classPath) {
        this.project = project;
        this.classPath = classPath;
    }

    private Path work(Target target, String what) throws IOException {
        return Files.createDirectories(project.resolve("generated/fuzz").resolve(target.label()).resolve(what));
    }

    // ---- long runs

    /** @return whether nothing was found */
    boolean fuzz(Target target, int minutes, int jobs) throws IOException, InterruptedException {
        System.out.println("fuzzing   " + target.label() + " for " + minutes + " minutes, " + jobs + " at a time");
        Path found = work(target, "corpus");
        Path output = work(target, "findings");
        List<Thread> running = new ArrayList<>();
        for (int job = 0; job < jobs; job++) {
            String log = "output-" + job + ".txt";
            boolean first = job == 0;
            running.add(Thread.ofPlatform().start(() -> fuzz(target, minutes, List.of(found, target.corpus(project)), output, log, first)));
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

    private void fuzz(Target target, int minutes, List<Path> corpora, Path output, String log, boolean tells) {
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
    void keep(Target target) throws IOException, InterruptedException {
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
