package mptcp.experiment.result;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A folder of results as one page that needs nothing else: what was run, with what, what came out beside what was
 * expected, plots, and the command that repeats it. No script, no reference outwards.
 */
public final class HtmlReport {
    /** Of those metrics that are shown, the units. */
    private static final Map<String, String> UNITS = Map.ofEntries(entry("goodput", "Mbit/s"), entry("completion", "s"),
            entry("latency_p50", "ms"), entry("latency_p95", "ms"), entry("latency_p99", "ms"), entry("gap_max", "ms"),
            entry("retransmits", "segments"), entry("reinjected_bytes", "bytes"), entry("duplicate_bytes", "bytes"),
            entry("ooo_mean", "bytes"), entry("benefit", "0: best path, 1: sum"), entry("load_mean", "s"),
            entry("quality", "Mbit/s"), entry("stall_time", "s"), entry("on_time", "share"),
            entry("playback_delay", "ms"));
    private static final Set<String> SHOWN = UNITS.keySet();
    private static final int MOST_NAMED = 12;
    private static final int MOST_ROWS = 400;
    private static final int MOST_VECTOR_BYTES = 400_000;
    static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;
            background:#fff}h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid #ccc}
            table{border-collapse:collapse;font-size:13px;display:block;overflow-x:auto}
            td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
            td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
            pre{background:#f4f4f4;padding:.7rem;overflow-x:auto;font-size:13px}img{max-width:100%;height:auto}
            figure{margin:1.2rem 0}figcaption{color:#555;font-size:13px}.MISSED,.bad{color:#a40000;font-weight:bold}
            .ok{color:#006b3c}.differs,.FIXED{color:#8a5a00}
            """;

    private final Path folder;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(Path folder) {
        this.folder = folder;
    }

    /** @throws IOException if the folder holds no results */
    public static String of(Path folder) throws IOException {
        return new HtmlReport(folder).page();
    }

    private Map<?, ?> yaml(String file) throws IOException {
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(1 << 28).build();
        return new Load(settings).loadFromString(Files.readString(folder.resolve(file))) instanceof Map<?, ?> map
                ? map : Map.of();
    }

    private List<Map<String, String>> table(String file) throws IOException {
        return Files.exists(folder.resolve(file)) ? Csv.read(Files.readString(folder.resolve(file))) : List.of();
    }

    /** Without the flows that a group shows as one; files have them. */
    private static List<Map<String, String>> grouped(List<Map<String, String>> rows) {
        Groups groups = new Groups(rows.stream().map(r -> r.get("flow")).filter(flow -> flow.contains("#")).distinct().toList());
        return rows.stream().filter(r -> !groups.isMember(r.get("flow"))).toList();
    }

    private String page() throws IOException {
        Map<?, ?> experiment = yaml("experiment.yaml");
        Map<?, ?> made = yaml("made.json");
        String title = text(experiment.get("title"));
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").append(title)
                .append("</title><meta name=\"viewport\" content=\"width=device-width\"><style>").append(STYLE)
                .append("</style></head><body>\n<h1>").append(title).append("</h1>\n");
        paragraph("Source: ", experiment.get("source"));
        paragraph("", experiment.get("about"));
        whatWasRun(experiment);
        expectations();
        summary();
        comparison();
        effects();
        pictures();
        failures();
        made(made);
        html.append("<h2>The experiment</h2>\n<pre>").append(text(Files.readString(folder.resolve("experiment.yaml"))))
                .append("</pre>\n</body></html>\n");
        return html.toString();
    }

    private void paragraph(String before, Object what) {
        if (what != null && !what.toString().isBlank()) {
            html.append("<p>").append(before).append(text(what)).append("</p>\n");
        }
    }

    /** Variants, seeds, and for how long. */
    private void whatWasRun(Map<?, ?> experiment) throws IOException {
        List<Map<String, String>> runs = table("runs.csv");
        List<String> seeds = runs.stream().map(r -> r.get("seed")).distinct().toList();
        List<String> variants = runs.stream().map(r -> r.get("variant")).filter(v -> !v.isEmpty()).distinct().toList();
        long failed = runs.stream().filter(r -> !r.get("error").isEmpty()).count();
        paragraph("", runs.size() + " runs of " + experiment.get("duration") + " of virtual time at most, "
                + (failed == 0 ? "none failed" : failed + " failed") + ". "
                + (variants.isEmpty() ? "" : "Variants: " + some(variants) + ". ") + "Seeds: " + some(seeds)
                + (experiment.get("jitter") == null ? "" : ". Jitter: " + experiment.get("jitter")) + ".");
    }

    private static String some(List<String> all) {
        return all.size() <= MOST_NAMED ? String.join(", ", all) : String.join(", ", all.subList(0, MOST_NAMED - 1))
                + ", ... " + all.getLast() + " (" + all.size() + ")";
    }

    /** The head of a column, with the unit. */
    private static String head(String metric) {
        String unit = UNITS.getOrDefault(metric, "");
        return "<th>" + text(metric) + (unit.isEmpty() ? "" : "<br>" + text(unit)) + "</th>";
    }

    /** Safe to stand between tags and in attributes. */
    static String text(Object o) {
        return o == null ? "" : o.toString().strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void made(Map<?, ?> made) {
        html.append("<h2>How it was made</h2>\n<p>This repeats it:</p><pre>").append(text(made.get("command")))
                .append("</pre>\n<p>This runs a sample again from the folder of these results, and compares what"
                        + " happened:</p><pre>./mptcp sim verify ").append(text(folder.getFileName()))
                .append("</pre>\n<table><tr><th>commit</th><td>").append(text(made.get("commit")))
                .append("</td></tr><tr><th>program</th><td>").append(text(made.get("program")))
                .append("</td></tr><tr><th>Java</th><td>").append(text(made.get("java"))).append("</td></tr>");
        if (made.get("bundles") instanceof Map<?, ?> bundles) {
            bundles.forEach((name, version) -> html.append("<tr><th>").append(text(name)).append("</th><td>")
                    .append(text(version)).append("</td></tr>"));
        }
        html.append("</table>\n");
    }

    private void expectations() throws IOException {
        List<Map<String, String>> rows = table("expectations.csv");
        if (rows.isEmpty()) {
            return;
        }
        html.append("<h2>Expected, and what came out</h2>\n<table><tr><th>verdict</th><th>expected</th><th>here</th>"
                + "<th>±</th><th>published</th><th>allowed</th><th>why it differs</th></tr>\n");
        for (Map<String, String> r : rows) {
            html.append("<tr><td class=\"").append(text(r.get("verdict"))).append("\">").append(text(r.get("verdict")))
                    .append("</td><td>").append(text(r.get("name"))).append("</td>").append(number(r.get("actual")))
                    .append(number(r.get("half_width95"))).append(number(r.get("published"))).append("<td>")
                    .append(text(r.get("allowed"))).append("</td><td>").append(text(r.get("differs")))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n");
    }

    private static String number(String value) {
        return "<td class=\"n\">" + (value == null || value.isEmpty() ? ""
                : Verdict.text(Double.parseDouble(value))) + "</td>";
    }

    /** What a point is: the variant, and parameters that are not the same everywhere. */
    private List<String> headings(List<Map<String, String>> rows, List<String> until) {
        if (!Files.exists(folder.resolve("sweep.csv"))) { // variants have names, and nothing else differs
            return List.of("variant");
        }
        List<String> names = new ArrayList<>();
        for (String name : rows.getFirst().keySet()) {
            if (until.contains(name)) {
                break;
            }
            if (rows.stream().map(r -> r.get(name)).distinct().count() > 1) {
                names.add(name);
            }
        }
        return names;
    }

    private void summary() throws IOException {
        List<Map<String, String>> rows = grouped(table("summary.csv")).stream().filter(r -> r.get("path").isEmpty()
                && SHOWN.contains(r.get("metric")) && !r.get("mean").isEmpty()).toList();
        if (rows.isEmpty()) {
            return;
        }
        List<String> point = headings(rows, List.of("flow"));
        Set<String> metrics = new LinkedHashSet<>();
        rows.forEach(r -> metrics.add(r.get("metric")));
        html.append("<h2>Means over the seeds</h2>\n<p>± is half of a 95 % confidence interval (Student), n the runs"
                + " that it is of. All metrics are in <code>summary.csv</code>.</p>\n<table><tr>");
        point.forEach(p -> html.append("<th>").append(text(p)).append("</th>"));
        html.append("<th>flow</th><th>n</th>");
        metrics.forEach(m -> html.append(head(m)));
        html.append("</tr>\n");
        Map<List<String>, List<Map<String, String>>> lines = new java.util.LinkedHashMap<>();
        rows.forEach(r -> lines.computeIfAbsent(Stream.concat(point.stream(), Stream.of("flow")).map(r::get).toList(),
                _ -> new ArrayList<>()).add(r));
        lines.entrySet().stream().limit(MOST_ROWS).forEach(line -> {
            html.append("<tr>");
            line.getKey().forEach(k -> html.append("<td>").append(text(k)).append("</td>"));
            int n = line.getValue().stream().mapToInt(r -> Integer.parseInt(r.get("n"))).max().orElse(0);
            html.append("<td class=\"n\">").append(n).append("</td>");
            for (String m : metrics) {
                html.append("<td class=\"n\">");
                line.getValue().stream().filter(r -> r.get("metric").equals(m)).findFirst().ifPresent(r -> {
                    double mean = Double.parseDouble(r.get("mean"));
                    html.append(Verdict.text(mean));
                    if (!r.get("high95").isEmpty()) {
                        html.append(" ±").append(Verdict.text(Double.parseDouble(r.get("high95")) - mean));
                    }
                    if (!r.get("n").equals(Integer.toString(n))) { // it has no value in the others
                        html.append(" (of ").append(text(r.get("n"))).append(")");
                    }
                });
                html.append("</td>");
            }
            html.append("</tr>\n");
        });
        html.append("</table>\n");
        more(lines.size());
    }

    private void more(int rows) {
        if (rows > MOST_ROWS) {
            html.append("<p>The first ").append(MOST_ROWS).append(" of ").append(rows).append(" rows.</p>\n");
        }
    }

    private void comparison() throws IOException {
        List<Map<String, String>> rows = grouped(table("comparison.csv")).stream().filter(r -> SHOWN.contains(r.get("metric"))
                && Integer.parseInt(r.get("n")) > 1).toList();
        if (rows.isEmpty()) {
            return;
        }
        List<String> point = headings(rows, List.of("base"));
        html.append("<h2>Differences, in pairs of runs with the same seed</h2>\n<p>n pairs each; the interval is Student's"
                + " over the pairs. Of twenty such rows one leaves out 0 by chance.</p>\n<table><tr>");
        point.forEach(p -> html.append("<th>").append(text(p)).append("</th>"));
        html.append("<th>against</th><th>flow</th><th>metric</th><th>n</th><th>difference</th><th>95 % interval</th>"
                + "<th>share</th><th></th></tr>\n");
        rows.stream().limit(MOST_ROWS).forEach(r -> {
            html.append("<tr>");
            point.forEach(p -> html.append("<td>").append(text(r.get(p))).append("</td>"));
            html.append("<td>").append(text(r.get("base"))).append("</td><td>").append(text(r.get("flow")))
                    .append("</td><td>").append(text(r.get("metric"))).append(UNITS.get(r.get("metric")).isEmpty() ? ""
                            : ", " + text(UNITS.get(r.get("metric")))).append("</td><td class=\"n\">").append(text(r.get("n")))
                    .append("</td>").append(number(r.get("difference"))).append("<td class=\"n\">")
                    .append(Verdict.text(Double.parseDouble(r.get("low95")))).append(" to ")
                    .append(Verdict.text(Double.parseDouble(r.get("high95")))).append("</td><td class=\"n\">")
                    .append(share(r)).append("</td><td>").append(Summary.word(Double.parseDouble(r.get("low95")),
                            Double.parseDouble(r.get("high95")))).append("</td></tr>\n");
        });
        html.append("</table>\n");
        more(rows.size());
    }

    /** The difference as a share of what the other has. */
    private static String share(Map<String, String> row) {
        double base = row.get("base_mean").isEmpty() ? 0 : Double.parseDouble(row.get("base_mean"));
        return base == 0 ? "" : String.format(java.util.Locale.ROOT, "%+.1f %%",
                100 * Double.parseDouble(row.get("difference")) / base);
    }

    /** Of the few metrics that are shown, what explains a twentieth and more. */
    private void effects() throws IOException {
        List<Map<String, String>> rows = table("sensitivity.csv").stream().filter(r -> SHOWN.contains(r.get("metric"))
                && !r.get("explained").isEmpty() && Double.parseDouble(r.get("explained")) >= 0.05).toList();
        if (!rows.isEmpty()) {
            html.append("<h2>Which parameter matters</h2>\n<p>The share of a metric's variance that a parameter explains"
                    + " by itself.</p>\n<table><tr><th>variant</th><th>flow</th><th>metric</th><th>parameter</th>"
                    + "<th>explains</th><th>rank correlation</th></tr>\n");
            rows.stream().limit(MOST_ROWS).forEach(r -> html.append("<tr><td>").append(text(r.get("variant")))
                    .append("</td><td>").append(text(r.get("flow"))).append("</td><td>").append(text(r.get("metric")))
                    .append("</td><td>").append(text(r.get("parameter"))).append("</td>").append(number(r
                            .get("explained"))).append(number(r.get("rank_correlation"))).append("</tr>\n"));
            html.append("</table>\n");
        }
    }

    private void failures() throws IOException {
        List<Map<String, String>> failed = table("runs.csv").stream().filter(r -> !r.get("error").isEmpty()).toList();
        if (!failed.isEmpty()) {
            html.append("<h2 class=\"bad\">Runs that failed</h2>\n<table>");
            failed.forEach(r -> html.append("<tr><td>").append(text(r.get("variant"))).append("</td><td>seed ")
                    .append(text(r.get("seed"))).append("</td><td>").append(text(r.get("error"))).append("</td></tr>"));
            html.append("</table>\n");
        }
    }

    /** Of all runs together, then of single ones. */
    private void pictures() throws IOException {
        List<Path> pictures;
        try (Stream<Path> files = Files.walk(folder, 2)) {
            pictures = files.filter(f -> f.toString().endsWith(".svg") || f.toString().endsWith(".png")).sorted(
                    java.util.Comparator.comparing((Path f) -> f.getNameCount()).thenComparing(Path::toString))
                    .filter(f -> f.toString().endsWith(".svg") != isHeavy(f)).toList();
        }
        if (!pictures.isEmpty()) {
            html.append("<h2>Plots</h2>\n");
        }
        for (Path picture : pictures) {
            String name = folder.relativize(picture).toString().replaceFirst("\\.(svg|png)$", "");
            html.append("<figure><img alt=\"").append(text(name)).append("\" src=\"data:image/")
                    .append(picture.toString().endsWith(".svg") ? "svg+xml" : "png").append(";base64,")
                    .append(Base64.getEncoder().encodeToString(Files.readAllBytes(picture)))
                    .append("\"><figcaption>").append(text(name)).append("</figcaption></figure>\n");
        }
    }

    /** Plots of single runs, and those of very many marks, are shown as PNG; the folder has all as SVG. */
    private boolean isHeavy(Path f) {
        Path vectors = f.resolveSibling(f.getFileName().toString().replaceFirst("png$", "svg"));
        return !f.getParent().equals(folder) || vectors.toFile().length() > MOST_VECTOR_BYTES;
    }
}
