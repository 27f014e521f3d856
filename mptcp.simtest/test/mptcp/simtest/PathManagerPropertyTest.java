package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.SimPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each path manager is there for, as whole stacks show it. */
class PathManagerPropertyTest {
    /** A SYN that is repeated after the initial timeout is the same attempt. */
    private static final double SYN_RETRY_S = 1.5;
    private static final String LINK = "rate=25m,delay=10ms,queue=100k";

    private static World run(Consumer<World> plan) {
        return Scenario.of(PathManagerPropertyTest.class, plan).run(1);
    }

    private static void manager(World w, String name) {
        w.client().choose(PolicyKind.PATH_MANAGER, name);
        w.server().choose(PolicyKind.PATH_MANAGER, name);
    }

    /** T3 (SIGCOMM 2020 multipath transport tutorial, section 3): with one path and with two, besides the first subflow. */
    @ParameterizedTest
    @CsvSource({"fullmesh,1,0", "fullmesh,2,3", "each,1,0", "each,2,1", "ndiffports,1,1", "ndiffports,2,1", "static,2,1", "builtin,2,0"})
    void subflowsThatAreOpened(String name, int paths, int joins) {
        World w = run(world -> {
            world.host("client", b -> b);
            world.host("server", b -> paths > 1 ? b.policySettings(Map.of("static.addresses", "10.2.0.2")) : b);
            manager(world, name);
            for (int i = 0; i < paths; i++) {
                world.path(Route.of(LINK));
            }
            world.transfer(1 << 20, 1 << 20);
        });
        assertEquals(joins, w.client().joins());
    }

    @Test
    void ndiffportsOpensAsManyAsItIsTold() {
        World w = run(world -> {
            world.hosts(b -> b.maxSubflows(8).policySettings(Map.of("ndiffports.count", "4")));
            manager(world, "ndiffports");
            world.path(Route.of(LINK));
            world.transfer(1 << 20, 1 << 20);
        });
        assertEquals(3, w.client().joins());
    }

    @Test
    void fullmeshOpensAsManyForEachPairAsItIsTold() {
        World w = run(world -> {
            world.hosts(b -> b.maxSubflows(8).policySettings(Map.of("fullmesh.subflows", "2")));
            manager(world, "fullmesh");
            world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            world.transfer(1 << 20, 1 << 20);
        });
        assertEquals(7, w.client().joins());
    }

    /** A join that runs into a path that is away is tried again, and succeeds once the path is back. */
    @Test
    void fullmeshTriesAgainWhatFailed() {
        long[] before = new long[1];
        World w = run(world -> {
            world.hosts(b -> b.synRetries(1));
            manager(world, "fullmesh");
            world.path(Route.of(LINK));
            SimPath second = world.path(Route.of(LINK));
            second.down();
            Load.endless(world, world.transfer(0, 0), 40 * SECOND);
            world.at(12 * SECOND, "path2 up", () -> {
                before[0] = world.client().counter("MPTcpExtMPJoinSynAckRx");
                second.up();
            });
        });
        assertEquals(0, before[0]);
        assertTrue(w.client().counter("MPTcpExtMPJoinSynAckRx") > 0, "joined after the path was back");
        assertTrue(Load.carried(w, "path2>") > 1_000_000);
    }

    /** The delays between attempts double while the path is away, and the subflow is back when it is (RFC 6298, 5.5). */
    @Test
    void reestablishBacksOff() {
        List<Double> attempts = new ArrayList<>();
        World w = run(world -> {
            world.hosts(b -> b.retries(3).synRetries(1).linearSyns(0).policySettings(Map.of("static.addresses", "10.2.0.2")));
            manager(world, "chain");
            world.path(Route.of(LINK));
            SimPath second = world.path(Route.of(LINK));
            Load.endless(world, world.transfer(0, 0), 99 * SECOND);
            long[] syns = {1};
            world.at(SECOND, "path2 down", second::down);
            world.at(30 * SECOND, "path2 up", second::up);
            world.every(10 * MS, () -> {
                long now = world.client().counter("MPTcpExtMPJoinSynTx");
                double at = world.nowNs() / 1e9;
                if (now > syns[0] && (attempts.isEmpty() || at - attempts.getLast() > SYN_RETRY_S)) {
                    attempts.add(at);
                }
                syns[0] = Math.max(syns[0], now);
                return world.nowNs() > 90 * SECOND;
            });
        });
        System.out.println("reestablish: attempts at " + attempts + " s");
        assertEquals(4, attempts.size(), attempts.toString());
        for (int i = 2; i < attempts.size(); i++) {
            double wait = attempts.get(i) - attempts.get(i - 1);
            assertTrue(wait > 1.3 * (attempts.get(i - 1) - attempts.get(i - 2)), attempts.toString());
        }
        assertEquals(2, w.client().joins(), "it is back");
    }

