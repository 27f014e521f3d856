package mptcp.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mptcp.bench.Comparison.Figure;
import mptcp.bench.Comparison.Verdict;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./mptcp bench gate}: whether something became slower since the last release, on this machine and in one run. */
@Command(name = "./mptcp bench gate", sortOptions = false, description = {"",
    "Builds another commit in a temporary worktree, runs benchmarks of that one and of these sources by turns, and says what became"
    + " slower, by the ratios of runs that followed each other.", ""}, footer = {"",
    "Exit status: 0 if nothing became slower, 1 if something did, 2 for wrong usage, 3 if it could not be compared."})
final class Gate implements Callable<Integer> {
    private static final int SLOWER = 1;
    private static final int FAILED = 3;
    private static final int MOST_ROUNDS = 99;
    private static final List<String> USUAL = List.of("direct", "sim", "latency", "kernel");

    private final Path root;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, Benchmark> all;

    @Parameters(paramLabel = "NAME", description = "a benchmark; without names: direct, sim, and, where they can run here, latency and"
            + " kernel")
    private List<String> names = new ArrayList<>();

    @Option(names = "--against", paramLabel = "COMMIT", description = "a commit, branch or tag to compare with (default: the last tag"
            + " before HEAD)")
    private String against;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "pairs of runs (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--tolerance", paramLabel = "PERCENT", defaultValue = "5", description = "by how much a figure may be worse"
            + " (${DEFAULT-VALUE})")
    private double tolerance;

    @Option(names = "--whole", description = "whole runs instead of those of --quick")
    private boolean whole;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    Gate(Path root, PrintStream out, PrintStream err, Map<String, Benchmark> all) {
        this.root = root;
        this.out = out;
        this.err = err;
        this.all = all;
    }

    CommandLine line() {
        return CommandLines.of(this, out, err);
    }

    @Override
    public Integer call() {
        CommandLines.between("--rounds", rounds, 1, MOST_ROUNDS);
        if (!(tolerance >= 0 && tolerance < 100)) {
            throw new IllegalArgumentException("--tolerance needs a number of percent from 0 to 99, not '" + tolerance + "'");
        }
        Main.checkNames(all, names);
        if (names.isEmpty()) {
            USUAL.stream().filter(n -> all.containsKey(n) && all.get(n).unavailable().isEmpty()).forEach(names::add);
        }
        try {
            String commit = against != null ? against : Checkout.lastRelease(root);
            if (commit == null) {
                throw new IllegalArgumentException("this clone has no tag of a release before HEAD: say what to compare with, by --against"
                        + " COMMIT, for instance --against HEAD~10, or fetch the tags (git fetch --tags)");
            }
            return compare(commit);
        } catch (IOException e) {
            err.println("error: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private int compare(String commit) throws IOException, InterruptedException {
        try (Checkout before = Checkout.of(root, commit); Checkout now = Checkout.present(root)) {
            out.println("before: " + before + ", now: " + now + "; " + Machine.describe()
                    + String.format(Locale.ROOT, "; load average %.1f when it began", Machine.load()));
            err.println("  ... building " + before);
            Set<String> there = before.build();
            if (Collections.disjoint(there, names)) {
                throw new IOException(before + " has no benchmark of these: " + String.join(", ", names));
            }
            int slower = 0;
            for (String name : names) {
                if (!there.contains(name)) {
                    out.println();
                    out.println(name + ": not compared, since it was not there before");
                    continue;
                }
                Comparison c = new Comparison(tolerance / 100);
                for (int i = 1; i <= rounds; i++) {
                    err.println("  ... " + name + ", round " + i + " of " + rounds);
                    round(c, name, before, now, i % 2 == 0, whole ? List.of() : List.of("--quick"));
                }
                slower += print(name, c);
            }
            out.println();
            out.println(slower == 0 ? "Nothing became slower." : slower + (slower == 1 ? " figure" : " figures") + " became slower.");
            return slower == 0 ? 0 : SLOWER;
        }
    }

    /** Who is first changes: the second of two finds a machine that is warm. */
    private static void round(Comparison c, String name, Checkout before, Checkout now, boolean nowFirst, List<String> options)
            throws IOException, InterruptedException {
        if (nowFirst) {
            var later = now.measure(name, options);
            c.add(before.measure(name, options), later);
        } else {
            var earlier = before.measure(name, options);
            c.add(earlier, now.measure(name, options));
        }
    }

    /** @return how many became slower */
    private int print(String name, Comparison c) throws IOException {
        if (c.figures().isEmpty()) {
            throw new IOException(name + ": the two have no figure in common");
        }
        out.println();
        out.println(name + ": now / before, the median of " + rounds + " pairs of runs, from, to; then before, now");
        String variant = null;
        int slower = 0;
        for (Figure f : c.figures()) {
            if (!f.variant().equals(variant)) {
                variant = f.variant();
                out.println("  " + variant);
            }
            Verdict v = f.verdict();
            slower += v == Verdict.SLOWER ? 1 : 0;
            out.println(String.format(Locale.ROOT, "    %-36s %5.2f  %5.2f  %5.2f   %9s %9s %-11s %s", f.metric(), f.ratio(), f.least(),
                    f.most(), Session.text(f.before()), Session.text(f.now()), f.unit(), v).stripTrailing());
        }
        return slower;
    }
}
