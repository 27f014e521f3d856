package mptcp.policy.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import mptcp.api.address.Endpoint;
import mptcp.api.address.Tags;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.SubflowEvent;

/** What every path manager owes the core, tried on addresses and subflows that come and go at random. Deterministic. */
public final class PathManagerContract {
    private static final int STEPS = 3_000;
    /** A host has so many subflows. */
    private static final int LIMIT = 8;
    private static final int MOST_COMMANDS = 500;
    private static final int QUIET_TIMERS = 200;
    private static final long SECOND = 1_000_000_000;

    private final FakePaths paths;
    private final PathManager manager;
    private final Commands commands = new Commands();
    private final Random random = new Random(3);
    private final boolean initiator;
    /** What was asked for in this event, and is carried out after it. */
    private final List<Runnable> after = new ArrayList<>();
    private final Set<Integer> announced = new HashSet<>(Set.of(0));
    private long nowNs = SECOND;
    private long dueNs = Long.MAX_VALUE;
    private int asked;
    private int opened;
    private boolean open = true;

    private PathManagerContract(PathManagerFactory factory, boolean initiator) {
        this.initiator = initiator;
        paths = new FakePaths(initiator, initiator ? FakePaths.CLIENT : FakePaths.SERVER, "10.0.2.1", "fd00:2::1");
        manager = factory.create(paths.connection());
    }

    /**
     * Nothing is asked for before the connection is established, nor from the detach on; what is opened leads from an address of this end to
     * one of the same family; nobody is closed, or changed, who is not there, and no address withdrawn that was not announced; a
     * timer is some time away; an event does not bring commands without end, and where nothing changes it comes to rest; of the
     * ways to open the connection none is named twice; on a live connection it begins with what is there.
     *
     * @throws AssertionError that says what is wrong
     */
    public static void check(PathManagerFactory factory) {
        for (boolean initiator : new boolean[] {true, false}) {
            new PathManagerContract(factory, initiator).fromTheStart();
            new PathManagerContract(factory, initiator).takesOver();
        }
    }

    private void fromTheStart() {
        event(() -> manager.attach(commands, paths.connection(), nowNs));
        if (initiator) {
            FakeFirstPaths ways = new FakeFirstPaths().way(FakePaths.CLIENT, FakePaths.SERVER, "a", "")
                    .way("10.0.2.1", FakePaths.SERVER, "b", "cost=2").way("fd00:2::1", "fd00:2::2", "b", "cost=2");
            try {
                event(() -> manager.onOpening(ways, nowNs));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new AssertionError("how it is opened: " + e.getMessage(), e);
            }
        }
        event(() -> manager.onSubflow(0, SubflowEvent.ESTABLISHED, nowNs));
        paths.established = true;
        event(() -> manager.onEstablished(nowNs));
        life();
    }

    private void takesOver() {
        paths.established = true;
        paths.peerAnnounces(3, "10.0.3.2", 0);
        subflow(address("10.0.2.1"), new InetSocketAddress(address("10.0.3.2"), 80));
        event(() -> manager.attach(commands, paths.connection(), nowNs));
        life();
    }

    private void life() {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        rest();
        open = false;
        manager.detach();
    }

    // --- what happens

    private void step() {
        nowNs += random.nextInt(500_000_000);
        switch (random.nextInt(9)) {
            case 0 -> localAddress(address("10.0." + (2 + random.nextInt(4)) + ".1"));
            case 1 -> announcement(1 + random.nextInt(6));
            case 2, 3 -> closed();
            case 4 -> event(() -> manager.onSubflow(any(), SubflowEvent.values()[1 + random.nextInt(3)], nowNs));
            case 5 -> event(() -> manager.onConfiguration(nowNs));
            case 6 -> paths.refuse = random.nextInt(4) == 0;
            case 7 -> event(() -> manager.acceptJoin(new InetSocketAddress(address("10.0.2.1"), 80),
                    new InetSocketAddress(address("10.0.9.9"), 9), nowNs));
            default -> views();
        }
        timer(1);
    }

