package mptcp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import mptcp.bench.Rounds.Figure;

/**
 * A page of measurements. What a benchmark measured stands between two remarks that name it and is replaced as a whole; what
 * people wrote around it stays. A benchmark that the page does not have yet is added at its end.
 */
final class Report {
    private final Path page;
    private final LocalDate date;
    private final String machine;

    /** @param page may be missing */
    Report(Path page, LocalDate date, String machine) {
        this.page = page;
        this.date = date;
        this.machine = machine;
    }

    /**
     * Puts a benchmark's figures in.
     *
     * @param command that repeats them
     * @param loadBefore the load average when it began; below zero if that is not known
     */
    void write(Benchmark b, String command, int rounds, Rounds figures, double loadBefore) throws IOException {
        String text = Files.exists(page) ? Files.readString(page) : "# Performance\n";
        String begin = "<!-- begin of bench " + b.name() + " -->\n";
        String end = "<!-- end of bench " + b.name() + " -->";
        String section = begin + section(command, b.peer(), rounds, figures, loadBefore) + end;
        int from = text.indexOf(begin);
        int to = text.indexOf(end, Math.max(0, from));
        if (from >= 0 && to < 0) {
            throw new IOException(page + " has '" + begin.strip() + "' without '" + end + "'");
        }
        Files.writeString(page, from < 0
                ? text.stripTrailing() + "\n\n## " + b.name() + ": " + b.summary() + "\n\n" + section + "\n"
                : text.substring(0, from) + section + text.substring(to + end.length()));
    }

    private String section(String command, String peer, int rounds, Rounds figures, double loadBefore) {
        StringBuilder s = new StringBuilder();
        s.append("`").append(command).append("`, ").append(date).append(": ");
        s.append(rounds == 1 ? "one round" : "medians of " + rounds + " rounds").append(" on ").append(machine);
        s.append(loadBefore < 0 ? "" : String.format(Locale.ROOT, "; load average %.1f when it began", loadBefore));
        s.append(peer.isEmpty() ? "" : "; the peer: " + peer).append(".\n\n");
        s.append("| | | median | from | to | unit | target |\n|---|---|---:|---:|---:|---|---|\n");
        String variant = null;
        for (Figure f : figures.figures()) {
            s.append("| ").append(f.any().variant().equals(variant) ? "" : f.any().variant()).append(" | ").append(f.any().metric());
            for (double each : new double[] {f.median(), f.least(), f.most()}) {
                s.append(" | ").append(Session.text(each));
            }
            s.append(" | ").append(f.any().unit()).append(" | ").append(target(f)).append(" |\n");
            variant = f.any().variant();
        }
        return s.toString();
    }

    private static String target(Figure f) {
        return !f.any().hasTarget() ? ""
                : f.any().bound() + " " + Session.text(f.any().target()) + ": " + (f.reached() ? "reached" : "missed");
    }
}
