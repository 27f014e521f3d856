package mptcp.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.SubflowEvent;

/**
 * A path manager that does what the script says and nothing by itself, and writes down what it is told. It belongs to
 * the connection that was attached last. One thread.
 */
public final class ScriptPaths implements PathManagerFactory {
    private final String name;
    private final List<String> events = new ArrayList<>();
    private final List<SubflowEnd> ends = new ArrayList<>();
    private PathCommands commands;
    private boolean admits = true;

    ScriptPaths(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PathManager create(PolicyContext connection) {
        return new Manager();
    }

    /** Whether joins of the peer are admitted; yes unless said otherwise. */
    public void admit(boolean on) {
        admits = on;
    }

    /** What the path manager was told, oldest first: {@code established}, {@code addAddr 2 10.0.2.2 0} and so on. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Why the subflows that were told to be CLOSED ended, in order. */
    public List<SubflowEnd> ends() {
        return List.copyOf(ends);
    }

    /** @throws IllegalStateException while no connection has a path manager */
    PathCommands commands() {
        if (commands == null) {
            throw new IllegalStateException("no connection has attached its path manager");
        }
        return commands;
    }

    /** The slot of the subflow of a flow, if the connection has one. */
    Optional<Integer> slot(Flow flow) {
        if (commands == null) {
            return Optional.empty();
        }
        int slots = commands.subflows();
        for (int sf = 0; sf < Integer.SIZE; sf++) {
            if ((slots & 1 << sf) != 0 && flow.local().equals(commands.local(sf))
                    && flow.remote().equals(commands.remote(sf))) {
                return Optional.of(sf);
            }
        }
        return Optional.empty();
    }

    private final class Manager implements PathManager {
        @Override
        public void attach(PathCommands c, ConnectionInfo connection, long nowNs) {
            commands = c;
            events.add("attach");
        }

        @Override
        public void onEstablished(long nowNs) {
            events.add("established");
        }

        @Override
        public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote, long nowNs) {
            events.add("join");
            return admits;
        }

        @Override
        public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
            events.add("addAddr " + addressId + " " + address.getHostAddress() + " " + port);
        }

        @Override
        public void onRemoveAddr(int addressId, long nowNs) {
            events.add("removeAddr " + addressId);
        }

        @Override
        public void onSubflow(int sf, SubflowEvent event, long nowNs) {
            events.add("subflow " + event);
            if (event == SubflowEvent.CLOSED) {
                ends.add(commands.end(sf));
            }
        }

        @Override
        public void detach() {
            events.add("detach");
        }
    }
}
