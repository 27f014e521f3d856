package mptcp.simtest;

import static mptcp.simtest.World.MS;

import java.util.List;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.SimPath;

/** What happens to a random world while its transfers run. */
final class RandomEvents {
    private static final int LATEST_MS = 4000;
    private static final int LONGEST_MS = 3000;

    private final World world;
    private final Dice dice;
    private final int paths;
    private boolean mayFail;

    RandomEvents(World world, Dice dice, int paths) {
        this.world = world;
        this.dice = dice;
        this.paths = paths;
    }

    /** Whether a connection may rightly fail because of them. */
    boolean mayFail() {
        return mayFail;
    }

    void lay(int count) {
        for (int i = 0; i < count; i++) {
            long at = dice.logarithmic(1, LATEST_MS) * MS;
            switch (dice.below(9)) {
                case 0, 1 -> outage(at);
                case 2 -> change(at);
                case 3, 4 -> swapOfHost(at);
                case 5, 6 -> swapOfConnection(at);
                case 7 -> departure(at);
                default -> addressLost(at);
            }
        }
    }

    private SimPath path() {
        return world.network().path("path" + (1 + dice.below(paths)));
    }

    private void outage(long at) {
        SimPath path = path();
        world.at(at, path.name() + " down", path::down);
        world.at(at + dice.logarithmic(20, LONGEST_MS) * MS, path.name() + " up", path::up);
    }

    private void change(long at) {
        SimPath path = path();
        String spec = "rate=" + dice.logarithmic(500, 100_000) + "k,delay=" + dice.logarithmic(1, 150) + "ms,loss="
                + dice.below(4) + "%";
        world.at(at, path.name() + " becomes " + spec, () -> path.spec(spec));
    }

    private SimHost host() {
        return world.hosts().get(dice.below(2));
    }

    private PolicyKind kind() {
        return PolicyKind.values()[dice.below(PolicyKind.values().length)];
    }

    private void swapOfHost(long at) {
        SimHost host = host();
        PolicyKind kind = kind();
        String name = dice.policy(world, kind);
        world.at(at, host.name() + " swaps to " + kind.label() + " " + name, () -> choose(host, kind, name));
    }

    private void choose(SimHost host, PolicyKind kind, String name) {
        if (there(kind, name)) {
            host.choose(kind, name);
        }
    }

    /** Not if its bundle is away just now. */
    private boolean there(PolicyKind kind, String name) {
        return world.policies().registry().list(kind).stream().anyMatch(e -> e.name().equals(name));
    }

    private void swapOfConnection(long at) {
        SimHost host = host();
        PolicyKind kind = kind();
        String name = dice.policy(world, kind);
        world.at(at, "connections of " + host.name() + " swap to " + kind.label() + " " + name, () -> {
            for (ConnectionSnapshot c : host.stack().inspector().connections()) {
                boolean live = host.lastOf(c.id()) == null;
                if (live && there(kind, name)) {
                    host.stack().policies().choose(c.id(), kind, name);
                }
            }
        });
    }

    private void departure(long at) {
        PolicyKind kind = kind();
        List<PolicyFactory<?>> all = world.policies().of(kind);
        PolicyFactory<?> factory = all.get(dice.below(all.size()));
        world.at(at, kind.label() + " " + factory.name() + " goes", () -> world.policies().remove(factory));
        world.at(at + dice.logarithmic(20, LONGEST_MS) * MS, kind.label() + " " + factory.name() + " comes",
                () -> world.policies().add(kind, factory));
    }

    private void addressLost(long at) {
        SimHost host = host();
        int n = dice.below(paths);
        String link = "path" + (n + 1);
        var address = host.stack().addresses().get(n);
        mayFail = true;
        world.at(at, host.name() + " loses " + address.address(), () -> {
            if (host.stack().addresses().contains(address)) {
                host.stack().removeAddress(address.address());
            }
        });
        world.at(at + dice.logarithmic(20, LONGEST_MS) * MS, host.name() + " gets " + address.address(), () -> {
            if (!host.stack().addresses().contains(address)) {
                host.stack().addAddress(link, address);
            }
        });
    }
}
