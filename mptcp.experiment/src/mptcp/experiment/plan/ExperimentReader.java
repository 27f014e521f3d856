package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Tags;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyKind;
import mptcp.api.text.Quantity;
import mptcp.io.sim.LinkSpec;

/** Reads the part of a file that describes a run. Problems are noted; what is returned is useless if there are any. */
final class ExperimentReader {
    private static final long MS = 1_000_000;
    private static final int SAMPLES = 400;
    private static final int MOST_EVENTS = 100_000;
    /** Times of runs are added to each other: 30 days are far from where that overflows. */
    private static final long LONGEST_NS = 30L * 24 * 3600 * 1000 * MS;
    /** The n-th has the addresses 10.n.0.1 and 10.n.0.2, and from the 256th on with n / 256 instead of 0. */
    private static final int MOST_PATHS = 65_000;
    /** Each listens at a port of its own. */
    private static final int MOST_FLOWS = 10_000;
    private static final List<String> FIELDS = List.of("payload-free", "duration", "sample", "jitter", "windows", "maps", "policy-set", "hosts", "links",
            "paths", "flows", "cross", "events",
            "fattree");

    private final Section top;
    private final PolicyNames policyNames;
    private final Problems problems;
    private final Traces traces;
    private final long durationNs;
    private String policySet = "";
    private final Map<String, HostPlan> hosts = new LinkedHashMap<>();
    private final Map<String, LinkSpec> links = new LinkedHashMap<>();
    private final Map<String, PathPlan> paths = new LinkedHashMap<>();
    private final Map<String, FlowPlan> flows = new LinkedHashMap<>();
    private final List<EventPlan> events = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();

    private ExperimentReader(Tree.Fields body, PolicyNames policyNames, Traces traces, Problems problems) {
        this.traces = traces;
        this.policyNames = policyNames;
        this.problems = problems;
        top = new Section(body, "the experiment", problems);
        durationNs = top.has("duration") ? top.time("duration", 1) : Quantity.time(top.required("duration", "20s"));
        if (durationNs <= 0 || durationNs > LONGEST_NS) {
            top.problem("duration", "'duration' must be more than 0, and 30 days at most");
        }
    }

    /** Makes the fields of a run possible at the top of a file. */
    static void readTop(Section top) {
        FIELDS.forEach(top::allow);
    }

    static Experiment read(Tree.Fields body, PolicyNames policyNames, Traces traces, Problems problems) {
        Tree.Fields whole = Copies.expand(FatTree.expand(body, problems), problems);
        return new ExperimentReader(whole, policyNames, traces, problems).read(body.toString());
    }

    private Experiment read(String description) {
        long sampleNs = top.time("sample", Math.max(MS, durationNs / SAMPLES / MS * MS));
        if (sampleNs < MS || durationNs / Math.max(1, sampleNs) > 1_000_000) {
            top.problem("sample", "'sample' must be at least 1ms, and a millionth of the duration");
        }
        Unevenness unevenness = Unevenness.of(top, durationNs);
        top.values("windows").forEach((name, _) -> {
            Names.check(name, top.section("windows"), problems);
            Window w = window(top.section("windows"), name, null);
            if (w != null) {
                windows.add(w);
            }
        });
        Window maps = window(top, "maps", new Window("maps", 0, durationNs));
        top.values("links").forEach((name, text) -> {
            LinkSpec spec = top.section("links").convert(name, LinkSpec.IDEAL, LinkSpec::of);
            Names.check(name, top.section("links"), problems);
            links.put(name, spec);
        });
        policySet = HostReader.policySet(top, "", policyNames);
        top.each("hosts", "host", (name, s) -> {
            Names.check(name, s, problems);
            hosts.put(name, HostReader.read(name, s, policySet, policyNames));
        });
        boolean listed = top.has("hosts");
        top.each("paths", "path", (name, s) -> {
            Names.check(name, s, problems);
            if (paths.size() == MOST_PATHS) {
                problems.add(s.place(), "there are more than " + MOST_PATHS + " paths");
            }
            paths.put(name, path(name, s, listed));
        });
        if (paths.isEmpty()) {
            top.problem("paths", "it needs 'paths', such as 'wifi: {between: [client, server], link: \"rate=20m\"}'");
        }
        top.each("flows", "flow", (name, s) -> {
            Names.check(name, s, problems);
            if (flows.size() == MOST_FLOWS) {
                problems.add(s.place(), "there are more than " + MOST_FLOWS + " flows");
            }
            flows.put(name, new FlowReader(s, hosts, paths, policyNames, traces, durationNs).read(name));
        });
        if (flows.isEmpty()) {
            top.problem("flows", "it needs 'flows', such as 'bulk: {from: client, to: server}'");
        }
        List<CrossPlan> cross = new ArrayList<>();
        List<String> places = new ArrayList<>(links.keySet());
        paths.values().stream().filter(path -> path.through().isEmpty()).forEach(path -> places.add(path.name()));
        top.each("cross", "cross", (name, s) -> {
            Names.check(name, s, problems);
            cross.add(CrossPlan.read(name, s, places, durationNs));
        });
        top.each("events", "event", this::event);
        events.sort(Comparator.comparingLong(EventPlan::atNs));
        for (String host : hosts.keySet()) {
            if (paths.values().stream().filter(path -> path.a().equals(host) || path.b().equals(host)).count() > 255) {
                top.problem("paths", "host " + host + " has more than 255 paths");
            }
        }
        return new Experiment(top.flag("payload-free", false), durationNs, sampleNs, unevenness, List.copyOf(windows), maps, hosts, links, paths, flows,
                List.copyOf(cross), List.copyOf(events), description + traces.texts());
    }

