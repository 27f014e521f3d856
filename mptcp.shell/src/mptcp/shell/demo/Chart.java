package mptcp.shell.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import mptcp.shell.text.Bar;
import mptcp.shell.text.Show;

/** Lines of a chart, one per interval: throughput of each path as a number and a bar. Stateless. */
final class Chart {
    private static final int MIN_BAR = 4;
    private static final int MAX_BAR = 24;
    /** Time, what arrived and percentage, with their gaps. */
    private static final int FIXED = 31;
    private static final int NUMBER = 8;

    private final List<String> paths;
    private final double fullScale;
    private final boolean unicode;
    private final int bar;

    /** @param fullScale bits per second of a full bar */
    Chart(List<String> paths, double fullScale, boolean unicode, int columns) {
        this.paths = paths;
        this.fullScale = fullScale;
        this.unicode = unicode;
        bar = Math.clamp((columns - FIXED) / Math.max(1, paths.size()) - NUMBER, MIN_BAR, MAX_BAR);
    }

    String header() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%8s", "time"));
        for (String path : paths) {
            line.append(String.format(Locale.ROOT, "  %-" + (NUMBER - 2 + bar) + "s", path + " Mbit/s"));
        }
        return line.append(String.format(Locale.ROOT, "  %7s  %5s", "arrived", "done")).toString();
    }

    /**
     * @param rates bits per second, by path; a path that has no subflow is missing
     * @param arrived bits per second that reached the application at the other end, in order
     */
    String row(long elapsedNs, Map<String, Double> rates, double arrived, double fraction) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%6s s", Show.tenths(elapsedNs / 1e9)));
        for (String path : paths) {
            Double rate = rates.get(path);
            line.append(String.format(Locale.ROOT, "  %5s ", rate == null ? "-" : Show.tenths(rate / 1e6)))
                    .append(Bar.of(rate == null ? 0 : rate / fullScale, bar, unicode));
        }
        int percent = (int) (fraction * 100);
        return line.append(String.format(Locale.ROOT, "  %7s  %4d%%", Show.tenths(arrived / 1e6), percent)).toString();
    }
}
