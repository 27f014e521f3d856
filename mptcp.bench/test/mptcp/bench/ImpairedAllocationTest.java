package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The allocation gate where things go wrong: what arrives out of order, is sent again, or is given to another subflow
 * costs no object either, in the stacks as in the simulator. As in {@link AllocationTest}, one-off growth is allowed, and
 * the least of several periods counts.
 */
@Timeout(120)
final class ImpairedAllocationTest {
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 4;
    private static final long CUT_NS = 3_000_000_000L;
    private static final long WHOLE_NS = 7_000_000_000L;
    private static final long ALLOWED = 4096;

    @ParameterizedTest
    @CsvSource({
        "1, reorder=5%/3ms, threshold, MPTcpExtOFOQueue, 1000",
        "2, reorder=5%/3ms, threshold, MPTcpExtOFOQueue, 1000",
        "2, loss=0.3%, threshold, TcpRetransSegs, 100",
        "2, cut, opportunistic, MPTcpExtMPTCPRetrans, 10"
    })
    @DisplayName("paths, impairments, retransmission, what happens meanwhile")
    void nothingPerPacket(int paths, String impairments, String rexmit, String counter, long times) throws IOException {
        boolean cut = impairments.equals("cut");
        try (SimWorld world = new SimWorld(new SimWorld.Options(1, paths, false, cut ? "" : impairments))) {
            world.choose(PolicyKind.RETRANSMIT, rexmit);
            world.connect();
            for (int i = 0; i < WARM_UP; i++) {
                period(world, cut);
            }
            long least = Long.MAX_VALUE;
            long packets = world.packets();
            long before = world.counted(counter);
            for (int i = 0; i < ROUNDS; i++) {
                long bytes = Memory.allocatedByThisThread();
                period(world, cut);
                least = Math.min(least, Memory.allocatedByThisThread() - bytes);
            }
            packets = world.packets() - packets;
            long happened = world.counted(counter) - before;
            assertTrue(happened >= times, counter + " grew by " + happened);
            assertTrue(least < ALLOWED, least + " bytes allocated, with " + packets / ROUNDS + " packets");
        }
    }

    /** @param cut whether the first path is a black hole for a part of it */
    private static void period(SimWorld world, boolean cut) throws IOException {
        world.run(WHOLE_NS);
        if (cut) {
            world.pathDown(0);
        }
        world.run(CUT_NS);
        if (cut) {
            world.pathUp(0);
        }
    }
}