    private Window window(Section section, String name, Window otherwise) {
        return section.convert(name, otherwise, text -> {
            String[] ends = text.split("\\.\\.", -1);
            if (ends.length != 2) {
                throw new IllegalArgumentException("'" + text + "' is not a window such as 2s..10s");
            }
            Window window = new Window(name, Quantity.time(ends[0].strip()), Quantity.time(ends[1].strip()));
            if (window.toNs() <= window.fromNs() || window.toNs() > durationNs) {
                throw new IllegalArgumentException("it must end after its beginning and within the duration");
            }
            return window;
        });
    }

    // ---- paths

    private PathPlan path(String name, Section s, boolean listed) {
        List<String> ends = s.list("between");
        if (ends.size() != 2 || ends.get(0).equals(ends.get(1))) {
            s.problem("between", "it needs 'between' with two hosts, such as 'between: [client, server]'");
            ends = List.of("client", "server");
        }
        for (String host : ends) {
            if (!hosts.containsKey(host)) {
                Names.check(host, s, problems);
                if (listed) {
                    s.problem("between", "there is no host '" + host + "'; where 'hosts' are listed, all are: "
                            + String.join(", ", top.section("hosts").names()));
                }
                hosts.put(host, HostReader.plain(host, policySet));
            }
        }
        LinkSpec both = s.convert("link", null, LinkSpec::of);
        LinkSpec forward = s.convert("forward", both, LinkSpec::of);
        LinkSpec backward = s.convert("backward", both, LinkSpec::of);
        List<List<String>> routes = s.list("ecmp").stream().map(r -> List.of(r.strip().split("\\s*,\\s*"))).toList();
        if (!routes.isEmpty() && s.has("through")) {
            s.problem("ecmp", "it needs either 'through', one route, or 'ecmp', a list of several");
        }
        List<String> through = routes.isEmpty() ? s.list("through") : routes.getFirst();
        boolean own = s.has("link") || s.has("forward") || s.has("backward");
        if (through.isEmpty() != own) {
            s.problem("through", "it needs either 'link' (or 'forward' and 'backward') or 'through', a list of links");
        }
        for (String link : routes.isEmpty() ? through : routes.stream().flatMap(List::stream).toList()) {
            if (!links.containsKey(link)) {
                s.problem(routes.isEmpty() ? "through" : "ecmp", "there is no link '" + link + "'" + (links.isEmpty() ? "; list it under 'links'"
                        : "; there are " + String.join(", ", links.keySet())));
            }
        }
        boolean backup = s.flag("backup", false);
        Tags tags = s.convert("tags", Tags.NONE, Tags::of);
        s.done();
        return new PathPlan(name, ends.get(0), ends.get(1), forward == null ? LinkSpec.IDEAL : forward,
                backward == null ? LinkSpec.IDEAL : backward, through,
                routes.isEmpty() ? List.of() : routes.subList(1, routes.size()), backup, tags);
    }

    // ---- events

    private void event(Section s) {
        long atNs = Quantity.time(s.has("at") ? s.convert("at", "0s", t -> {
            Quantity.time(t);
            return t;
        }) : s.required("at", "5s"));
        if (atNs >= durationNs) {
            s.problem("at", "it happens when the experiment is over");
        }
        long times = times(s, atNs);
        long targets = List.of("link", "path", "host", "flow").stream().filter(s::has).count();
        if (targets != 1) {
            List.of("link", "path", "host", "flow").forEach(s::allow);
            problems.add(s.place(), s.what() + " needs one of link, path, host and flow, with its name");
        } else if (s.has("trace") && (s.has("link") || s.has("path"))) {
            trace(s, atNs);
        } else {
            long everyNs = s.time("every", 0);
            for (long i = 0; i < times; i++) {
                events.add(s.has("link") ? link(s, atNs + i * everyNs) : s.has("path") ? path(s, atNs + i * everyNs)
                        : s.has("host") ? host(s, atNs + i * everyNs) : flow(s, atNs + i * everyNs));
            }
        }
        s.done();
    }

