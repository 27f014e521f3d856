package mptcp.experiment.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scenarios of the league, as a file lists them. Immutable. */
public final class LeagueFile {
    /** The network on which a need is a matter of fairness to this flow of TCP. */
    public static final String TCP = "tcp";
    public static final String FLOW = "f";
    private static final String FAIRNESS = "fairness";

    /**
     * A need on a network.
     *
     * @param need under which it counts
     * @param score the metric of the flow {@code f}
     * @param more whether more of it is better
     */
    public record Scenario(String name, String need, String score, boolean more, String text) {
        /** Whether it is about what is left to TCP. */
        public boolean isFairness() {
            return need.equals(FAIRNESS);
        }
    }

    private final Path folder;
    private final Map<String, String> reference;
    private final List<Scenario> scenarios = new ArrayList<>();

    private LeagueFile(Path file) throws IOException {
        folder = file.toAbsolutePath().getParent();
        Problems problems = new Problems(file.toString());
        Section top = new Section(Yaml.read(Files.readString(file), problems), "the league", problems);
        reference = top.values("reference");
        String duration = top.required("duration", "10s");
        Map<String, String> nets = top.values("nets");
        Map<String, String> hosts = top.values("hosts");
        Section lists = top.section("scenarios");
        top.each("needs", "need", (need, s) -> {
            String flow = s.required("flow", "from: client, to: server");
            String score = s.required("score", "goodput");
            boolean more = s.word("better", "more", List.of("more", "less")).equals("more");
            String countsAs = s.text("counts-as", need);
            s.done();
            for (String net : lists.list(need)) {
                if (!nets.containsKey(net)) {
                    lists.problem(need, "there is no net '" + net + "'");
                    continue;
                }
                scenarios.add(new Scenario(need + " on " + net, countsAs, score, more,
                        text(need + " on " + net, duration, flow, nets.get(net), hosts.getOrDefault(net, ""))));
            }
        });
        top.done();
        problems.check();
    }

    public static LeagueFile read(Path file) throws IOException {
        return new LeagueFile(file);
    }

    private String text(String title, String duration, String flow, String net, String host) {
        StringBuilder t = new StringBuilder("title: " + title + "\nduration: " + duration + "\nmaps: 0s..1ms\npolicy-set: report\n"
                + "parameters: {");
        reference.forEach((kind, name) -> t.append(kind).append(": ").append(name).append(", "));
        String chosen = String.join(", ", reference.keySet().stream().map(kind -> kind + ": $" + kind).toList())
                + (host.isEmpty() ? "" : ", " + host);
        t.append("}\nhosts:\n  client: {").append(chosen).append("}\n  server: {").append(chosen).append("}\n");
        boolean fairness = title.startsWith(FAIRNESS);
        if (fairness) {
            t.append("  other: {mptcp: off, cc: reno}\n  web: {}\n");
        }
        t.append(net).append("\nflows:\n  ").append(FLOW).append(": {").append(flow).append(", over: a}\n");
        if (fairness) {
            t.append("  ").append(TCP).append(": {from: other, to: web}\n");
        }
        return t.toString();
    }

    public List<Scenario> scenarios() {
        return List.copyOf(scenarios);
    }

    /** Names of policies by the labels of their kinds. */
    public Map<String, String> reference() {
        return new LinkedHashMap<>(reference);
    }

    /** One scenario with some policies in place of the reference's. */
    public Experiment at(Scenario scenario, Map<String, String> policies, PolicyNames names) {
        ExperimentFile file = ExperimentFile.parse(scenario.name(), scenario.text(), policies, names, folder,
                folder.getParent());
        return file.at(file.points(false).getFirst());
    }
}
