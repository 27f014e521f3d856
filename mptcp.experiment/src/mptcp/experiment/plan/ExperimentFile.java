package mptcp.experiment.plan;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file that describes an experiment: variants of it, seeds, a grid of parameters, and what is expected. Everything in
 * it has been checked when {@link #read} returns. Immutable.
 */
public final class ExperimentFile {
    private static final Set<String> ABOUT_RUNS = Set.of("title", "about", "source", "parameters", "variants", "seeds",
            "sweep", "design", "benefit", "expect");
    private static final String PARAMETER_NEEDED = "; what differs is a parameter: it has a value under 'parameters', and stands as $name where it"
            + " is meant";
    private static final int MOST_POINTS = 1_000_000;

    /** A variant of the experiment with the values of all parameters. */
    public record Point(String variant, Map<String, String> parameters) {}

    private final String file;
    private final String text;
    private final PolicyNames policies;
    private final Traces traces;
    private final Tree.Fields body;
    private final String title;
    private final String about;
    private final String source;
    private final Map<String, String> parameters;
    private final Map<String, Map<String, String>> variants = new LinkedHashMap<>();
    private final List<Long> seeds;
    private final Map<String, List<String>> sweep = new LinkedHashMap<>();
    private final List<Map<String, String>> design = new ArrayList<>();
    private final BenefitPlan benefit;
    private final List<Expectation> expectations = new ArrayList<>();

    private ExperimentFile(String file, String text, Map<String, String> overrides, PolicyNames policies,
            List<Path> folders) {
        traces = new Traces(folders);
        this.file = file;
        this.text = text;
        this.policies = policies;
        Problems problems = new Problems(file);
        Tree.Fields all = Yaml.read(text, problems);
        body = all.without(ABOUT_RUNS);
        Section top = new Section(all, "the experiment", problems);
        title = top.required("title", "two paths of 20 Mbit/s").replace('\n', ' ');
        about = top.text("about", "");
        source = top.text("source", "");
        parameters = new LinkedHashMap<>(top.values("parameters"));
        seeds = seeds(top);
        top.each("variants", "variant", (name, v) -> {
            Names.check(name, v, problems);
            Map<String, String> values = new LinkedHashMap<>();
            for (String key : known(v)) {
                values.put(key, v.text(key, ""));
            }
            v.done(PARAMETER_NEEDED);
            variants.put(name, values);
        });
        Section grid = top.section("sweep");
        if (grid != null) {
            for (String key : known(grid)) {
                sweep.put(key, grid.list(key));
                if (sweep.get(key).isEmpty()) {
                    grid.problem(key, "'" + key + "' needs at least one value");
                }
            }
            grid.done(PARAMETER_NEEDED);
        }
        Section designed = top.section("design");
        if (designed != null) {
            design.addAll(Design.read(designed, parameters.keySet()));
            if (grid != null) {
                top.problem("design", "it needs either 'sweep', a grid, or 'design', not both");
            }
        }
        Section compared = top.section("benefit");
        benefit = compared == null ? null : BenefitPlan.read(compared, List.copyOf(variants.keySet()));
        top.each("expect", "expectation", e -> expectations.add(ExpectationReader.read(e)));
        overrides.forEach((name, value) -> override(name, value, problems));
        ExperimentReader.readTop(top);
        top.done();
        checkAll(problems);
    }

    /**
     * Reads a file.
     *
     * @param overrides values of parameters, which then neither variants nor sweeps change
     * @param more folders where traces are, beside the file's own
     * @throws BadExperiment with everything that is wrong with it
     */
    public static ExperimentFile read(Path file, Map<String, String> overrides, PolicyNames policies, Path... more)
            throws IOException {
        try {
            List<Path> folders = new ArrayList<>(List.of(file.toAbsolutePath().getParent()));
            folders.addAll(List.of(more));
            return new ExperimentFile(file.toString(), Files.readString(file), overrides, policies, folders);
        } catch (CharacterCodingException e) {
            throw new BadExperiment(List.of(file + ": this is not text in UTF-8"));
        }
    }

    /**
     * The same experiment without payload, as if the file said so: its {@link #text} does, and gives the same results again.
     *
     * @throws BadExperiment if the file says otherwise
     */
    public static ExperimentFile readWithoutPayload(Path file, Map<String, String> overrides, PolicyNames policies,
            Path... more) throws IOException {
        ExperimentFile read = read(file, overrides, policies, more);
        if (read.points(false).stream().allMatch(point -> read.at(point).payloadFree())) {
            return read;
        }
        String text = read.text.strip();
        String said = text.startsWith("{") ? "{\"payload-free\": true, " + text.substring(1)
                : read.text.endsWith("\n") ? read.text + "payload-free: true\n" : read.text + "\npayload-free: true\n";
        return new ExperimentFile(file.toString(), said, overrides, policies, read.traces.folders());
    }

    /** @param name of the file in messages */
    public static ExperimentFile parse(String name, String text, Map<String, String> overrides, PolicyNames policies,
            Path... traces) {
        return new ExperimentFile(name, text, overrides, policies, List.of(traces));
    }

    /** The groups of flows that the file has, by their names: {@code user#}. */
    public List<String> groups() {
        List<String> groups = new ArrayList<>();
        if (body.fields().get("flows") instanceof Tree.Fields flows) {
            flows.fields().keySet().stream().filter(name -> name.contains("#")).forEach(groups::add);
        }
        if (body.fields().containsKey("fattree")) {
            groups.add(FatTree.FLOWS);
        }
        return groups;
    }

    private static List<Long> seeds(Section top) {
        Set<Long> seeds = new LinkedHashSet<>();
        for (String part : top.list("seeds")) {
            try {
                Numbers.seeds(part).forEach(seed -> Numbers.add(seeds, seed));
            } catch (IllegalArgumentException e) {
                top.problem("seeds", "'seeds': " + e.getMessage());
            }
        }
        return seeds.isEmpty() ? List.of(1L) : List.copyOf(seeds);
    }

    /** Those of a section's fields that are parameters. */
    private List<String> known(Section section) {
        return parameters.keySet().stream().filter(name -> {
            section.allow(name);
            return section.has(name);
        }).toList();
    }

    private void override(String name, String value, Problems problems) {
        if (parameters.replace(name, value) == null) {
            problems.add(Place.NOWHERE, "there is no parameter '" + name + "' to set; "
                    + (parameters.isEmpty() ? "it has none" : "there are " + String.join(", ", parameters.keySet())));
        }
        variants.values().forEach(v -> v.remove(name));
        sweep.remove(name);
        design.forEach(point -> point.remove(name));
    }

    /** Every variant at every point of the grid is read once; a parameter that nothing uses is an error. */
    private void checkAll(Problems problems) {
        if (variants.isEmpty()) {
            variants.put("", Map.of());
        }
        if (benefit != null && !(body.fields().get("flows") instanceof Tree.Fields flows
                && flows.fields().containsKey(benefit.flow()))) {
            problems.add(body.place(), "benefit: there is no flow '" + benefit.flow() + "'");
        }
        long points = sweep.values().stream().mapToLong(List::size).reduce(variants.size(),
                (a, b) -> a * Math.max(1, b));
        if (points > MOST_POINTS) {
            problems.add(body.place(), "the sweep has " + points + " points, more than " + MOST_POINTS);
            problems.check();
        }
        Set<String> used = new HashSet<>();
        Map<String, Experiment> samples = new LinkedHashMap<>();
        for (Point point : points(true)) {
            Experiment e = ExperimentReader.read(
                    (Tree.Fields) body.replace(point.parameters(), used, problems), policies, traces, problems);
            samples.putIfAbsent(point.variant(), e);
        }
        problems.check();
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!used.contains(name)) {
                problems.add(body.place(), "parameter '" + name + "' is used nowhere; write $" + name
                        + " where its value belongs");
            }
        }
        problems.check();
        expectations.forEach(e -> ExpectationReader.check(e, samples, benefit, problems));
        problems.check();
    }

    // ---- what it says

    /** The name without folders and extension. */
    public String name() {
        return Path.of(file).getFileName().toString().replaceFirst("\\.(ya?ml|json)$", "");
    }

    /** All of it, as it was read. */
    public String text() {
        return text;
    }

    /** The traces that it refers to, by name. */
    public Map<String, String> traces() {
        return traces.texts();
    }

    public String title() {
        return title;
    }

    public String about() {
        return about;
    }

    public String source() {
        return source;
    }

    public List<Long> seeds() {
        return seeds;
    }

    /** One without a name if the file has no variants. */
    public List<String> variants() {
        return List.copyOf(variants.keySet());
    }

    /** Parameters that the sweep varies. */
    public List<String> swept() {
        return design.isEmpty() ? List.copyOf(sweep.keySet()) : List.copyOf(design.getFirst().keySet());
    }

    /** By variant, the swept parameters that it sets itself: the sweep does not vary these there. */
    public Map<String, List<String>> fixed() {
        Map<String, List<String>> fixed = new LinkedHashMap<>();
        variants.forEach((name, values) -> {
            List<String> own = swept().stream().filter(values::containsKey).toList();
            if (!own.isEmpty()) {
                fixed.put(name, own);
            }
        });
        return fixed;
    }

    /** Null if there is none. */
    public BenefitPlan benefit() {
        return benefit;
    }

    public List<String> parameters() {
        return List.copyOf(parameters.keySet());
    }

    public List<Expectation> expectations() {
        return List.copyOf(expectations);
    }

    /**
     * Variants, or variants and the grid.
     *
     * @param swept whether to go through all values of the sweep, or the points of the design; else the parameters have their own
     */
    public List<Point> points(boolean swept) {
        List<Point> points = new ArrayList<>();
        variants.forEach((name, values) -> {
            Map<String, String> all = new LinkedHashMap<>(parameters);
            all.putAll(values);
            if (swept && !design.isEmpty()) {
                for (Map<String, String> point : design) {
                    Map<String, String> here = new LinkedHashMap<>(all);
                    here.putAll(point);
                    here.putAll(values);
                    points.add(new Point(name, here));
                }
            } else if (swept) {
                List<String> free = new ArrayList<>(sweep.keySet());
                free.removeAll(values.keySet());
                expand(name, all, free, 0, points);
            } else {
                points.add(new Point(name, all));
            }
        });
        return points;
    }

    private void expand(String variant, Map<String, String> values, List<String> free, int from, List<Point> points) {
        if (from == free.size()) {
            points.add(new Point(variant, new LinkedHashMap<>(values)));
            return;
        }
        for (String value : sweep.get(free.get(from))) {
            values.put(free.get(from), value);
            expand(variant, values, free, from + 1, points);
        }
    }

    /** The experiment at a point. */
    public Experiment at(Point point) {
        Problems problems = new Problems(file);
        Experiment experiment = ExperimentReader.read(
                (Tree.Fields) body.replace(point.parameters(), new HashSet<>(), problems), policies, traces, problems);
        problems.check();
        return experiment;
    }
}