    private static InetAddress address(String literal) {
        return FakePaths.address(literal);
    }

    /** A slot in use. */
    private int any() {
        int n = random.nextInt(Integer.bitCount(paths.subflows()));
        int rest = paths.subflows();
        for (int i = 0; i < n; i++) {
            rest &= rest - 1;
        }
        return Integer.numberOfTrailingZeros(rest);
    }

    private void localAddress(InetAddress a) {
        boolean present = paths.localAddresses.remove(a);
        if (!present) {
            paths.localAddresses.add(a);
        }
        for (int sf = 1; present && sf < LIMIT; sf++) {
            if ((paths.subflows() & 1 << sf) != 0 && paths.local(sf).getAddress().equals(a)) {
                end(sf, SubflowEnd.Cause.TIMED_OUT);
            }
        }
        event(() -> manager.onLocalAddress(a, !present, nowNs));
    }

    private void announcement(int id) {
        InetAddress a = address("10.0." + (2 + id) + ".2");
        int port = id % 2 == 0 ? 8080 : 0;
        if (paths.remoteAddresses.removeIf(r -> r.addressId() == id)) {
            for (int sf = 1; sf < LIMIT; sf++) {
                if ((paths.subflows() & 1 << sf) != 0 && paths.remote(sf).getAddress().equals(a)) {
                    end(sf, SubflowEnd.Cause.ABORTED);
                }
            }
            event(() -> manager.onRemoveAddr(id, nowNs));
        } else {
            paths.peerAnnounces(id, a.getHostAddress(), port);
            event(() -> manager.onAddAddr(id, a, port, nowNs));
        }
    }

    private void closed() {
        int sf = any();
        if (Integer.bitCount(paths.subflows()) > 1 && sf != 0) {
            end(sf, SubflowEnd.Cause.values()[random.nextInt(SubflowEnd.Cause.values().length)]);
        }
    }

    private void end(int sf, SubflowEnd.Cause cause) {
        paths.end = new SubflowEnd(cause, -1, false);
        event(() -> manager.onSubflow(sf, SubflowEvent.CLOSED, nowNs));
        paths.end = null;
        paths.remove(sf);
    }

    /** What the subflows have done. */
    private void views() {
        int sf = any();
        paths.view.timeouts[sf] = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
        paths.view.oldestSentNs[sf] = nowNs - random.nextInt(100_000_000);
        paths.view.dataAcked += random.nextInt(1 << 20);
        paths.view.written = paths.view.dataAcked;
    }

    /** The time that it asked for comes, so often at the most. */
    private void timer(int most) {
        for (int i = 0; i < most && dueNs != Long.MAX_VALUE; i++) {
            nowNs = Math.max(nowNs, dueNs);
            dueNs = Long.MAX_VALUE;
            event(() -> manager.onTimer(nowNs));
        }
    }

    /** Nothing changes any more, and nothing fails: what it opens comes to an end. */
    private void rest() {
        paths.refuse = false;
        for (int sf = 0; sf < LIMIT; sf++) {
            paths.view.timeouts[sf] = 0;
        }
        timer(QUIET_TIMERS);
        int before = opened;
        timer(QUIET_TIMERS);
        require(opened == before, "it opens subflows again and again, " + (opened - before) + " of them, though nothing changes");
    }

    private void event(Runnable call) {
        asked = 0;
        call.run();
        while (!after.isEmpty()) {
            after.removeFirst().run();
        }
        paths.log.clear();
    }