    /** How often it happens within the experiment. */
    private long times(Section s, long atNs) {
        long everyNs = s.time("every", 0);
        long untilNs = s.time("until", durationNs);
        if (!s.has("every")) {
            if (s.has("until")) {
                s.problem("until", "'until' ends what happens again and again: 'every' is missing");
            }
            return 1;
        }
        if (everyNs <= 0) {
            s.problem("every", "'every' must be more than 0");
            return 1;
        }
        if (untilNs < atNs || untilNs > durationNs) {
            s.problem("until", "'until' must not be before 'at', nor after the end of the experiment");
            return 1;
        }
        long times = (Math.min(untilNs, durationNs - 1) - atNs) / everyNs + 1;
        if (times > MOST_EVENTS - events.size()) {
            s.problem("every", "it would happen " + times + " times; " + MOST_EVENTS + " events are possible in all");
            return 1;
        }
        return times;
    }

    /** What a trace says, from then on to the end of the experiment. */
    private void trace(Section s, long atNs) {
        boolean ofLink = s.has("link");
        String name = s.word(ofLink ? "link" : "path", "", ofLink ? List.copyOf(links.keySet())
                : paths.values().stream().filter(p -> p.through().isEmpty()).map(PathPlan::name).toList());
        EventPlan.Direction direction = direction(s);
        s.convert("trace", null, file -> {
            if (Traces.isTable(file)) {
                traces.changes(file, atNs, durationNs, MOST_EVENTS - events.size()).forEach(c -> events.add(ofLink
                        ? new EventPlan.Link(c.atNs(), name, direction, c.change())
                        : new EventPlan.Path(c.atNs(), name, direction, c.change(), null)));
            } else {
                events.add(new EventPlan.Deliveries(atNs, name, direction, file,
                        traces.deliveries(file).startingAt(atNs)));
            }
            return null;
        });
    }

    private EventPlan link(Section s, long atNs) {
        String name = s.word("link", "", List.copyOf(links.keySet()));
        EventPlan.Direction direction = direction(s);
        s.required("set", "loss=1%");
        return new EventPlan.Link(atNs, name, direction, change(s));
    }

    private EventPlan path(Section s, long atNs) {
        String name = s.word("path", "", List.copyOf(paths.keySet()));
        EventPlan.Direction direction = direction(s);
        String change = change(s);
        String state = s.word("state", null, List.of("up", "down", "gone", "moved"));
        if (change.isEmpty() == (state == null)) {
            problems.add(s.place(), s.what() + " needs 'state: up', 'state: down' or 'set: LINK', such as"
                    + " 'set: loss=1%'");
        }
        if (state != null && (state.equals("gone") || state.equals("moved"))) {
            return new EventPlan.Move(atNs, name, state.equals("moved"));
        }
        if (!change.isEmpty() && paths.containsKey(name) && !paths.get(name).through().isEmpty()) {
            s.problem("set", "path " + name + " leads through shared links; name one of them: "
                    + paths.get(name).through());
        }
        return new EventPlan.Path(atNs, name, direction, change, state == null ? null : state.equals("up"));
    }

    private static EventPlan.Direction direction(Section s) {
        return EventPlan.Direction.valueOf(
                s.word("direction", "both", List.of("both", "forward", "backward")).toUpperCase(java.util.Locale.ROOT));
    }

    private static String change(Section s) {
        return s.convert("set", "", text -> {
            LinkSpec.IDEAL.with(text);
            return text;
        });
    }

    private EventPlan host(Section s, long atNs) {
        String name = s.word("host", "", List.copyOf(hosts.keySet()));
        Map<PolicyKind, String> chosen = policies(s, policyNames);
        Map<String, String> settings = s.values("settings", policyNames::check);
        if (chosen.isEmpty() && settings.isEmpty()) {
            problems.add(s.place(), s.what() + " needs 'settings' or a policy: scheduler, path, rexmit, cc");
        }
        return new EventPlan.Host(atNs, name, chosen, settings);
    }

    private EventPlan flow(Section s, long atNs) {
        String name = s.word("flow", "", List.copyOf(flows.keySet()));
        Map<PolicyKind, String> chosen = policies(s, policyNames);
        Hint hint = s.convert("hint", null, FlowHints::parse);
        if (chosen.isEmpty() && hint == null) {
            problems.add(s.place(), s.what() + " needs 'hint' or a policy: scheduler, path, rexmit, cc");
        }
        return new EventPlan.Flow(atNs, name, chosen, hint);
    }

    /** Policies by the labels of their kinds: scheduler, path, rexmit, cc. */
    static Map<PolicyKind, String> policies(Section s, PolicyNames names) {
        Map<PolicyKind, String> chosen = new EnumMap<>(PolicyKind.class);
        for (PolicyKind kind : PolicyKind.values()) {
            String name = s.word(kind.label(), null, names.of(kind));
            if (name != null) {
                chosen.put(kind, name);
            }
        }
        return chosen;
    }
}
