package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.path.FirstPaths;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.io.sim.Direction;
import mptcp.io.sim.SimPath;
import mptcp.io.sim.packet.TcpView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection is opened where there are several ways (RFC 8305): with the path manager for it, without, and with bad ones. */
class HappyEyeballsTest {
    private static final String LINK = "rate=25m,delay=10ms,queue=100k";
    private static final long RTT_MS = 20;

    private static World run(String manager, Consumer<World> plan) {
        return Scenario.of(HappyEyeballsTest.class, w -> {
            w.client().choose(PolicyKind.PATH_MANAGER, manager);
            plan.accept(w);
        }).run(1);
    }

    /** When the client's only connection was established, in milliseconds. */
    private static double openedMs(World w) {
        String line = w.client().events().stream().filter(e -> e.contains(" CREATED ")).findFirst().orElseThrow();
        return Double.parseDouble(line.substring(0, line.indexOf(' '))) * 1e3;
    }

    private static long attempts(World w) {
        return w.client().events().stream().filter(e -> e.contains(" ATTEMPT ")).count();
    }

    private static ConnectionSnapshot connection(World w) {
        return w.client().lastOf(w.transfers().getFirst().client().socket().id());
    }

    private static void expectOpened(World w, double afterMs, String remote) {
        assertEquals(afterMs, openedMs(w), 2);
        assertEquals(remote, w.transfers().getFirst().client().socket().remote().getAddress().getHostAddress());
        assertEquals(1, w.server().events().stream().filter(e -> e.contains(" ESTABLISHED ")).count(), "losers are no connections");
    }

    /** The first path is dead: that costs the delay, and the connection is Multipath TCP. */
    @ParameterizedTest
    @ValueSource(longs = {250, 100})
    void aSilentAddressCostsItsDelay(long delayMs) {
        World w = run("happyeyeballs", world -> {
            SimPath first = world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            first.down();
            SocketConfig config = SocketConfig.DEFAULT.withPolicySettings(Map.of("happyeyeballs.delay", delayMs + "ms"));
            world.transfer(100_000, 100_000).toAnyOf(1, 2).config(config);
        });
        expectOpened(w, delayMs + RTT_MS, "10.2.0.2");
        assertEquals(1, connection(w).mptcpVersion());
        assertEquals(2, attempts(w));
    }

    /** One address of the peer, two links of ours, of which the one on its prefix sends nothing. */
    @Test
    void aDeadLinkCostsItsDelay() {
        World w = run("happyeyeballs", world -> {
            world.path(Route.of(LINK).box(Direction.FORWARD, new Losing(Integer.MAX_VALUE, s -> true)));
            world.path(Route.of(LINK));
            world.transfer(100_000, 100_000).fromAnywhere();
        });
        expectOpened(w, 250 + RTT_MS, "10.1.0.2");
        assertEquals("10.2.0.1", w.transfers().getFirst().client().socket().local().getAddress().getHostAddress());
    }

    /** The peer's address is refused there: the next begins at once, not after the delay. */
    @ParameterizedTest
    @ValueSource(strings = {"happyeyeballs", "builtin"})
    void aRefusalCostsARoundTrip(String manager) {
        World w = run(manager, world -> {
            SimHost other = world.host("other", b -> b);
            world.path(world.client(), other, Route.of(LINK));
            world.path(Route.of(LINK));
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
        });
        expectOpened(w, 2 * RTT_MS, "10.2.0.2");
    }

    /** Without a policy that races, as applications do it: the next when the first has been asked as often as with MP_CAPABLE. */
    @Test
    void withoutThePolicyASilentAddressCostsSeconds() {
        World w = run("builtin", world -> {
            SimPath first = world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            first.down();
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
        });
        assertTrue(openedMs(w) > 3_000 && openedMs(w) < 10_000, openedMs(w) + " ms");
        assertEquals(1, connection(w).mptcpVersion());
    }

