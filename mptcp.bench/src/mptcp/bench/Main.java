package mptcp.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./mptcp bench}. */
@Command(name = "./mptcp bench", sortOptions = false, synopsisSubcommandLabel = "", customSynopsis = {
    "./mptcp bench [NAME...] [--list] [--quick] [--loops=N] [--json=FILE] [--rounds=N] [--report=FILE]",
    "       ./mptcp bench gate [NAME...] [--against=COMMIT]: what became slower since then"}, description = {"",
    "Runs benchmarks, all or those named, and prints what they measured beside what was promised. All of them take more than an hour;"
    + " nothing else should run meanwhile. Those that need root or Linux say so.", ""}, footer = {"",
    "Exit status: 0; 1 if a benchmark failed or, asked for by name, cannot run here; 2 for wrong usage.",
    "A missed target is no failure: what is measured depends on the machine."})
public final class Main implements Callable<Integer> {
    private static final int MOST_LOOPS = 64;
    private static final int MOST_ROUNDS = 99;

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, Benchmark> all = new LinkedHashMap<>();

    @Parameters(paramLabel = "NAME", description = "a benchmark, of those of --list")
    private List<String> names = List.of();

    @Option(names = "--list", description = "the benchmarks and what they measure")
    private boolean list;

    @Option(names = "--quick", description = "seconds instead of minutes: rough numbers, to see that everything works")
    private boolean quick;

    @Option(names = "--loops", paramLabel = "N", defaultValue = "1", description = "compares hosts of one loop with hosts of N, each on"
            + " a core of its own (direct)")
    private int loops;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the results there")
    private Path json;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "1", description = "repeat each benchmark N times")
    private int rounds;

    @Option(names = "--report", paramLabel = "FILE", description = "also write medians and ranges into a page, in place of those that"
            + " are there of the same benchmarks; what people wrote around them stays (docs/performance.md)")
    private Path report;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    /** @param benchmarks in the order in which they run */
    Main(PrintStream out, PrintStream err, List<Benchmark> benchmarks) {
        this.out = out;
        this.err = err;
        benchmarks.forEach(b -> all.put(b.name(), b));
    }

    /** @param args of {@code gate} the second is the folder of the sources */
    public static void main(String[] args) {
        Main main = new Main(System.out, System.err, benchmarks());
        boolean gate = args.length > 1 && args[0].equals("gate");
        System.exit(gate ? new Gate(Path.of(args[1]), System.out, System.err, main.all).line()
                .execute(List.of(args).subList(2, args.length).toArray(String[]::new)) : main.run(args));
    }

    static List<Benchmark> benchmarks() {
        return List.of(new DirectBenchmark(), new SimBenchmark(), new SwapBenchmark(), new KernelBenchmark(), new EthernetBenchmark(),
                new PathsBenchmark(), new GoodputBenchmark(), new TransfersBenchmark(), new FailoverBenchmark(), new ConnectionsBenchmark(),
                new LatencyBenchmark(), new ChannelsBenchmark(), new JmhBenchmark());
    }

    /** @return the exit status */
    int run(String... args) {
        return line().execute(args.length == 1 && args[0].equals("help") ? new String[] {"--help"} : args);
    }

    CommandLine line() {
        return CommandLines.of(this, out, err);
    }

    @Override
    public Integer call() {
        CommandLines.between("--loops", loops, 1, MOST_LOOPS);
        CommandLines.between("--rounds", rounds, 1, MOST_ROUNDS);
        checkNames(all, names);
        if (list) {
            list();
            return 0;
        }
        Session session = new Session(quick, out, err);
        session.loops(loops);
        warnOfOthers();
        boolean good = true;
        for (Benchmark b : all.values()) {
            if (names.isEmpty() || names.contains(b.name())) {
                good &= run(b, session);
            }
        }
        return write(session, json) && good ? 0 : CommandLines.FAILED;
    }

    /** @throws IllegalArgumentException that lists the benchmarks */
    static void checkNames(Map<String, Benchmark> all, List<String> names) {
        names.stream().filter(name -> !all.containsKey(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("there is no benchmark '" + name + "'; there are " + String.join(", ", all.keySet()));
        });
    }

    /** What is measured while something else runs is no measurement, so people should know. */
    private void warnOfOthers() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = system.getSystemLoadAverage();
        if (load > system.getAvailableProcessors() / 2.0) {
            err.println(String.format(Locale.ROOT, "warning: something else is running: a load average of %.1f on %d"
                    + " processors", load, system.getAvailableProcessors()));
        }
    }

    private void list() {
        for (Benchmark b : all.values()) {
            out.println(String.format(Locale.ROOT, "%-11s %s", b.name(), b.summary()));
            b.unavailable().ifPresent(reason -> out.println("            not here: " + reason));
        }
    }

    /** All rounds of a benchmark. That one cannot run here is a failure if it was asked for by name. */
    private boolean run(Benchmark b, Session session) {
        boolean mustRun = !names.isEmpty();
        Optional<String> reason = b.unavailable();
        if (reason.isPresent()) {
            (mustRun ? err : out).println(b.name() + ": not run: " + reason.get());
            return !mustRun;
        }
        double load = Machine.load();
        Rounds results = new Rounds();
        try {
            for (int i = 0; i < rounds; i++) {
                int before = session.count();
                session.begin(b);
                long start = System.nanoTime();
                b.run(session);
                session.end(start);
                results.add(session.since(before));
            }
            if (report != null && !results.isEmpty()) {
                report(report).write(b, command(b), rounds, results, load);
            }
            return true;
        } catch (Exception e) {
            err.println("error: " + b.name() + ": " + e.getMessage());
            return false;
        }
    }

    private static Report report(Path page) {
        return new Report(page, LocalDate.now(ZoneOffset.UTC), Machine.describe());
    }

    /** What repeats the figures of one benchmark. */
    private String command(Benchmark b) {
        return "./mptcp bench " + b.name() + (quick ? " --quick" : "") + (loops > 1 ? " --loops " + loops : "")
                + (rounds > 1 ? " --rounds " + rounds : "");
    }

    private boolean write(Session session, Path file) {
        if (file == null) {
            return true;
        }
        try {
            Files.writeString(file, session.json());
            return true;
        } catch (IOException e) {
            err.println("error: " + file + " cannot be written: " + e.getMessage());
            return false;
        }
    }
}
