package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two stacks that announce, withdraw, join, lose addresses and have them again, in any order: what one side believes of the
 * other's addresses is what the other side means, and an id stands for one address at a time. A hundred steps of each end,
 * so that ids are used again.
 */
class AddressPropertyTest {
    private static final int PATHS = 3;
    /** Never lost: on it the sides can always speak. */
    private static final int SAFE = 3;
    private static final int PORT = 5001;
    private static final int STEPS = 200;

    /** Does what the test says. */
    private static final class Obedient implements PathManagerFactory {
        private final Map<String, PathCommands> commands = new HashMap<>();

        @Override
        public String name() {
            return "obedient";
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return (c, info, nowNs) -> commands.put(info.host(), c);
        }
    }

    /** One end, and what it means its peer to know. */
    private static final class Side {
        final SimHost host;
        final int end;
        final Obedient obedient;
        int firstPort;
        final Set<Integer> lost = new HashSet<>();
        /** By id: where the peer may join. */
        final Map<Integer, InetSocketAddress> meant = new TreeMap<>();

        Side(SimHost host, int end, Obedient obedient) {
            this.host = host;
            this.end = end;
            this.obedient = obedient;
        }

        <T> T ask(Function<PathCommands, T> question) {
            PathCommands c = obedient.commands.get(host.name());
            return host.stack().call(() -> question.apply(c));
        }

        InetAddress address(int path) {
            return World.address(path, end, false);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void bothSidesMeanTheSame(long seed) {
        Scenario.of(AddressPropertyTest.class, w -> {
            Obedient obedient = new Obedient();
            w.policies().add(PolicyKind.PATH_MANAGER, obedient);
            w.hosts(b -> b.maxSubflows(8));
            Side client = new Side(w.client(), 1, obedient);
            Side server = new Side(w.server(), 2, obedient);
            for (Side s : new Side[] {client, server}) {
                s.host.choose(PolicyKind.PATH_MANAGER, "obedient");
            }
            for (int i = 0; i < PATHS; i++) {
                w.path(Route.of("rate=10m,delay=5ms,queue=100k"));
            }
            Load.endless(w, w.transfer(0, 0), 99 * SECOND);
            w.at(400 * MS, "first addresses", () -> {
                for (Side s : new Side[] {client, server}) {
                    s.meant.put(0, s.ask(c -> c.local(0)));
                    s.firstPort = s.meant.get(0).getPort();
                }
                client.ask(c -> c.open(client.address(SAFE), new InetSocketAddress(server.address(SAFE), 0), false));
            });
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < STEPS; i++) {
                Side s = random.nextBoolean() ? client : server;
                int path = 1 + random.nextInt(PATHS);
                int what = random.nextInt(9);
                w.at(SECOND + i * 150 * MS, s.host.name() + " does " + what + " at " + path, () -> step(s, client, server, what,
                        path));
            }
            w.at(SECOND + STEPS * 150 * MS + 20 * SECOND, "look", () -> {
                check(client, server);
                check(server, client);
            });
        }).run(seed);
    }

    private static void step(Side s, Side client, Side server, int what, int path) {
        switch (what) {
            case 0, 1 -> announce(s, path, 0);
            case 2 -> announce(s, path, PORT);
            case 3, 4 -> withdraw(s, path);
            case 5 -> {
                if (!s.lost.contains(path) && path != SAFE) {
                    lose(s, path);
                }
            }
            case 6 -> {
                if (s.lost.remove(path)) {
                    s.host.stack().addAddress("path" + path, LinkAddress.of(s.address(path).getHostAddress() + "/24"));
                }
            }
            case 7 -> {
                if (path != SAFE) {
                    close(client, path);
                }
            }
            default -> client.ask(c -> c.open(client.address(path), new InetSocketAddress(server.address(path), 0), false));
        }
        ids(client);
        ids(server);
    }

    private static void announce(Side s, int path, int port) {
        if (s.lost.contains(path)) {
            return;
        }
        int id = s.ask(c -> c.announce(s.address(path), port));
        assertTrue(id >= 0 && id <= 255, () -> "announced under " + id);
        InetSocketAddress place = new InetSocketAddress(s.address(path), port == 0 ? s.firstPort : port);
        InetSocketAddress other = s.meant.put(id, place);
        assertTrue(other == null || other.equals(place), () -> id + " is " + other + " and now " + place);
    }

    /** One of those at this path, the first subflow's included unless it is all that there is. */
    private static void withdraw(Side s, int path) {
        for (Map.Entry<Integer, InetSocketAddress> e : s.meant.entrySet()) {
            if (e.getValue().getAddress().equals(s.address(path)) && path != SAFE) {
                int id = e.getKey();
                s.meant.remove(id);
                assertEquals(true, s.ask(c -> c.withdraw(id)), () -> "withdraws " + id);
                return;
            }
        }
    }

    private static void lose(Side s, int path) {
        s.lost.add(path);
        s.meant.values().removeIf(place -> place.getAddress().equals(s.address(path)));
        s.host.stack().removeAddress(s.address(path));
    }

    private static void close(Side s, int path) {
        s.ask(c -> {
            for (int rest = c.subflows(); rest != 0; rest &= rest - 1) {
                int sf = Integer.numberOfTrailingZeros(rest);
                if (c.local(sf).getAddress().equals(s.address(path))) {
                    return c.close(sf);
                }
            }
            return false;
        });
    }

    /** Among what is live, an id has one address; 0 is the first subflow's. */
    private static void ids(Side s) {
        Map<Integer, InetAddress> found = new LinkedHashMap<>();
        for (SubflowSnapshot each : s.host.connection().subflows()) {
            InetAddress before = found.put(each.localId(), each.local().getAddress());
            assertTrue(before == null || before.equals(each.local().getAddress()), () -> each.localId() + " is " + before
                    + " and " + each.local());
            assertTrue(each.localId() > 0 || each.local().getAddress().equals(s.address(1)), () -> "0 is " + each.local());
        }
        s.meant.forEach((id, place) -> {
            InetAddress live = found.get(id);
            assertTrue(live == null || live.equals(place.getAddress()), () -> id + " is " + live + " and " + place);
        });
    }

    /** Nothing has happened for a while: the sides agree. */
    private static void check(Side one, Side other) {
        Map<Integer, InetSocketAddress> believed = new TreeMap<>();
        for (RemoteAddress r : other.ask(PathCommands::joinable)) {
            believed.put(r.addressId(), new InetSocketAddress(r.address(), r.port()));
        }
        assertEquals(one.meant, believed, other.host.name() + " on " + one.host.name());
        Map<String, Integer> theirs = new HashMap<>();
        for (SubflowSnapshot s : other.host.connection().subflows()) {
            theirs.put(s.remote() + " " + s.local(), s.remoteId());
        }
        for (SubflowSnapshot s : one.host.connection().subflows()) {
            if (!s.state().equals("ESTAB")) {
                continue; // its SYN finds nobody
            }
            Integer id = theirs.get(s.local() + " " + s.remote());
            assertTrue(id != null && id == s.localId(), () -> s.local() + " has " + s.localId() + ", believed " + id);
        }
    }
}
