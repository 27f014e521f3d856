package mptcp.shell.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.shell.text.Show;
import mptcp.shell.world.ConnectionId;
import mptcp.shell.world.Transfer;

/** The completion of the names of things. What cannot be asked for now has no names. */
final class Names {
    static final Completer HOSTS = (env, words) -> quietly(() -> env.hosts().stream()
            .map(h -> new Candidate(h.name(), "host")).toList());

    static final Completer TRANSFER_HOSTS = (env, words) -> {
        List<Candidate> hosts = new ArrayList<>(HOSTS.candidates(env, words));
        env.laboratories().present()
                .ifPresent(lab -> hosts.add(new Candidate(lab.kernel().name(), "the kernel of the lab")));
        return hosts;
    };

    static final Completer CONNECTIONS = (env, words) -> quietly(() -> env.connections().stream()
            .map(ConnectionId::toString).map(id -> new Candidate(id, "connection")).toList());

    static final Completer TRANSFERS = (env, words) -> env.transfers().all().stream()
            .map(Names::transfer).toList();

    static final Completer RUNNING_TRANSFERS = (env, words) -> env.transfers().all().stream()
            .filter(t -> !t.state().over()).map(Names::transfer).toList();

    static final Completer BUNDLES = (env, words) -> env.bundles().list().stream()
            .filter(b -> b.id() != null).map(b -> new Candidate(b.name(), b.id() + " " + b.state())).toList();

    static final Completer RUNNING_BUNDLES = bundles(true);
    static final Completer STOPPED_BUNDLES = bundles(false);

    static final Completer COUNTERS = (env, words) -> quietly(() -> env.hosts().stream()
            .flatMap(host -> host.inspector().counters().keySet().stream()).distinct()
            .map(name -> new Candidate(name, null)).toList());

    static final Completer KINDS = (env, words) -> Arrays.stream(PolicyKind.values())
            .map(k -> new Candidate(k.label(), "policy kind")).toList();

    static final Completer PATHS = (env, words) -> quietly(() -> env.paths().stream()
            .map(p -> new Candidate(p.name(), "path")).toList());

    private Names() {}

    /** The policies of a kind, by name. */
    static Completer policies(PolicyKind kind) {
        return (env, words) -> quietly(() -> {
            List<Candidate> names = new ArrayList<>();
            for (PolicyRegistry.Entry e : env.factory().policies().list(kind)) {
                names.add(new Candidate(e.name(), e.description().isEmpty() ? e.provider() : e.description()));
            }
            return names;
        });
    }

    private static Completer bundles(boolean active) {
        return (env, words) -> env.bundles().list().stream()
                .filter(b -> b.id() != null && b.state().equals("ACTIVE") == active)
                .map(b -> new Candidate(b.name(), b.id() + " " + b.state())).toList();
    }

    private static Candidate transfer(Transfer t) {
        String size = t.content().length() < 0 ? "" : " of " + Show.size(t.content().length());
        return new Candidate(Integer.toString(t.id()), t.direction().name().toLowerCase(Locale.ROOT) + size + ", "
                + t.state().name().toLowerCase(Locale.ROOT));
    }

    interface Query {
        List<Candidate> run() throws CommandException;
    }

    /** Nobody wants to read an error while pressing the tabulator key. */
    static List<Candidate> quietly(Query query) {
        try {
            return query.run();
        } catch (CommandException nothingThere) {
            return List.of();
        }
    }
}
