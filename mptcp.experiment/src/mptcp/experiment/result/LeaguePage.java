package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mptcp.experiment.plan.LeagueFile;
import mptcp.experiment.result.League.Beside;
import mptcp.experiment.result.League.Row;

/** The league for people: on the screen, as a table, and as a page that needs nothing else. */
public final class LeaguePage {
    private final League league;
    private final LeagueFile file;
    private final Map<List<String>, Integer> failures;
    private final List<String> command;
    private final Map<String, Object> made;

    /** @param failures runs that failed by kind and policy */
    public LeaguePage(League league, LeagueFile file, Map<List<String>, Integer> failures, List<String> command,
            Map<String, Object> made) {
        this.league = league;
        this.file = file;
        this.failures = failures;
        this.command = command;
        this.made = made;
    }

    private Beside beside(Row r) {
        return league.beside(r.kind(), r.policy(), failures.getOrDefault(List.of(r.kind(), r.policy()), 0));
    }

    private static String ratio(Row r) {
        return Double.isNaN(r.log().halfWidth()) || r.log().halfWidth() == 0 ? String.format(Locale.ROOT, "%.2f",
                r.ratio()) : String.format(Locale.ROOT, "%.2f %.2f-%.2f", r.ratio(), r.low(), r.high());
    }

    private static Set<String> needs(List<Row> rows) {
        Set<String> needs = new LinkedHashSet<>();
        rows.stream().filter(r -> !r.need().isEmpty()).forEach(r -> needs.add(r.need()));
        return needs;
    }

    private static Row row(List<Row> rows, String policy, String need) {
        return rows.stream().filter(r -> r.policy().equals(policy) && r.need().equals(need)).findFirst().orElse(null);
    }

    /** A table for each kind; the best first. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (String kind : file.reference().keySet()) {
            List<Row> rows = league.rows(kind);
            Set<String> needs = needs(rows);
            out.append(String.format(Locale.ROOT, "%n%s, times as good as %s (95 %% interval)%n%-14s %-16s", kind,
                    file.reference().get(kind), "", "all"));
            needs.forEach(n -> out.append(String.format(Locale.ROOT, " %-16s", n)));
            out.append(" to TCP  cost\n");
            rows.stream().filter(r -> r.need().isEmpty()).forEach(r -> {
                out.append(String.format(Locale.ROOT, "%-14s %-16s", r.policy(), ratio(r)));
                needs.forEach(n -> {
                    Row of = row(rows, r.policy(), n);
                    out.append(String.format(Locale.ROOT, " %-16s", of == null ? "" : ratio(of)));
                });
                Beside b = beside(r);
                out.append(String.format(Locale.ROOT, " %-6s %5.1f%%%s%n", Verdict.text(b.fairness().mean()),
                        100 * b.cost().mean(), b.failures() > 0 ? "  " + b.failures() + " runs failed" : ""));
            });
        }
        return out.toString();
    }

    /** A row for each policy and need. */
    public String csv() {
        Csv csv = new Csv(List.of("kind", "policy", "need", "rank", "ratio", "low95", "high95", "runs", "differs",
                "tcp_share", "redundant_share", "failures"));
        for (String kind : file.reference().keySet()) {
            List<Row> rows = league.rows(kind);
            for (Row r : rows) {
                long rank = 1 + rows.stream().filter(o -> o.need().equals(r.need()) && o.ratio() > r.ratio()).count();
                Beside b = beside(r);
                csv.row(List.of(kind, r.policy(), r.need().isEmpty() ? "all" : r.need(), rank, r.ratio(), r.low(),
                        r.high(), r.n(), r.differs(), b.fairness().mean(), b.cost().mean(), b.failures()));
            }
        }
        return csv.toString();
    }

    public String html() {
        StringBuilder h = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<title>The league of Multipath TCP policies</title><style>" + HtmlReport.STYLE
                + "</style></head><body>\n<h1>The league of Multipath TCP policies</h1>\n<p>Each policy takes the place"
                + " of that of its kind in the reference (");
        h.append(HtmlReport.text(String.join(", ", file.reference().values()))).append("), over ")
                .append(file.scenarios().size()).append(" scenarios. A number says how many times as good as the"
                + " reference it is: the geometric mean of the ratios of scores in runs of the same scenario with the"
                + " same seed; in brackets the 95&nbsp;% confidence interval over the seeds; bold if that leaves out"
                + " 1; of twenty numbers that are really 1, one is bold by chance. All needs count alike. <i>To TCP</i>: what a TCP at a shared bottleneck has, 1 if both have the same. <i>Cost</i>:"
                + " bytes sent beyond those that were read, as a share of these, the mean of all scenarios.</p>\n");
        for (String kind : file.reference().keySet()) {
            List<Row> rows = league.rows(kind);
            Set<String> needs = needs(rows);
            h.append("<h2>").append(kind).append("</h2>\n<table><tr><th></th><th>policy</th><th>all needs</th>");
            needs.forEach(n -> h.append("<th>").append(HtmlReport.text(n)).append("</th>"));
            h.append("<th>to TCP</th><th>cost</th></tr>\n");
            int rank = 0;
            for (Row r : rows.stream().filter(each -> each.need().isEmpty()).toList()) {
                h.append("<tr><td class=\"n\">").append(++rank).append("</td><td>").append(HtmlReport.text(r.policy()))
                        .append("</td>").append(cell(r));
                needs.forEach(n -> h.append(cell(row(rows, r.policy(), n))));
                Beside b = beside(r);
                h.append("<td class=\"n\">").append(b.fairness()).append("</td><td class=\"n\">")
                        .append(String.format(Locale.ROOT, "%.1f %%", 100 * b.cost().mean()))
                        .append(b.failures() > 0 ? " <span class=\"bad\">" + b.failures() + " failed</span>" : "")
                        .append("</td></tr>\n");
            }
            h.append("</table>\n");
        }
        h.append("<h2>Scenarios</h2>\n<table><tr><th>scenario</th><th>need</th><th>score</th><th>better</th></tr>\n");
        file.scenarios().forEach(s -> h.append("<tr><td>").append(HtmlReport.text(s.name())).append("</td><td>")
                .append(HtmlReport.text(s.need())).append("</td><td>").append(HtmlReport.text(s.isFairness()
                        ? "share of TCP" : s.score())).append("</td><td>").append(s.isFairness() ? "not ranked"
                        : s.more() ? "more" : "less").append("</td></tr>\n"));
        h.append("</table>\n<h2>How it was made</h2>\n<pre>").append(HtmlReport.text(String.join(" ", command)))
                .append("</pre>\n<table><tr><th>commit</th><td>").append(HtmlReport.text(made.get("commit")))
                .append("</td></tr><tr><th>program</th><td>").append(HtmlReport.text(made.get("program")))
                .append("</td></tr></table>\n</body></html>\n");
        return h.toString();
    }

    private static String cell(Row r) {
        if (r == null) {
            return "<td></td>";
        }
        List<String> parts = new ArrayList<>(List.of(String.format(Locale.ROOT, "%.2f", r.ratio())));
        if (r.log().halfWidth() > 0) {
            parts.add(String.format(Locale.ROOT, "[%.2f, %.2f]", r.low(), r.high()));
        }
        String text = String.join(" ", parts);
        return "<td class=\"n\">" + (r.differs() ? "<b>" + text + "</b>" : text) + "</td>";
    }
}
