package mptcp.pathmanager.chain;

import static mptcp.policy.testing.FakePaths.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.path.FirstPaths;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakeFirstPaths;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final long S = 1_000_000_000;

    private final FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1");
    private final List<String> events = new ArrayList<>();
    private final Member first = new Member("a");
    private final Member second = new Member("b");
    private final Chain chain = new Chain(List.of(first, second),
            List.of(new MemberContext(null), new MemberContext(null)));

    /** Writes down what it is told. */
    private final class Member implements PathManager {
        private final String name;
        private PathCommands commands;
        private boolean accepts = true;
        private boolean chooses;
        private Runnable action = () -> {};

        Member(String name) {
            this.name = name;
        }

        private void told(String what) {
            events.add(name + " " + what);
            action.run();
        }

        @Override
        public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
            this.commands = commands;
            told("attach");
        }

        @Override
        public void onOpening(FirstPaths ways, long nowNs) {
            told("opening");
            if (chooses) {
                ways.attempt(0, 0);
            }
        }

        @Override
        public void onEstablished(long nowNs) {
            told("established");
        }

        @Override
        public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote, long nowNs) {
            return accepts;
        }

        @Override
        public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
            told("local " + present);
        }

        @Override
        public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
            told("add " + addressId);
        }

        @Override
        public void onRemoveAddr(int addressId, long nowNs) {
            told("remove " + addressId);
        }

        @Override
        public void onSubflow(int sf, SubflowEvent event, long nowNs) {
            told("subflow " + sf + " " + event);
        }

        @Override
        public void onTimer(long nowNs) {
            told("timer");
        }

        @Override
        public void onConfiguration(long nowNs) {
            told("configuration");
        }

        @Override
        public void detach() {
            told("detach");
        }
    }

    private void attach() {
        chain.attach(paths, paths.connection(), 0);
        events.clear();
    }

    /** How a connection is opened is said by one of them, however many would. */
    @Test
    void theFirstThatChoosesDecidesHowItIsOpened() {
        chain.attach(paths, paths.connection(), 0);
        events.clear();
        FakeFirstPaths ways = new FakeFirstPaths().way("10.0.1.1", "10.0.1.2", "a", "").way("10.0.2.1", "10.0.1.2", "b", "");
        chain.onOpening(ways, 0);
        assertEquals(List.of("a opening", "b opening"), events);
        assertEquals(List.of(), ways.attempts());
        first.chooses = true;
        second.chooses = true;
        events.clear();
        chain.onOpening(ways, 0);
        assertEquals(List.of("a opening"), events);
        assertEquals(List.of("10.0.1.1 -> 10.0.1.2 after 10 ms"), ways.attempts());
    }

    @Test
    void everyEventReachesEveryMemberInOrder() {
        chain.attach(paths, paths.connection(), 0);
        chain.onEstablished(0);
        chain.onLocalAddress(address("10.0.3.1"), true, 0);
        chain.onAddAddr(2, address("10.0.2.2"), 0, 0);
        chain.onRemoveAddr(2, 0);
        chain.onSubflow(1, SubflowEvent.STALE, 0);
        chain.onConfiguration(0);
        chain.detach();
        List<String> expected = new ArrayList<>();
        for (String what : List.of("attach", "established", "local true", "add 2", "remove 2", "subflow 1 STALE",
                "configuration", "detach")) {
            expected.add("a " + what);
            expected.add("b " + what);
        }
        assertEquals(expected, events);
    }

    @Test
    void aJoinNeedsTheConsentOfAll() {
        attach();
        assertTrue(chain.acceptJoin(paths.local(0), paths.remote(0), 0));
        second.accepts = false;
        assertFalse(chain.acceptJoin(paths.local(0), paths.remote(0), 0));
    }

    @Test
    void eachHasATimerOfItsOwn() {
        attach();
        first.action = () -> first.commands.timer(5 * S);
        second.action = () -> second.commands.timer(2 * S);
        chain.onEstablished(10 * S);
        assertEquals(List.of("timer 2000 ms"), paths.taken(), "the earlier one");
        first.action = () -> {};
        second.action = () -> {};
        events.clear();
        chain.onTimer(12 * S);
        assertEquals(List.of("b timer"), events);
        assertEquals(List.of("timer 3000 ms"), paths.taken(), "what is left of the other one");
        chain.onTimer(15 * S);
        assertEquals(List.of("b timer", "a timer"), events);
        assertEquals(List.of(), paths.taken());
    }

    @Test
    void theSameSubflowIsOpenedOncePerEvent() {
        attach();
        InetAddress local = address("10.0.2.1");
        InetSocketAddress implied = new InetSocketAddress(address("10.0.2.2"), 0);
        InetSocketAddress explicit = new InetSocketAddress(address("10.0.2.2"), 80);
        first.action = () -> assertTrue(first.commands.open(local, implied, false));
        second.action = () -> assertTrue(second.commands.open(local, explicit, false));
        chain.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.2:0"), paths.taken(), "port 0 is that of the first subflow");
        first.action = () -> {};
        chain.onAddAddr(2, address("10.0.2.2"), 0, 0);
        assertEquals(List.of("open 10.0.2.1 -> 10.0.2.2:80"), paths.taken(), "in the next event it may");
    }

    @Test
    void oneMemberMayOpenTheSamePairSeveralTimes() {
        attach();
        first.action = () -> {
            first.commands.open(address("10.0.1.1"), paths.remote(0), false);
            first.commands.open(address("10.0.1.1"), paths.remote(0), false);
        };
        chain.onEstablished(0);
        assertEquals(2, paths.taken().size());
    }

    @Test
    void theSameAddressIsAnnouncedOnce() {
        attach();
        int[] ids = new int[2];
        first.action = () -> ids[0] = first.commands.announce(address("10.0.2.1"), 0);
        second.action = () -> ids[1] = second.commands.announce(address("10.0.2.1"), 0);
        chain.onEstablished(0);
        assertEquals(List.of("announce 10.0.2.1"), paths.taken());
        assertEquals(ids[0], ids[1]);
        first.action = () -> first.commands.withdraw(ids[0]);
        second.action = () -> {};
        chain.onConfiguration(0);
        first.action = () -> {};
        second.action = () -> second.commands.announce(address("10.0.2.1"), 0);
        chain.onConfiguration(0);
        assertEquals(List.of("withdraw " + ids[0], "announce 10.0.2.1"), paths.taken());
    }

    private record Named(String name, PathManager manager) implements PathManagerFactory {
        @Override
        public PathManager create(PolicyContext connection) {
            return manager;
        }
    }

    @Test
    void membersAreChosenByNameInOrder() {
        ChainFactory factory = new ChainFactory(List.of(new Named("static", first), new Named("reestablish", second)));
        assertTrue(factory.canTakeOver(paths.connection()));
        factory.create(paths.connection()).attach(paths, paths.connection(), 0);
        assertEquals(List.of("a attach", "b attach"), events, "the default");
        events.clear();
        paths.settings = Map.of("chain.members", "reestablish, static");
        factory.create(paths.connection()).attach(paths, paths.connection(), 0);
        assertEquals(List.of("b attach", "a attach"), events);
    }

    @Test
    void aMissingMemberIsNamed() {
        ChainFactory factory = new ChainFactory(List.of(new Named("static", first)));
        assertFalse(factory.canTakeOver(paths.connection()));
        var error = assertThrows(IllegalArgumentException.class, () -> factory.create(paths.connection()));
        assertEquals("chain.members names 'reestablish'; there are: static", error.getMessage());
    }

    /** With members that do something: one asks for as much as it may, the other does nothing. */
    @Test
    void keepsTheContract() {
        PathManagerContract.check(new ChainFactory(List.of(new Named("static", first), new Opening())));
    }

    private static final class Opening implements PathManagerFactory {
        @Override
        public String name() {
            return "reestablish";
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return new PathManager() {
                private PathCommands commands;

                @Override
                public void attach(PathCommands given, ConnectionInfo info, long nowNs) {
                    commands = given;
                }

                @Override
                public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
                    if (present && address.getAddress().length == 4) {
                        commands.open(address, new InetSocketAddress(FakePaths.address(FakePaths.SERVER), 0), false);
                        commands.timer(1_000_000_000);
                    }
                }
            };
        }
    }
}