    private void subflow(InetAddress from, InetSocketAddress to) {
        paths.add(new InetSocketAddress(from, 40_000 + opened), to);
        opened++;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    // --- what it asks for

    private final class Commands implements PathCommands {
        /** @param what for the message */
        private void command(String what) {
            require(open, what + " in or after its detach");
            require(paths.established, what + " before the connection is established");
            require(++asked <= MOST_COMMANDS, "more than " + MOST_COMMANDS + " commands in one event, the last: " + what);
        }

        private void there(int sf, String what) {
            require(sf >= 0 && sf < 32 && (paths.subflows() & 1 << sf) != 0, what + " " + sf + ", which is not there");
        }

        @Override
        public boolean open(InetAddress local, InetSocketAddress remote, boolean backup) {
            command("open");
            require(paths.localAddresses.contains(local), "open from " + local + ", which is no address of this end");
            require(local.getAddress().length == remote.getAddress().getAddress().length, "open " + local + " -> " + remote);
            if (paths.refuse || Integer.bitCount(paths.subflows()) + after.size() >= LIMIT) {
                return false;
            }
            int port = remote.getPort() == 0 ? paths.remote(0).getPort() : remote.getPort();
            after.add(() -> {
                subflow(local, new InetSocketAddress(remote.getAddress(), port));
                int sf = 31 - Integer.numberOfLeadingZeros(paths.subflows());
                after.add(() -> established(sf));
            });
            return true;
        }

        private void established(int sf) {
            if ((paths.subflows() & 1 << sf) != 0) {
                manager.onSubflow(sf, SubflowEvent.ESTABLISHED, nowNs);
            }
        }

        @Override
        public boolean close(int sf) {
            command("close");
            there(sf, "close");
            after.add(() -> {
                if ((paths.subflows() & 1 << sf) != 0 && sf != 0) {
                    paths.end = new SubflowEnd(SubflowEnd.Cause.ABORTED, -1, false);
                    manager.onSubflow(sf, SubflowEvent.CLOSED, nowNs);
                    paths.end = null;
                    paths.remove(sf);
                            }
            });
            return true;
        }

        @Override
        public boolean setBackup(int sf, boolean backup) {
            command("setBackup");
            there(sf, "setBackup");
            return paths.setBackup(sf, backup);
        }

        @Override
        public int announce(InetAddress local, int port) {
            command("announce");
            int id = paths.announce(local, port);
            if (id >= 0) {
                announced.add(id);
            }
            return id;
        }

        @Override
        public boolean withdraw(int addressId) {
            command("withdraw");
            require(announced.contains(addressId), "it withdraws " + addressId + ", which was not announced");
            return paths.withdraw(addressId);
        }

        @Override
        public void timer(long afterNs) {
            require(open, "a timer in or after its detach");
            require(afterNs > 0, "a timer after " + afterNs + " ns");
            dueNs = afterNs > Long.MAX_VALUE - nowNs ? Long.MAX_VALUE : nowNs + Math.max(afterNs, 1_000_000);
        }

        @Override
        public boolean established() {
            return paths.established();
        }

        @Override
        public List<InetAddress> localAddresses() {
            return List.copyOf(paths.localAddresses());
        }

        @Override
        public Tags tags(InetAddress local) {
            return paths.tags(local);
        }

        @Override
        public List<Endpoint> endpoints() {
            return paths.endpoints();
        }

        @Override
        public List<RemoteAddress> remoteAddresses() {
            return List.copyOf(paths.remoteAddresses());
        }

        @Override
        public List<RemoteAddress> joinable() {
            return paths.joinable();
        }

        @Override
        public int subflows() {
            return paths.subflows();
        }

        @Override
        public InetSocketAddress local(int sf) {
            return (paths.subflows() & 1 << sf) == 0 ? null : paths.local(sf);
        }

        @Override
        public InetSocketAddress remote(int sf) {
            return (paths.subflows() & 1 << sf) == 0 ? null : paths.remote(sf);
        }

        @Override
        public int localId(int sf) {
            return paths.localId(sf);
        }

        @Override
        public int remoteId(int sf) {
            return (paths.subflows() & 1 << sf) == 0 ? -1 : paths.remoteId(sf);
        }

        @Override
        public boolean backup(int sf) {
            return paths.backup(sf);
        }

        @Override
        public SubflowEnd end(int sf) {
            return paths.end;
        }

        @Override
        public Map<String, String> settings() {
            return paths.settings();
        }
    }
}
