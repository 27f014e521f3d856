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
import mptcp.bench.Comparison.Figure;
import mptcp.bench.Comparison.Verdict;

/** {@code ./mptcp bench gate}: whether something became slower since the last release, on this machine and in one run. */
final class Gate {
    private static final int SLOWER = 1;
    private static final int USAGE = 2;
    private static final int FAILED = 3;
    private static final String HELP = """
            Usage: ./mptcp bench gate [NAME...] [--against COMMIT] [--rounds N] [--tolerance PERCENT] [--whole]

            Builds another commit in a temporary worktree, runs benchmarks of that one and of these sources by turns,
            and says what became slower, by the ratios of runs that followed each other. Without names: direct, sim,
            and, where they can run here, latency and kernel.

              --against COMMIT     a commit, branch or tag to compare with (default: the last tag before HEAD)
              --rounds N           pairs of runs (default: 5)
              --tolerance PERCENT  by how much a figure may be worse (default: 5)
              --whole              whole runs instead of those of --quick

            Exit status: 0 if nothing became slower, 1 if something did, 2 for wrong usage, 3 if it could not be compared.""";

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, Benchmark> all;

    Gate(PrintStream out, PrintStream err, Map<String, Benchmark> all) {
        this.out = out;
        this.err = err;
        this.all = all;
    }

    /** What the command line says. */
    private static final class Request {
        final List<String> names = new ArrayList<>();
        String against;
        int rounds = 5;
        double tolerance = 5;
        boolean whole;
        boolean help;
    }

    /** @return the exit status */
    int run(Path root, List<String> args) {
        Request request;
        try {
            request = parse(args);
        } catch (IllegalArgumentException e) {
            err.println("error: " + e.getMessage() + " (./mptcp bench gate --help)");
            return USAGE;
        }
        if (request.help) {
            out.println(HELP);
            return 0;
        }
        try {
            String commit = request.against != null ? request.against : Checkout.lastRelease(root);
            if (commit == null) {
                err.println("error: this clone has no tag of a release before HEAD: say what to compare with, by --against COMMIT,"
                        + " for instance --against HEAD~10, or fetch the tags (git fetch --tags)");
                return USAGE;
            }
            return compare(root, commit, request);
        } catch (IOException e) {
            err.println("error: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private Request parse(List<String> args) {
        Request r = new Request();
        for (int i = 0; i < args.size(); i++) {
            String value = i + 1 < args.size() ? args.get(i + 1) : "nothing";
            switch (args.get(i)) {
                case "--whole" -> r.whole = true;
                case "--help", "-h", "help" -> r.help = true;
                case "--against" -> {
                    if (++i == args.size()) {
                        throw new IllegalArgumentException("--against needs a commit");
                    }
                    r.against = value;
                }
                case "--rounds" -> {
                    r.rounds = Main.rounds(value);
                    i++;
                }
                case "--tolerance" -> {
                    r.tolerance = percent(value);
                    i++;
                }
                default -> {
                    if (!all.containsKey(args.get(i))) {
                        throw new IllegalArgumentException("there is no benchmark and no option '" + args.get(i) + "'; there are "
                                + String.join(", ", all.keySet()));
                    }
                    r.names.add(args.get(i));
                }
            }
        }
        if (r.names.isEmpty()) {
            List.of("direct", "sim", "latency", "kernel").stream()
                    .filter(n -> all.containsKey(n) && all.get(n).unavailable().isEmpty()).forEach(r.names::add);
        }
        return r;
    }

    private static double percent(String text) {
        if (!text.matches("[0-9]{1,2}(\\.[0-9]+)?")) {
            throw new IllegalArgumentException("--tolerance needs a number of percent from 0 to 99, not " + text);
        }
        return Double.parseDouble(text);
    }

    private int compare(Path root, String commit, Request request) throws IOException, InterruptedException {
        try (Checkout before = Checkout.of(root, commit); Checkout now = Checkout.present(root)) {
            out.println("before: " + before + ", now: " + now + "; " + Machine.describe()
                    + String.format(Locale.ROOT, "; load average %.1f when it began", Machine.load()));
            err.println("  ... building " + before);
            Set<String> there = before.build();
            if (Collections.disjoint(there, request.names)) {
                throw new IOException(before + " has no benchmark of these: " + String.join(", ", request.names));
            }
            int slower = 0;
            for (String name : request.names) {
                if (!there.contains(name)) {
                    out.println();
                    out.println(name + ": not compared, since it was not there before");
                    continue;
                }
                Comparison c = new Comparison(request.tolerance / 100);
                for (int i = 1; i <= request.rounds; i++) {
                    err.println("  ... " + name + ", round " + i + " of " + request.rounds);
                    round(c, name, before, now, i % 2 == 0, request.whole ? List.of() : List.of("--quick"));
                }
                slower += print(name, c, request);
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
    private int print(String name, Comparison c, Request request) throws IOException {
        if (c.figures().isEmpty()) {
            throw new IOException(name + ": the two have no figure in common");
        }
        out.println();
        out.println(name + ": now / before, the median of " + request.rounds + " pairs of runs, from, to; then before, now");
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
