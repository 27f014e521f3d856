package mptcp.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code ./mptcp bench}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String HELP = """
            Usage: ./mptcp bench [NAME...] [--list] [--quick] [--loops N] [--json FILE]
                               [--rounds N] [--report FILE]
                   ./mptcp bench gate [NAME...] [--against COMMIT]: what became slower since then

            Runs benchmarks, all or those named, and prints what they measured beside what was promised. All of
            them take some minutes; nothing else should run meanwhile. Those that need root or Linux say so.

              --list        the benchmarks and what they measure
              --quick       seconds instead of minutes: rough numbers, to see that everything works
              --loops N     compares hosts of one loop with hosts of N, each on a core of its own (direct)
              --json FILE   also write the results there
              --rounds N    repeat each benchmark N times
              --report FILE also write medians and ranges into a page, in place of those that are there of the
                            same benchmarks; what people wrote around them stays (docs/performance.md)
              --help        this text

            Exit status: 0; 1 if a benchmark failed or, asked for by name, cannot run here; 2 for wrong usage.
            A missed target is no failure: what is measured depends on the machine.""";

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, Benchmark> all = new LinkedHashMap<>();

    /** @param benchmarks in the order in which they run */
    Main(PrintStream out, PrintStream err, List<Benchmark> benchmarks) {
        this.out = out;
        this.err = err;
        benchmarks.forEach(b -> all.put(b.name(), b));
    }

    /** @param args of {@code gate} the second is the folder of the sources */
    public static void main(String[] args) {
        List<Benchmark> benchmarks = List.of(new DirectBenchmark(), new SimBenchmark(), new SwapBenchmark(),
                new KernelBenchmark(), new EthernetBenchmark(), new PathsBenchmark(), new GoodputBenchmark(), new FailoverBenchmark(), new ConnectionsBenchmark(), new LatencyBenchmark(),
                new ChannelsBenchmark(),
                new JmhBenchmark());
        Main main = new Main(System.out, System.err, benchmarks);
        boolean gate = args.length > 1 && args[0].equals("gate");
        System.exit(gate ? new Gate(System.out, System.err, main.all).run(Path.of(args[1]), List.of(args).subList(2, args.length))
                : main.run(args));
    }

    /** What the command line says. */
    private static final class Request {
        final List<String> names = new ArrayList<>();
        boolean list;
        boolean quick;
        boolean help;
        Path json;
        Path report;
        int rounds = 1;
        int loops = 1;
    }

    /** @return the exit status */
    int run(String... args) {
        Request request;
        try {
            request = parse(args);
        } catch (IllegalArgumentException e) {
            err.println("error: " + e.getMessage() + " (./mptcp bench --help)");
            return USAGE;
        }
        if (request.help) {
            out.println(HELP);
            return 0;
        }
        if (request.list) {
            list();
            return 0;
        }
        Session session = new Session(request.quick, out, err);
        session.loops(request.loops);
        warnOfOthers();
        boolean good = true;
        for (Benchmark b : all.values()) {
            if (request.names.isEmpty() || request.names.contains(b.name())) {
                good &= run(b, session, request);
            }
        }
        return write(session, request.json) && good ? 0 : FAILED;
    }

    private Request parse(String... args) {
        Request request = new Request();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--list" -> request.list = true;
                case "--quick" -> request.quick = true;
                case "--help", "-h", "help" -> request.help = true;
                case "--loops" -> request.loops = loops(++i < args.length ? args[i] : "nothing");
                case "--json" -> request.json = file(args, i++);
                case "--report" -> request.report = file(args, i++);
                case "--rounds" -> request.rounds = rounds(++i < args.length ? args[i] : "nothing");
                default -> {
                    if (!all.containsKey(args[i])) {
                        throw new IllegalArgumentException((args[i].startsWith("-") ? "there is no option '"
                                : "there is no benchmark '") + args[i] + "'; there are " + String.join(", ", all.keySet()));
                    }
                    request.names.add(args[i]);
                }
            }
        }
        return request;
    }

    private static Path file(String[] args, int option) {
        if (option + 1 == args.length) {
            throw new IllegalArgumentException(args[option] + " needs a file");
        }
        return Path.of(args[option + 1]);
    }

    static int rounds(String text) {
        if (!text.matches("[1-9][0-9]?")) {
            throw new IllegalArgumentException("--rounds needs a number from 1 to 99, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static int loops(String text) {
        if (!text.matches("[1-9][0-9]?")) {
            throw new IllegalArgumentException("--loops needs a number from 1 to 64, not " + text);
        }
        return Integer.parseInt(text);
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
    private boolean run(Benchmark b, Session session, Request request) {
        boolean mustRun = !request.names.isEmpty();
        Optional<String> reason = b.unavailable();
        if (reason.isPresent()) {
            (mustRun ? err : out).println(b.name() + ": not run: " + reason.get());
            return !mustRun;
        }
        double load = Machine.load();
        Rounds rounds = new Rounds();
        try {
            for (int i = 0; i < request.rounds; i++) {
                int before = session.count();
                session.begin(b);
                long start = System.nanoTime();
                b.run(session);
                session.end(start);
                rounds.add(session.since(before));
            }
            if (request.report != null && !rounds.isEmpty()) {
                report(request.report).write(b, command(b, request), request.rounds, rounds, load);
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
    private static String command(Benchmark b, Request request) {
        return "./mptcp bench " + b.name() + (request.quick ? " --quick" : "") + (request.loops > 1 ? " --loops " + request.loops : "")
                + (request.rounds > 1 ? " --rounds " + request.rounds : "");
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
