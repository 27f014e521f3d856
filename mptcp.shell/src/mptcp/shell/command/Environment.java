package mptcp.shell.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;
import mptcp.api.text.Quantity;
import mptcp.shell.world.Clock;
import mptcp.shell.world.ConnectionId;
import mptcp.shell.world.EmbeddedNetwork;
import mptcp.shell.world.Laboratories;
import mptcp.shell.world.Laboratory;
import mptcp.shell.world.NetworkPath;
import mptcp.shell.world.StackHost;
import mptcp.shell.world.Transfer;
import mptcp.shell.world.TransferHost;
import mptcp.shell.world.Transfers;

/** All that commands work on, and how they find a thing by its name. Any thread. */
public final class Environment {
    /** Of the connections that a message names. */
    private static final int LISTED = 20;

    private final Supplier<StackFactory> factory;
    private final Supplier<EmbeddedNetwork> network;
    private final Laboratories laboratories;
    private final PolicyBundles bundles;
    private final Transfers transfers;
    private final Clock clock;

    /**
     * @param factory gives null while there is no stack implementation
     * @param network gives null while there is no embedded network
     */
    public Environment(Supplier<StackFactory> factory, Supplier<EmbeddedNetwork> network,
            Laboratories laboratories, PolicyBundles bundles, Transfers transfers, Clock clock) {
        this.factory = factory;
        this.network = network;
        this.laboratories = laboratories;
        this.bundles = bundles;
        this.transfers = transfers;
        this.clock = clock;
    }

    public StackFactory factory() throws CommandException {
        StackFactory present = factory.get();
        if (present == null) {
            throw new CommandException("there is no stack, for no bundle offers one:"
                    + " 'mptcp:start mptcp.core' may help, 'felix:lb' shows all bundles");
        }
        return present;
    }

    public EmbeddedNetwork network() throws CommandException {
        factory();
        EmbeddedNetwork present = network.get();
        if (present == null) {
            throw new CommandException("the embedded network did not start: MPTCP_LOG=info tells why, its settings are"
                    + " the configuration mptcp.shell.network");
        }
        return present;
    }

    public Laboratories laboratories() {
        return laboratories;
    }

    public Laboratory laboratory() throws CommandException {
        return laboratories.present().orElseThrow(() -> new CommandException(
                "there is no lab with the kernel in it: 'mptcp:lab up' makes one (Linux, root)"));
    }

    /** Those of the embedded network, and those of the laboratory. */
    public List<NetworkPath> paths() throws CommandException {
        Laboratory laboratory = laboratories.present().orElse(null);
        EmbeddedNetwork embedded = network.get();
        List<NetworkPath> paths = new ArrayList<>();
        if (embedded != null || laboratory == null) {
            paths.addAll(network().paths());
        }
        if (laboratory != null) {
            paths.addAll(laboratory.paths());
        }
        return paths;
    }

    public PolicyBundles bundles() {
        return bundles;
    }

    public Transfers transfers() {
        return transfers;
    }

    public Clock clock() {
        return clock;
    }

    /** The open stacks, by name. */
    public List<Stack> hosts() throws CommandException {
        EmbeddedNetwork present = network.get();
        if (present != null && present.failure() != null) {
            throw new CommandException("the embedded network has ended by an error (" + present.failure()
                    + "); 'mptcp:update mptcp.shell' makes it anew", present.failure());
        }
        List<Stack> stacks = new ArrayList<>(factory().stacks());
        stacks.sort(Comparator.comparing(Stack::name));
        return stacks;
    }

    /** The one of this name; null: all. */
    public List<Stack> hosts(String name) throws CommandException {
        return name == null ? hosts() : List.of(host(name));
    }

    public Stack host(String name) throws CommandException {
        List<Stack> hosts = hosts();
        return hosts.stream().filter(h -> h.name().equals(name)).findFirst()
                .orElseThrow(() -> new CommandException("no host '" + name + "'; there are: " + names(hosts)));
    }

    /** A host that can take part in transfers: a stack, or the kernel. */
    public TransferHost transferHost(String name) throws CommandException {
        return name.equals(Laboratory.KERNEL) ? laboratory().kernel()
                : name.equals(Laboratory.HOST) ? new StackHost(laboratory().stack()) : new StackHost(host(name));
    }

    private static String names(List<Stack> hosts) {
        return hosts.isEmpty() ? "none" : hosts.stream().map(Stack::name).collect(Collectors.joining(", "));
    }

    /**
     * Reads {@code client/1}, or {@code 1} where only one host has a connection of this number.
     *
     * @param host what the user said besides, or null
     */
    public ConnectionId connection(String text, String host) throws CommandException {
        int slash = text.indexOf('/');
        String named = slash < 0 ? host : text.substring(0, slash);
        long id;
        try {
            id = Quantity.count(text.substring(slash + 1), "connection", 0, Long.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            throw new CommandException("'" + text + "' is not a connection such as client/1", e);
        }
        if (hosts().stream().anyMatch(h -> h.name().equals(named) && h.stuckIn().isEmpty()
                && h.inspector().connection(id).isPresent())) {
            return new ConnectionId(named, id); // without looking at the others, which may be many
        }
        List<ConnectionId> all = connections();
        List<ConnectionId> found = all.stream()
                .filter(c -> c.id() == id && (named == null || c.host().equals(named))).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new CommandException(found.isEmpty()
                ? "no connection " + text + "; there are: " + list(all)
                : "connection " + text + " could be " + list(found) + ": say which");
    }

    private static String list(List<ConnectionId> ids) {
        return ids.isEmpty() ? "none"
                : ids.stream().limit(LISTED).map(ConnectionId::toString).collect(Collectors.joining(", "))
                        + (ids.size() > LISTED ? " and " + (ids.size() - LISTED) + " more" : "");
    }

    /** What to say of a loop that does not come back from something, and what can be done. */
    static String stuck(String what) {
        return what + "; 'mptcp:stop' or 'mptcp:update' of a policy's bundle interrupts it, 'mptcp:update mptcp.shell' makes"
                + " the embedded network anew";
    }

    /** The live connections of all hosts that answer. */
    public List<ConnectionId> connections() throws CommandException {
        List<ConnectionId> ids = new ArrayList<>();
        for (Stack host : hosts()) {
            if (host.stuckIn().isPresent()) {
                continue;
            }
            for (ConnectionSnapshot c : host.inspector().connections()) {
                ids.add(new ConnectionId(host.name(), c.id()));
            }
        }
        return ids;
    }

    /** The transfer of this number; null: the newest. */
    public Transfer transfer(String text) throws CommandException {
        List<Transfer> all = transfers.all();
        if (text == null && !all.isEmpty()) {
            return all.getLast();
        }
        for (Transfer t : all) {
            if (Integer.toString(t.id()).equals(text)) {
                return t;
            }
        }
        if (all.isEmpty()) {
            throw new CommandException("there is no transfer yet; 'mptcp:put --bytes 64M' starts one");
        }
        throw new CommandException("no transfer '" + text + "'; there are: "
                + all.stream().map(t -> Integer.toString(t.id())).collect(Collectors.joining(", ")));
    }
}
