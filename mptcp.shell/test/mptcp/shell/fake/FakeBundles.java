package mptcp.shell.fake;

import java.util.ArrayList;
import java.util.List;
import mptcp.shell.command.CommandException;
import mptcp.shell.command.PolicyBundles;

/** One policy bundle; remembers what was done with it. */
public final class FakeBundles implements PolicyBundles {
    public final List<String> done = new ArrayList<>();
    private String state = "ACTIVE";

    @Override
    public List<Entry> list() {
        return List.of(new Entry(7L, "mptcp.scheduler.roundrobin", "0.1.0", state, null));
    }

    @Override
    public Entry find(String nameOrId) throws CommandException {
        if (!nameOrId.equals("7") && !"mptcp.scheduler.roundrobin".endsWith(nameOrId)) {
            throw new CommandException("no bundle '" + nameOrId + "'");
        }
        return list().getFirst();
    }

    @Override
    public void start(Entry bundle) {
        done.add("start " + bundle.id());
        state = "ACTIVE";
    }

    @Override
    public void stop(Entry bundle) {
        done.add("stop " + bundle.id());
        state = "RESOLVED";
    }

    @Override
    public void update(Entry bundle, String url) {
        done.add("update " + bundle.id() + " " + url);
    }
}
