package mptcp.simtest;

import static mptcp.simtest.Load.carried;
import static mptcp.simtest.Load.seconds;
import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Consumer;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import mptcp.io.sim.SimPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each retransmission policy is there for, as whole stacks show it; figures are printed. */
class RetransmitPropertyTest {
    private static final String WIFI = "rate=8m,delay=10ms,queue=80k";
    private static final String CELLULAR = "rate=2m,delay=75ms,queue=500k";

    private static World run(Consumer<World> plan) {
        return Scenario.of(RetransmitPropertyTest.class, plan).run(1);
    }

    /** R1 (Raiciu et al., NSDI 2012, figures 4 and 5): goodput over a receive buffer, in Mbit/s. */
    private static double goodput(String policy, int paths, int buffer) {
        return goodput(policy, paths, 4 << 20, buffer);
    }

    private static double goodput(String policy, int paths, int send, int buffer) {
        double[][] r = new double[1][];
        run(w -> {
            w.hosts(b -> b.profile(WireProfile.BSD)); // slow start as the RFCs have it, and as the source reckons with
            Load.pairs(w, "minrtt", "lia");
            w.client().choose(PolicyKind.RETRANSMIT, policy);
            w.path(Route.of(WIFI));
            if (paths > 1) {
                w.path(Route.of(CELLULAR));
            }
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withBuffers(send, buffer));
            r[0] = Load.rate(w, Load.endless(w, t, seconds(61)), seconds(10), seconds(60));
        });
        return r[0][0];
    }

    @ParameterizedTest
    @ValueSource(ints = {50_000, 100_000, 200_000, 400_000, 800_000})
    void opportunisticIsNoWorseThanTcpOnTheBestPath(int buffer) {
        double tcp = goodput("threshold", 1, buffer);
        double plain = goodput("threshold", 2, buffer);
        double opportunistic = goodput("opportunistic", 2, buffer);
        System.out.printf("R1, %d bytes: best path %.2f, threshold %.2f, opportunistic %.2f Mbit/s%n", buffer, tcp, plain,
                opportunistic);
        assertTrue(opportunistic >= 0.95 * tcp, opportunistic + " of " + tcp);
        double enough = buffer >= 800_000 ? 0.9 : 1; // where the buffer suffices there is nothing to gain
        assertTrue(opportunistic >= enough * plain, opportunistic + ", without it " + plain);
    }

    /**
     * What blocks is a slow subflow, whichever buffer it fills. Of two of one size the window is the smaller one if its scale rounds it, and
     * the send buffer is full no later if not.
     */
    @ParameterizedTest
    @CsvSource({"200000, 200000", "200000, 199999", "200000, 4000000"})
    void opportunisticMindsTheSendBufferAsWell(int send, int receive) {
        double tcp = goodput("threshold", 1, send, receive);
        double plain = goodput("threshold", 2, send, receive);
        double opportunistic = goodput("opportunistic", 2, send, receive);
        System.out.printf("R1, %d and %d bytes: best path %.2f, threshold %.2f, opportunistic %.2f Mbit/s%n", send, receive, tcp, plain,
                opportunistic);
        assertTrue(plain < 0.9 * tcp && opportunistic >= 0.95 * tcp, opportunistic + " of " + tcp + ", without it " + plain);
    }

    /** The longest time without a byte at the server after the first path became a black hole at 3 s, in ms. */
    private static double gap(String policy, Map<String, String> settings) {
        double[] longest = new double[1];
        long[] seen = new long[2];
        run(w -> {
            w.hosts(b -> b.policySettings(settings));
            Load.pairs(w, "minrtt", "lia");
            w.client().choose(PolicyKind.RETRANSMIT, policy);
            SimPath first = w.path(Route.of("rate=10m,delay=15ms,queue=60k"));
            w.path(Route.of("rate=10m,delay=20ms,queue=60k"));
            Transfer t = Load.endless(w, w.transfer(0, 0), seconds(20));
            w.at(3 * SECOND, "path1 down", first::down);
            w.every(MS, () -> {
                if (t.server().received() != seen[0]) {
                    longest[0] = Math.max(longest[0], (w.nowNs() - seen[1]) / 1e6);
                    seen[0] = t.server().received();
                    seen[1] = w.nowNs();
                }
                return w.nowNs() > 15 * SECOND;
            });
            w.at(2900 * MS, "from now on", () -> longest[0] = 0);
        });
        System.out.printf("%s %s: %.0f ms without a byte%n", policy, settings, longest[0]);
        return longest[0];
    }

    /** The report's data leaves at the third timeout in a row: each one less halves the pause, each one more doubles it. */
    @Test
    void thresholdSaysHowLongAFailureIsFelt() {
        double one = gap("threshold", Map.of("rexmit.threshold", "1"));
        double two = gap("threshold", Map.of("rexmit.threshold", "2"));
        double three = gap("threshold", Map.of());
        assertTrue(two > 1.5 * one && three > 1.5 * two, one + ", " + two + ", " + three + " ms");
    }

    /** What is overdue leaves before its subflow's timeout, and before the stream has stood still for long. */
    @Test
    void rackDoesNotWaitForATimeout() {
        double rack = gap("rack", Map.of());
        double opportunistic = gap("opportunistic", Map.of());
        double threshold = gap("threshold", Map.of("rexmit.threshold", "1"));
        assertTrue(rack < opportunistic && opportunistic < threshold, rack + ", " + opportunistic + ", " + threshold + " ms");
    }

    /** Where nothing fails but queues overflow, less than two segments of a hundred are sent twice. */
    @Test
    void rackGivesLittleToOthersWithoutNeed() {
        World w = run(world -> {
            world.hosts(b -> b);
            Load.pairs(world, "minrtt", "lia");
            world.client().choose(PolicyKind.RETRANSMIT, "rack");
            world.path(Route.of("rate=10m,delay=5ms,queue=100k"));
            world.path(Route.of("rate=2m,delay=60ms,queue=100k"));
            Load.endless(world, world.transfer(0, 0), seconds(20));
        });
        long again = w.client().counter("MPTcpExtMPTCPRetrans");
        assertTrue(again < 350, again + " maps of some 17,500 segments");
    }

    /** Linux's stale count: a path without progress gets nothing new, and is used again once it delivers. */
    @Test
    void aStaleSubflowIsLeftAsideUntilItDelivers() {
        long[] at = new long[3];
        World w = run(world -> {
            world.hosts(b -> b);
            Load.pairs(world, "minrtt", "lia");
            world.client().choose(PolicyKind.RETRANSMIT, "stale-probe");
            SimPath first = world.path(Route.of("rate=10m,delay=15ms,queue=60k"));
            world.path(Route.of("rate=10m,delay=20ms,queue=60k"));
            Transfer t = Load.endless(world, world.transfer(0, 0), seconds(40));
            world.at(3 * SECOND, "path1 down", first::down);
            world.at(15 * SECOND, "looking", () -> {
                at[0] = world.client().counter("MPTcpExtSubflowStale");
                at[1] = t.server().received();
                first.up();
            });
            world.at(35 * SECOND, "looking again", () -> at[2] = carried(world, "path1>"));
        });
        assertEquals(1, at[0], "it is stale");
        assertTrue(at[1] > 8_000_000, "the other path goes on: " + at[1]);
        assertEquals(1, w.client().counter("MPTcpExtSubflowRecover"));
        assertTrue(at[2] > 8_000_000, "the path that is back is used: " + at[2]);
    }
}
