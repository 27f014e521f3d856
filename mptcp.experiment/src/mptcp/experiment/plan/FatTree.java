package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A data centre's topology, generated: a fat tree of switches with k ports (Al-Fares et al., SIGCOMM 2008) with k^3/4
 * hosts. Each host has a flow to one other (a random permutation, as in the papers on Multipath TCP), and a path there
 * with all routes of equal cost, of which each subflow takes one by its ports, as a switch with ECMP does: routes of
 * subflows may coincide. So it takes a path manager that makes subflows of other ports ({@code ndiffports}).
 *
 * <p>Links are {@code up_..} and {@code down_..}, full duplex each; hosts {@code h0}, ...; flows {@code f0}, ... .
 */
final class FatTree {
    /** All of its flows. */
    static final String FLOWS = "f#";
    private static final int MOST_PORTS = 8;
    private final StringBuilder text = new StringBuilder();
    private final int k;
    private final int half;
    private final SplittableRandom random;

    private FatTree(int k, long pick) {
        this.k = k;
        half = k / 2;
        random = new SplittableRandom(pick);
    }

    /** The body with what its {@code fattree} section stands for. */
    static Tree.Fields expand(Tree.Fields body, Problems problems) {
        if (!(body.fields().get("fattree") instanceof Tree.Fields fields)) {
            return body;
        }
        Section s = new Section(fields, "fattree", problems);
        int k = s.count("k", 4, 2, MOST_PORTS);
        if (k % 2 == 1) {
            s.problem("k", "'k', the ports of a switch, must be even");
            k++;
        }
        String link = s.text("link", "rate=100m,delay=20us,queue=100p");
        s.convert("link", null, mptcp.io.sim.LinkSpec::of);
        int pick = s.count("pick", 1, 0, Integer.MAX_VALUE);
        String flow = s.text("flow", "");
        String host = s.text("host", "");
        s.done();
        FatTree tree = new FatTree(k, pick);
        tree.write(link, host, flow);
        Tree.Fields generated = generated(tree.text.toString(), fields, problems);
        Map<String, Tree> merged = new LinkedHashMap<>(body.fields());
        Map<String, Place> keys = new LinkedHashMap<>(body.keys());
        merged.remove("fattree");
        generated.fields().forEach((name, value) -> {
            if (merged.get(name) instanceof Tree.Fields own && value instanceof Tree.Fields made) {
                Map<String, Tree> both = new LinkedHashMap<>(made.fields());
                both.putAll(own.fields());
                Map<String, Place> places = new LinkedHashMap<>(made.keys());
                places.putAll(own.keys());
                merged.put(name, new Tree.Fields(both, places, own.place()));
            } else {
                merged.put(name, value);
            }
            keys.putIfAbsent(name, body.place());
        });
        return new Tree.Fields(merged, keys, body.place());
    }

    /** Whatever is wrong with it stands where the section says it. */
    private static Tree.Fields generated(String text, Tree.Fields section, Problems problems) {
        Tree.Fields all;
        try {
            all = Yaml.read(text, new Problems("generated"));
        } catch (BadExperiment e) {
            problems.add(section.place(), "fattree: 'host' and 'flow' are lists of 'field: value', with commas between: "
                    + e.getMessage().lines().findFirst().orElse("").replaceFirst("^generated[0-9:]*: ", ""));
            problems.check();
            throw e;
        }
        Map<String, Tree> placed = new LinkedHashMap<>();
        all.fields().forEach((name, value) -> placed.put(name, value.at(switch (name) {
            case "hosts" -> section.keys().getOrDefault("host", section.place());
            case "flows" -> section.keys().getOrDefault("flow", section.place());
            default -> section.keys().getOrDefault("link", section.place());
        })));
        return new Tree.Fields(placed, all.keys(), section.place());
    }

    private int hosts() {
        return k * half * half;
    }

    private void write(String link, String host, String flow) {
        text.append("links:\n");
        for (int h = 0; h < hosts(); h++) {
            link(link, "host%d", h);
        }
        for (int pod = 0; pod < k; pod++) {
            for (int edge = 0; edge < half; edge++) {
                for (int upper = 0; upper < half; upper++) {
                    link(link, "edge%d_%d_%d", pod, edge, upper);
                    link(link, "core%d_%d_%d", pod, upper, edge);
                }
            }
        }
        text.append("hosts:\n");
        for (int h = 0; h < hosts(); h++) {
            text.append("  h").append(h).append(": {").append(host).append("}\n");
        }
        int[] to = permutation();
        StringBuilder flows = new StringBuilder("flows:\n");
        text.append("paths:\n");
        for (int from = 0; from < hosts(); from++) {
            text.append("  p").append(from).append(": {between: [h").append(from).append(", h").append(to[from])
                    .append("], ecmp: [\"").append(String.join("\", \"", routes(from, to[from])))
                    .append("\"]}\n");
            flows.append("  f").append(from).append(": {from: h").append(from).append(", to: h").append(to[from])
                    .append(flow.isBlank() ? "" : ", ").append(flow).append("}\n");
        }
        text.append(flows);
    }

    /** Upward and downward are queues of their own, which the two directions of paths never share. */
    private void link(String link, String name, Object... numbers) {
        String named = String.format(Locale.ROOT, name, numbers);
        text.append("  up_").append(named).append(": \"").append(link).append("\"\n");
        text.append("  down_").append(named).append(": \"").append(link).append("\"\n");
    }

    /** Nobody sends to itself. */
    private int[] permutation() {
        int[] to = new int[hosts()];
        for (int i = 0; i < to.length; i++) {
            to[i] = i;
        }
        for (int i = to.length - 1; i > 0; i--) { // Sattolo's: one cycle
            int j = random.nextInt(i);
            int swapped = to[i];
            to[i] = to[j];
            to[j] = swapped;
        }
        return to;
    }

    private List<String> routes(int from, int to) {
        int edgeFrom = from / half;
        int edgeTo = to / half;
        String first = "up_host" + from;
        String last = "down_host" + to;
        if (edgeFrom == edgeTo) {
            return List.of(first + ", " + last);
        }
        List<String> routes = new ArrayList<>();
        for (int upper = 0; upper < half; upper++) {
            String up = first + ", up_edge" + edgeFrom / half + "_" + edgeFrom % half + "_" + upper;
            String down = "down_edge" + edgeTo / half + "_" + edgeTo % half + "_" + upper + ", " + last;
            if (edgeFrom / half == edgeTo / half) {
                routes.add(up + ", " + down);
                continue;
            }
            for (int core = 0; core < half; core++) {
                routes.add(up + ", up_core" + edgeFrom / half + "_" + upper + "_" + core + ", down_core" + edgeTo / half
                        + "_" + upper + "_" + core + ", " + down);
            }
        }
        return routes;
    }
}