    /** IPv6 is preferred and does not pass; IPv4 does. */
    @Test
    void sixIsDeadAndFourAlive() {
        World w = run("happyeyeballs", world -> {
            SimPath six = world.path(Route.of(LINK).v6());
            world.path(Route.of(LINK));
            six.down();
            world.transfer(100_000, 100_000).toAnyOf(-1, 2);
        });
        expectOpened(w, 250 + RTT_MS, "10.2.0.2");
    }

    /** Both work: the preferred one is taken, the other sees no packet. */
    @Test
    void wherePreferredOnesWorkNothingElseIsTried() {
        World w = run("happyeyeballs", world -> {
            world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
        });
        expectOpened(w, RTT_MS, "10.1.0.2");
        assertEquals(1, attempts(w));
    }

    /** The first is slower than the delay and the second: its SYN/ACK comes late, and is answered with a reset. */
    @Test
    void aLateAnswerIsReset() {
        World w = run("happyeyeballs", world -> {
            world.path(Route.of("rate=25m,delay=200ms,queue=100k"));
            world.path(Route.of(LINK));
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
        });
        expectOpened(w, 250 + RTT_MS, "10.2.0.2");
        assertEquals(1, w.server().counter("TcpAttemptFails"), "the loser's connection at the server ended by the reset");
        assertEquals(0, w.server().counter("TcpRetransSegs"), "and waited for nothing");
    }

    /** The first is slower than the delay, but faster than the second: it wins although both are under way. */
    @Test
    void whoAnswersFirstWinsWhoeverBeganFirst() {
        World w = run("happyeyeballs", world -> {
            world.path(Route.of("rate=25m,delay=140ms,queue=100k"));
            world.path(Route.of("rate=25m,delay=300ms,queue=100k"));
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
        });
        expectOpened(w, 280, "10.1.0.2");
        assertEquals(2, attempts(w));
    }

    /** Nobody answers: the connection fails as one with a single address, after the last attempt. */
    @Test
    void whereNobodyAnswersItTimesOut() {
        World w = Scenario.of(HappyEyeballsTest.class, world -> {
            world.hosts(b -> b.synRetries(2).linearSyns(0).mptcpSynRetries(5));
            world.client().choose(PolicyKind.PATH_MANAGER, "happyeyeballs");
            world.path(Route.of(LINK)).down();
            world.path(Route.of(LINK)).down();
            world.transfer(1000, 0).toAnyOf(1, 2).expect(Transfer.Expected.REFUSED);
        }).run(1);
        assertEquals(4, attempts(w), "two addresses, from two of ours");
    }

    /** The application closes its socket while attempts are under way: none is left. World looks for leaks. */
    @Test
    void closingEndsAllAttempts() {
        World w = run("happyeyeballs", world -> {
            world.path(Route.of(LINK)).down();
            world.path(Route.of(LINK)).down();
            Transfer t = world.transfer(1000, 0).toAnyOf(1, 2).expect(Transfer.Expected.REFUSED);
            world.at(400 * MS, "close", () -> t.client().socket().close());
        });
        assertEquals(2, attempts(w));
    }

    /** The link of the attempt that is longest under way goes: another takes its place. */
    @Test
    void aLinkThatGoesTakesItsAttemptWithIt() {
        World w = run("happyeyeballs", world -> {
            world.path(Route.of(LINK)).down();
            SimPath second = world.path(Route.of(LINK));
            second.down();
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
            world.at(400 * MS, "link gone", () -> world.client().stack().removeLink("path1"));
            world.at(500 * MS, "path2 up", second::up);
        });
        assertEquals("10.2.0.2", w.transfers().getFirst().client().socket().remote().getAddress().getHostAddress());
        assertTrue(openedMs(w) < 2_000, openedMs(w) + " ms");
    }

