package mptcp.web.view;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;

/** The hosts of this process, and how a request names them and their connections. Any thread. */
public final class Hosts {
    private final Supplier<StackFactory> factory;

    /** @param factory gives null while there is no stack */
    public Hosts(Supplier<StackFactory> factory) {
        this.factory = factory;
    }

    /** By name; none while there is no stack. */
    public List<Stack> all() {
        StackFactory present = factory.get();
        return present == null ? List.of()
                : present.stacks().stream().sorted(Comparator.comparing(Stack::name)).toList();
    }

    /** Those whose loop answers, as far as is known. */
    List<Stack> answering() {
        return all().stream().filter(h -> h.stuckIn().isEmpty()).toList();
    }

    StackFactory factory() throws NotThere {
        StackFactory present = factory.get();
        if (present == null) {
            throw new NotThere("there is no stack: no bundle offers one");
        }
        return present;
    }

    Stack named(String name) throws NotThere {
        List<Stack> all = all();
        return all.stream().filter(h -> h.name().equals(name)).findFirst()
                .orElseThrow(() -> new NotThere("no host '" + name + "'; there are: "
                        + all.stream().map(Stack::name).collect(Collectors.joining(", "))));
    }

    /** The connection that {@code id=client/1} names. */
    ConnectionSnapshot connection(Map<String, String> query) throws NotThere {
        String text = query.getOrDefault("id", "");
        int slash = text.lastIndexOf('/');
        Stack host = named(text.substring(0, Math.max(0, slash)));
        Optional<ConnectionSnapshot> found = host.inspector().connection(number(text.substring(slash + 1)));
        return found.orElseThrow(() -> new NotThere("connection " + text + " is gone"));
    }

    static long number(String text) throws NotThere {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new NotThere("'" + text + "' is no number");
        }
    }
}
