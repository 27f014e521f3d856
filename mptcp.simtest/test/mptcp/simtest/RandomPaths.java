package mptcp.simtest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;

/** A path manager without sense: opens, closes, announces, withdraws and changes priorities as the seed says. */
final class RandomPaths implements PathManagerFactory {
    private static final long MEAN_NS = 150 * World.MS;
    private static final int CALLS = 60;

    private final long seed;

    RandomPaths(long seed) {
        this.seed = seed;
    }

    @Override
    public String name() {
        return "random";
    }

    @Override
    public PathManager create(PolicyContext connection) {
        return new Manager(new SplittableRandom(seed + connection.id() * 31 + (connection.initiator() ? 1 : 0)));
    }

    private static final class Manager implements PathManager {
        private final SplittableRandom random;
        private final List<Integer> announced = new ArrayList<>();
        private PathCommands commands;
        private ConnectionInfo connection;
        private int calls;

        Manager(SplittableRandom random) {
            this.random = random;
        }

        @Override
        public void attach(PathCommands c, ConnectionInfo info, long nowNs) {
            commands = c;
            connection = info;
            if (c.established()) {
                again();
            }
        }

        @Override
        public void onEstablished(long nowNs) {
            again();
        }

        @Override
        public void onTimer(long nowNs) {
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> open();
                case 4 -> closeOne();
                case 5 -> priority();
                case 6 -> announce();
                default -> withdraw();
            }
            again();
        }

        private void again() {
            if (calls++ < CALLS) {
                commands.timer(random.nextLong(1, 2 * MEAN_NS));
            }
        }

        private void open() {
            InetAddress local = localAddress();
            if (local == null) {
                return; // the host has lost its last one
            }
            List<InetSocketAddress> remotes = new ArrayList<>();
            if (connection.initiator()) {
                remotes.add(connection.remote());
            }
            for (RemoteAddress r : commands.remoteAddresses()) {
                remotes.add(new InetSocketAddress(r.address(), r.port()));
            }
            remotes.removeIf(r -> r.getAddress().getClass() != local.getClass());
            if (!remotes.isEmpty()) {
                commands.open(local, remotes.get(random.nextInt(remotes.size())), random.nextInt(4) == 0);
            }
        }

        private InetAddress localAddress() {
            List<InetAddress> all = commands.localAddresses();
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private void closeOne() {
            int sf = any();
            if (Integer.bitCount(commands.subflows()) > 1 && sf >= 0) {
                commands.close(sf);
            }
        }

        private void priority() {
            int sf = any();
            if (sf >= 0) {
                commands.setBackup(sf, random.nextBoolean());
            }
        }

        private int any() {
            int mask = commands.subflows();
            for (int skip = mask == 0 ? 0 : random.nextInt(Integer.bitCount(mask)); skip > 0; skip--) {
                mask &= mask - 1;
            }
            return mask == 0 ? -1 : Integer.numberOfTrailingZeros(mask);
        }

        private void announce() {
            InetAddress local = localAddress();
            int id = local == null ? -1 : commands.announce(local, 0);
            if (id >= 0) {
                announced.add(id);
            }
        }

        private void withdraw() {
            if (!announced.isEmpty()) {
                commands.withdraw(announced.remove(random.nextInt(announced.size())));
            }
        }
    }
}