    /** After the race the first subflow is what it always is: others join, and it may end. */
    @Test
    void theWinnerIsAFirstSubflowLikeAnyOther() {
        World w = Scenario.of(HappyEyeballsTest.class, world -> {
            world.hosts(b -> b.policySettings(Map.of("chain.members", "happyeyeballs,fullmesh")));
            world.client().choose(PolicyKind.PATH_MANAGER, "chain");
            SimPath first = world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            first.down();
            world.transfer(20 << 20, 0).toAnyOf(1, 2);
            world.at(SECOND, "path1 up", first::up);
        }).run(1);
        expectOpened(w, 250 + RTT_MS, "10.2.0.2");
        assertTrue(Load.carried(w, "path1>") > 1_000_000, "the path that was dead joined");
    }

    private static boolean isCapableSyn(TcpView s) {
        return s.has(TcpView.SYN) && s.option(TcpView.OPTION_MPTCP, 0) >= 0;
    }

    /** SYNs with MP_CAPABLE are swallowed on all ways: the last that is tried goes without. */
    @Test
    void plainTcpIsTriedLast() {
        World w = run("happyeyeballs", world -> {
            SimPath first = world.path(Route.of(LINK));
            first.down();
            world.path(Route.of(LINK).box(Direction.FORWARD, new Losing(Integer.MAX_VALUE, HappyEyeballsTest::isCapableSyn)));
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
        });
        assertEquals(-1, connection(w).mptcpVersion());
        assertTrue(openedMs(w) < 15_000, openedMs(w) + " ms");
    }

    /** What a path manager says of the ways. */
    private interface Saying {
        void say(FirstPaths paths);
    }

    private record Odd(Saying saying) implements PathManagerFactory {
        @Override
        public String name() {
            return "odd";
        }

        @Override
        public PathManager create(PolicyContext connection) {
            return new PathManager() {
                @Override
                public void attach(PathCommands commands, ConnectionInfo info, long nowNs) {
                    // it does nothing else
                }

                @Override
                public void onOpening(FirstPaths paths, long nowNs) {
                    saying.say(paths);
                }
            };
        }
    }

    private static World odd(Saying saying) {
        return run("builtin", world -> {
            world.policiesMayFail();
            world.policies().add(PolicyKind.PATH_MANAGER, new Odd(saying));
            world.client().choose(PolicyKind.PATH_MANAGER, "odd");
            world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            world.transfer(100_000, 100_000).toAnyOf(1, 2);
        });
    }

    /** One that throws in the middle, or names what is not there, loses its place, and what it said before does not count. */
    @Test
    void garbageIsAsIfNothingHadBeenSaid() {
        List<Saying> wrong = List.of(p -> {
            p.attempt(3, 0);
            throw new IllegalStateException("on purpose");
        }, p -> p.attempt(-1, 0), p -> p.attempt(p.count(), 0), p -> p.attempt(0, -1), p -> {
            p.attempt(1, 0);
            p.attempt(1, 0);
        });
        for (Saying each : wrong) {
            World w = odd(each);
            expectOpened(w, RTT_MS, "10.1.0.2");
            assertEquals(1, w.client().counter("MPTcpPolicyFailures"));
            assertEquals(1, attempts(w), "the preferred address only");
        }
    }

    /** All at once is at 10 ms each; what is kept for later is of no use then. */
    @Test
    void attemptsKeepTheirDistance() {
        FirstPaths[] kept = new FirstPaths[1];
        World w = odd(p -> {
            kept[0] = p;
            for (int i = p.count() - 1; i >= 0; i--) {
                p.attempt(i, 0);
            }
        });
        List<Double> at = w.client().events().stream().filter(e -> e.contains(" ATTEMPT "))
                .map(e -> Double.parseDouble(e.substring(0, e.indexOf(' '))) * 1e3).toList();
        assertTrue(at.size() >= 2, "the first answer comes after 20 ms");
        for (int i = 1; i < at.size(); i++) {
            assertEquals(10, at.get(i) - at.get(i - 1), 0.1);
        }
        assertEquals(0, w.client().counter("MPTcpPolicyFailures"));
        assertEquals(4, kept[0].count());
        try {
            kept[0].attempt(0, 0);
            throw new AssertionError("it is over");
        } catch (IllegalStateException expected) {
            assertTrue(expected.getMessage().contains("when the path manager is asked"), expected.getMessage());
        }
    }
}
