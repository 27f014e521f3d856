package mptcp.shell.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.Stack;
import mptcp.shell.deploy.SharedNames;
import mptcp.shell.text.Show;
import mptcp.shell.text.Table;
import mptcp.shell.world.ConnectionId;

/** {@code mptcp:policy}: what there is, what is in use where, and swaps. */
final class PolicyCommand implements Command {
    /** In place of a name: no choice, so that that of the host's set, or the host's, is used. */
    static final String AUTO = "auto";

    private final Syntax syntax = Syntax.of("policy", "list the policies and who uses them; swap one")
            .operands("[KIND [NAME] | set [SET] | NAME]", 0, 2, PolicyCommand::complete)
            .host("swap for this host, and its connections that have no choice of their own (all hosts)")
            .option("c", "connection", "ID", "swap for this live connection only", Names.CONNECTIONS)
            .flag("v", "verbose", "describe each policy, and say what calls into it take")
            .json()
            .detail("KIND is one of scheduler, path, rexmit, cc. NAME is a policy of that kind, or '" + AUTO + "':")
            .detail("that of the host's set for a host, the host's for a connection. A swap takes effect between")
            .detail("two packets; no byte is lost by it and no window changes. It interrupts a policy that")
            .detail("does not return, on a host that is named as stuck.")
            .detail("Of the calls into policies some are measured: those that took longer than the host's budget again")
            .detail("and again count as slow (here, and as MPTcp...Slow in mptcp:nstat and mptcp:why).")
            .detail("Of several with one name the first serves, that of the highest rank; the others wait for it to go.")
            .detail("'set' and a SET: a host's set of policies, for what is not chosen by name; choices by name are taken back.")
            .detail("'set' alone lists the sets. One NAME alone: that policy, its settings and what it publishes.")
            .example("mptcp:policy", "all kinds")
            .example("mptcp:policy set report", "as FreeBSD-MPTCP v0.4, on all hosts, now")
            .example("mptcp:policy weighted", "its settings, their values, its statistics")
            .example("mptcp:policy scheduler roundrobin", "for all hosts, now")
            .example("mptcp:policy cc lia --connection client/1", "for one live connection");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        Arguments args = call.arguments();
        Environment env = call.environment();
        if (PolicySets.WORD.equals(args.operand(0))) {
            if (args.operand(1) == null) {
                PolicySets.list(call);
            } else {
                PolicySets.choose(call, args.operand(1));
            }
            return;
        }
        if (args.operand(0) != null && args.operand(1) == null && !isKind(args.operand(0))) {
            List<PolicyRegistry.Entry> named = PolicyDetail.named(env, args.operand(0));
            if (!named.isEmpty()) {
                PolicyDetail.show(call, named);
                return;
            }
        }
        PolicyKind kind = args.operand(0) == null ? null : kind(args.operand(0));
        if (args.operand(1) != null) {
            swap(call, kind, args.operand(1));
            return;
        }
        if (args.has("connection") || args.has("host")) {
            throw new CommandException("--host and --connection say where to swap; a KIND and a NAME are missing; "
                    + syntax.usage());
        }
        List<Row> rows = new ArrayList<>();
        List<Stack> hosts = call.hosts();
        for (PolicyKind k : kind == null ? PolicyKind.values() : new PolicyKind[] {kind}) {
            rows.addAll(rows(env, hosts, k));
        }
        if (args.has("json")) {
            call.console().json(rows);
            return;
        }
        call.console().table(table(rows, args.has("verbose")));
    }

    private static Table table(List<Row> rows, boolean verbose) {
        Table table = verbose
                ? new Table("KIND", "NAME", ">RANK", "SETS", "IN USE BY", "FROM", ">MEAN US", ">MAX US", ">SLOW", "")
                : new Table("KIND", "NAME", ">RANK", "SETS", "IN USE BY", "FROM", "");
        for (Row r : rows) {
            Object rank = r.ranking() == Integer.MIN_VALUE ? "last" : r.ranking();
            String users = r.waits() ? "(waits: same name)" : r.users().isEmpty() ? "-" : String.join(", ", r.users());
            String sets = r.sets().isEmpty() ? "-" : String.join(", ", r.sets());
            Cost c = r.cost();
            boolean measured = c.measured() > 0;
            if (verbose) {
                table.row(r.kind(), r.name(), rank, sets, users, r.provider(), measured ? micros(c.meanNs()) : null,
                        measured ? micros(c.maxNs()) : null, measured ? c.slow() : null, r.description());
            } else {
                table.row(r.kind(), r.name(), rank, sets, users, r.provider(),
                        c.often() ? "slow: " + c.slow() + " calls, up to " + Show.time(c.maxNs()) : "");
            }
        }
        return table;
    }

    private static String micros(long ns) {
        return Show.tenths(ns / 1e3);
    }

    /**
     * One policy; the users are hosts, and connections which differ from their host.
     *
     * @param sets that name it
     * @param waits behind another one of its name, which serves
     */
    private record Row(String kind, String name, int ranking, String provider, String description,
            List<String> sets, List<String> users, boolean waits, Cost cost) {}

    /** What its calls took, on all hosts together. */
    private record Cost(long measured, long slow, long meanNs, long maxNs) {
        /** Fewer slow calls, or less than one in so many, may be the machine's. */
        private static final int HABIT = 10;

        boolean often() {
            return slow >= HABIT && slow * HABIT >= measured;
        }

        static Cost of(List<PolicyCost> costs) {
            long measured = costs.stream().mapToLong(PolicyCost::measured).sum();
            long total = costs.stream().mapToLong(PolicyCost::totalNs).sum();
            return new Cost(measured, costs.stream().mapToLong(PolicyCost::slow).sum(),
                    measured == 0 ? 0 : total / measured, costs.stream().mapToLong(PolicyCost::maxNs).max().orElse(0));
        }
    }

    private static List<Row> rows(Environment env, List<Stack> hosts, PolicyKind kind) throws CommandException {
        Map<String, List<String>> users = new LinkedHashMap<>();
        List<PolicyCost> costs = new ArrayList<>();
        for (Stack host : hosts) {
            host.policies().costs().stream().filter(c -> c.kind() == kind).forEach(costs::add);
            String own = host.policies().inUse(kind);
            users.computeIfAbsent(own, n -> new ArrayList<>()).add(host.name());
            for (ConnectionSnapshot c : host.inspector().connections()) {
                String name = c.policies().get(kind);
                if (name != null && !name.equals(own)) {
                    users.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(new ConnectionId(c.host(), c.id()).toString());
                }
            }
        }
        List<PolicyRegistry.Entry> entries = env.factory().policies().list(kind);
        List<PolicySet> sets = env.factory().policies().sets();
        return entries.stream().map(e -> new Row(kind.label(), e.name(), e.ranking(), e.provider(), e.description(),
                sets.stream().filter(s -> e.name().equals(s.policies().get(kind))).map(PolicySet::name).toList(),
                SharedNames.serves(e, entries) ? users.getOrDefault(e.name(), List.of()) : List.of(),
                !SharedNames.serves(e, entries),
                Cost.of(costs.stream().filter(c -> c.name().equals(e.name())).toList()))).toList();
    }

    private static void swap(Invocation call, PolicyKind kind, String name) throws CommandException {
        Arguments args = call.arguments();
        Environment env = call.environment();
        String choice = name.equals(AUTO) ? null : name;
        if (choice != null) {
            check(env, kind, choice);
        }
        String host = args.value("host").orElse(null);
        if (args.has("connection")) {
            ConnectionId id = env.connection(args.value("connection").orElseThrow(), host);
            PolicyControl control = env.host(id.host()).policies();
            String before = env.host(id.host()).stuckIn().isPresent() ? "stuck" : control.inUse(id.id(), kind);
            control.choose(id.id(), kind, choice);
            told(call, List.of(new Swap(kind.label(), id.toString(), before, control.inUse(id.id(), kind))));
            return;
        }
        List<Swap> swaps = new ArrayList<>();
        for (Stack stack : env.hosts(host)) { // also one that is stuck: choosing another policy interrupts it
            String before = stack.stuckIn().isPresent() ? "stuck" : stack.policies().inUse(kind);
            stack.policies().choose(kind, choice);
            swaps.add(new Swap(kind.label(), stack.name(), before, stack.policies().inUse(kind)));
        }
        told(call, swaps);
    }

    /** @param of a host, or a connection */
    private record Swap(String kind, String of, String before, String now) {}

    private static void told(Invocation call, List<Swap> swaps) {
        if (call.arguments().has("json")) {
            call.console().json(swaps);
            return;
        }
        swaps.forEach(s -> call.console().line(s.kind() + " of " + s.of() + ": " + s.now()
                + (s.before().equals(s.now()) ? " (as before)" : " (was " + s.before() + ")")));
    }

    private static boolean isKind(String word) {
        return Arrays.stream(PolicyKind.values()).anyMatch(k -> k.label().equals(word));
    }

    private static PolicyKind kind(String label) throws CommandException {
        try {
            return PolicyKind.of(label);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage() + "; '" + PolicySets.WORD + "' and the name of a policy are possible, too",
                    e);
        }
    }

    /** @throws CommandException that lists the names, if there is no such policy */
    static void check(Environment env, PolicyKind kind, String name) throws CommandException {
        List<PolicyRegistry.Entry> entries = env.factory().policies().list(kind);
        if (entries.stream().noneMatch(e -> e.name().equals(name))) {
            throw new CommandException("no " + kind.label() + " '" + name + "'; there are: "
                    + entries.stream().map(PolicyRegistry.Entry::name).collect(Collectors.joining(", "))
                    + "; " + offers(entries, name));
        }
    }

    /** People know the name of the bundle that they made. */
    private static String offers(List<PolicyRegistry.Entry> entries, String name) {
        return entries.stream().filter(e -> e.provider().startsWith(name + " ")).findFirst()
                .map(e -> "bundle " + name + " offers '" + e.name() + "'")
                .orElse("'mptcp:bundles' shows policy bundles that are stopped");
    }

    private static List<Candidate> complete(Environment env, List<String> words) {
        if (words.size() == 1) {
            List<Candidate> first = new ArrayList<>(Names.KINDS.candidates(env, words));
            first.add(new Candidate(PolicySets.WORD, "sets of policies"));
            first.addAll(PolicyDetail.candidates(env));
            return first;
        }
        if (words.get(1).equals(PolicySets.WORD)) {
            return PolicySets.candidates(env);
        }
        try {
            List<Candidate> names =
                    new ArrayList<>(Names.policies(PolicyKind.of(words.get(1))).candidates(env, words));
            names.add(new Candidate(AUTO, "no choice: that of the set, or the host's"));
            return names;
        } catch (IllegalArgumentException noSuchKind) {
            return List.of();
        }
    }
}
