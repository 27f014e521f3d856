package mptcp.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One run of the program: takes results, prints them as they come, and keeps them for a file. */
final class Session {
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getOperatingSystemMXBean();

    private final boolean quick;
    private final PrintStream out;
    private final PrintStream progress;
    private final List<Result> results = new ArrayList<>();
    private String benchmark = "";
    private String variant = "";
    private int loops = 1;

    /** @param progress for people who wait: what is being done */
    Session(boolean quick, PrintStream out, PrintStream progress) {
        this.quick = quick;
        this.out = out;
        this.progress = progress;
    }

    /** Whether a rough answer soon is wanted. */
    boolean quick() {
        return quick;
    }

    /** How many loops a host is to have where one is compared with several; 1: nothing is compared. */
    int loops() {
        return loops;
    }

    void loops(int n) {
        loops = n;
    }

    /** One of two values: the first if a rough answer is wanted. */
    int choose(int whenQuick, int otherwise) {
        return quick ? whenQuick : otherwise;
    }

    void begin(Benchmark b) {
        benchmark = b.name();
        variant = "";
        out.println();
        out.println(b.name() + ": " + b.summary());
    }

    /** Says how busy the machine was, and how long it took. */
    void end(long startNs) {
        note(String.format(Locale.ROOT, "Load average %.1f on %d processors at the end; took %.0f s.",
                SYSTEM.getSystemLoadAverage(), SYSTEM.getAvailableProcessors(), (System.nanoTime() - startNs) / 1e9));
    }

    /** Says what is being done now. */
    void progress(String text) {
        progress.println("  ... " + text);
    }

    /** A line of explanation under the results. */
    void note(String text) {
        out.println("  " + text);
    }

    void result(String ofVariant, String metric, double value, String unit) {
        result(ofVariant, metric, value, unit, Double.NaN);
    }

    /** @param target what was promised: at least this */
    void result(String ofVariant, String metric, double value, String unit, double target) {
        add(new Result(benchmark, ofVariant, metric, value, unit, Result.Bound.AT_LEAST, target));
    }

    /** @param limit what was promised: at most this */
    void limited(String ofVariant, String metric, double value, String unit, double limit) {
        add(new Result(benchmark, ofVariant, metric, value, unit, Result.Bound.AT_MOST, limit));
    }

    private void add(Result r) {
        results.add(r);
        if (!r.variant().equals(variant)) {
            variant = r.variant();
            out.println("  " + variant);
        }
        String verdict = !r.hasTarget() ? ""
                : "   target " + r.bound() + " " + text(r.target()) + ": " + (r.reached() ? "reached" : "MISSED");
        out.println(String.format(Locale.ROOT, "    %-36s %8s %s%s", r.metric(), text(r.value()), r.unit(), verdict));
    }

    /** Four significant digits, without an exponent. */
    static String text(double value) {
        double size = Math.abs(value);
        String format = size >= 1000 || value == Math.rint(value) ? "%.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f"
                : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** What was measured since there were so many results. */
    List<Result> since(int results) {
        return List.copyOf(this.results.subList(results, this.results.size()));
    }

    int count() {
        return results.size();
    }

    boolean isEmpty() {
        return results.isEmpty();
    }

    /** All results so far, as a JSON document with the machine they were measured on. */
    String json() {
        Runtime.Version java = Runtime.version();
        return "{\"java\": \"" + java + "\", \"processors\": " + SYSTEM.getAvailableProcessors()
                + ", \"load\": " + SYSTEM.getSystemLoadAverage() + ", \"quick\": " + quick + ", \"results\": [\n  "
                + results.stream().map(Result::json).collect(Collectors.joining(",\n  ")) + "\n]}\n";
    }
}
