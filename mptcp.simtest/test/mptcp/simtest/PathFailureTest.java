package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.io.sim.SimPath;
import mptcp.simtest.Transfer.Expected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that fail, come back, are taken away, and what the stream makes of it. */
class PathFailureTest {
    private static final String LINK = "rate=10m,delay=15ms,queue=60k";

    private static void pairs(World w, String name) {
        w.hosts(b -> b);
        w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(name.equals("backups")));
        w.client().choose(PolicyKind.PATH_MANAGER, name);
    }

    @Test
    void aPathFailsAndReturns() {
        Scenario.of(PathFailureTest.class, w -> {
            pairs(w, "pairs");
            w.path(Route.of(LINK));
            SimPath second = w.path(Route.of(LINK));
            w.transfer(10 << 20, 2 << 20);
            w.at(SECOND, "path2 down", second::down);
            w.at(4 * SECOND, "path2 up", second::up);
            long[] before = new long[1];
            w.at(5 * SECOND, "counting", () -> before[0] = delivered(w, "path2>"));
            w.expect(() -> {
                assertTrue(delivered(w, "path2>") - before[0] > 500_000, "the path is not used again");
                assertTrue(w.client().counter("MPTcpExtMPTCPRetrans") > 0, "nothing was sent again on the other path");
            });
        }).verify(1);
    }

    /** Each path fails for a while, never both: the stream stops for no longer than detection takes. */
    @Test
    void pathsFailInTurn() {
        Scenario.of(PathFailureTest.class, w -> {
            pairs(w, "pairs");
            SimPath[] paths = {w.path(Route.of(LINK)), w.path(Route.of(LINK))};
            Transfer t = w.transfer(14 << 20, 0);
            for (int i = 0; i < 6; i++) {
                SimPath p = paths[i % 2];
                w.at((1 + 2 * i) * SECOND, p.name() + " down", p::down);
                w.at((2 + 2 * i) * SECOND, p.name() + " up", p::up);
            }
            w.expect(() -> assertTrue(t.server().eofNs() < 25 * SECOND, "took " + t.server().eofNs() / 1e9 + " s"));
        }).verify(2);
    }

    /** The last subflow is lost; the path manager opens one from a new address within the close timeout. */
    @Test
    void breakBeforeMake() {
        Scenario.of(PathFailureTest.class, w -> {
            w.hosts(b -> b);
            w.client().choose(PolicyKind.PATH_MANAGER, "reestablish");
            w.path(Route.of(LINK));
            Transfer t = w.transfer(4 << 20, 1 << 20);
            w.at(SECOND, "client loses its address", () -> w.client().stack().removeAddress(World.address(1, 1, false)));
            w.at(6 * SECOND, "client gets another",
                    () -> w.client().stack().addAddress("path1", LinkAddress.of("10.1.0.7/24")));
            w.expect(() -> {
                assertEquals(1, w.client().joins());
                assertTrue(t.server().eofNs() > 6 * SECOND);
            });
        }).verify(3);
    }

    /** As before, but nobody opens one: both ends say so when the close timeout is over. */
    @Test
    void breakAndNeverMake() {
        Scenario.of(PathFailureTest.class, w -> {
            w.hosts(b -> b.closeTimeoutNs(20 * SECOND).maxRtoNs(5 * SECOND));
            w.client().choose(PolicyKind.PATH_MANAGER, "builtin");
            w.path(Route.of(LINK));
            Transfer t = w.transfer(4 << 20, 1 << 20).config(SocketConfig.DEFAULT.withKeepAlive(5 * SECOND))
                    .expect(Expected.CORRECT_OR_ERROR);
            w.at(SECOND, "client loses its address", () -> w.client().stack().removeAddress(World.address(1, 1, false)));
            w.expect(() -> assertEquals(Reason.TIMED_OUT, t.client().failure().reason()));
        }).verify(4);
    }

    @Test
    void aBackupWaitsUntilItIsNeeded() {
        Scenario.of(PathFailureTest.class, w -> {
            pairs(w, "backups");
            SimPath first = w.path(Route.of(LINK));
            w.path(Route.of(LINK));
            Transfer t = w.transfer(6 << 20, 1 << 20);
            long[] before = new long[1];
            w.at(2 * SECOND, "path1 down", () -> {
                before[0] = delivered(w, "path2>");
                first.down();
            });
            w.expect(() -> {
                assertTrue(before[0] < 20_000, before[0] + " bytes went over the backup before it was needed");
                assertTrue(delivered(w, "path2>") > 2 << 20);
                assertTrue(t.server().eofNs() < 12 * SECOND);
            });
        }).verify(5);
    }

    /** With every scheduler: a subflow is closed under load by the host that loses the address, on either side. */
    @ParameterizedTest
    @ValueSource(strings = {"minrtt", "drain", "roundrobin", "redundant", "weighted", "priority", "blest", "ecf",
            "costcap", "daps", "deadline", "otias", "peekaboo", "sttf", "builtin"})
    void aSubflowIsTakenAwayUnderLoad(String scheduler) {
        Scenario.of(PathFailureTest.class, w -> {
            pairs(w, "pairs");
            w.path(Route.of(LINK));
            w.path(Route.of(LINK));
            w.path(Route.of(LINK));
            w.transfer(3 << 20, 3 << 20).policies(Map.of(PolicyKind.SCHEDULER, scheduler));
            w.at(500 * MS, "client loses path 2", () -> w.client().stack().removeAddress(World.address(2, 1, false)));
            w.at(900 * MS, "server loses path 1", () -> w.server().stack().removeAddress(World.address(1, 2, false)));
            w.expect(() -> assertEquals(2, w.client().joins()));
        }).verify(6);
    }

    /** Break before make, again and again, with no path manager but the one that re-establishes. */
    @Test
    void theOnlyAddressMovesTenTimes() {
        Scenario.of(PathFailureTest.class, w -> {
            w.hosts(b -> b.maxSubflows(4));
            w.client().choose(PolicyKind.PATH_MANAGER, "reestablish");
            w.path(Route.of("rate=4m,delay=15ms,queue=60k"));
            Transfer t = w.transfer(9 << 20, 1 << 20);
            for (int i = 1; i <= 10; i++) {
                LinkAddress old = LinkAddress.of("10.1.0." + (i == 1 ? 1 : 10 + i - 1) + "/24");
                LinkAddress fresh = LinkAddress.of("10.1.0." + (10 + i) + "/24");
                w.at(i * 1500 * MS, "client moves to " + fresh, () -> {
                    w.client().stack().removeAddress(old.address());
                    w.client().stack().addAddress("path1", fresh);
                });
            }
            w.expect(() -> {
                assertNull(t.client().failure());
                assertEquals(10, w.client().joins());
                assertEquals(10, w.server().counter("MPTcpExtRmAddr")); // else four dead subflows would fill the slots
            });
        }).verify(7);
    }

    private static long delivered(World w, String hop) {
        return w.network().hop(hop).statistics().deliveredBytes();
    }
}