    /** A chain has each of its members do its part, in order. */
    @Test
    void aChainAnnouncesAndReestablishes() {
        World w = run(world -> {
            world.hosts(b -> b.policySettings(Map.of("static.addresses", "10.2.0.2", "chain.members",
                    "static,reestablish")));
            manager(world, "chain");
            world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            world.transfer(20 << 20, 0);
            world.at(2 * SECOND, "path2 is lost", () -> world.client().stack().removeAddress(World.address(2, 1, false)));
            world.at(3 * SECOND, "path2 is back",
                    () -> world.client().stack().addAddress("path2", LinkAddress.of("10.2.0.1/24")));
        });
        assertEquals(2, w.client().joins(), "static's, and reestablish's after the loss");
    }

    /** So that the second path is used in both directions: the source address picks it. */
    private static void announceSecond(World world) {
        world.server().stack().endpoints(List.of(Endpoint.of(1, World.address(2, 2, false)).withSignal(true)));
    }

    /** The second path's address is another one from 2 s on: the subflow goes on from there. */
    @Test
    void eachFollowsAHostThatMoves() {
        World w = run(world -> {
            world.hosts(b -> b);
            manager(world, "each");
            world.path(Route.of(LINK));
            world.path(Route.of(LINK));
            announceSecond(world);
            world.transfer(20 << 20, 0);
            world.at(2 * SECOND, "path2 moves", () -> {
                world.client().stack().removeAddress(World.address(2, 1, false));
                world.client().stack().addAddress("path2", LinkAddress.of("10.2.0.9/24"));
            });
        });
        assertEquals(3, w.client().joins(), "from the address; from the first, to what has no subflow then; from the new one");
        assertTrue(Load.carried(w, "path2>") > 6_000_000, "path2 carries its share before and after");
    }

    /** Short connections have no joins; a long one has its second path when it has delivered so much, and then uses it. */
    @Test
    void laterJoinsLongConnectionsOnly() {
        for (int size : new int[] {100_000, 20 << 20}) {
            long[] carried = new long[1];
            World w = run(world -> {
                world.hosts(b -> b.policySettings(Map.of("later.bytes", "1000000")));
                manager(world, "later");
                world.path(Route.of(LINK));
                world.path(Route.of(LINK));
                announceSecond(world);
                world.transfer(size, 0);
            });
            carried[0] = Load.carried(w, "path2>");
            assertEquals(size > 1_000_000 ? 1 : 0, w.client().joins());
            assertTrue(size > 1_000_000 ? carried[0] > 5_000_000 : carried[0] == 0, "path2 carried " + carried[0]);
        }
    }

    /** A path that fails for 4 s is covered by the other, once, and has the connection to itself again when it is back. */
    @Test
    void backupCoversAFailureAndStepsBack() {
        long[] second = new long[3];
        World w = run(world -> {
            world.hosts(b -> b.policySettings(Map.of("backup.hold", "3s")));
            manager(world, "backup");
            world.client().choose(PolicyKind.RETRANSMIT, "opportunistic");
            SimPath first = world.path(Route.of(LINK));
            announceSecond(world);
            world.path(Route.of(LINK));
            Load.endless(world, world.transfer(0, 0), 30 * SECOND);
            world.at(5 * SECOND, "path1 down", first::down);
            world.at(9 * SECOND, "path1 up", () -> {
                second[0] = Load.carried(world, "path2>");
                first.up();
            });
            world.at(20 * SECOND, "later", () -> second[1] = Load.carried(world, "path2>"));
            world.at(29 * SECOND, "at the end", () -> second[2] = Load.carried(world, "path2>"));
        });
        assertTrue(second[0] > 5_000_000, "it carried while the first failed: " + second[0]);
        assertEquals(1, w.client().joins(), "one cover for one failure");
        assertTrue(second[2] - second[1] < 10_000, "and nothing after that: " + (second[2] - second[1]));
    }
}
