package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What simulated hosts take: by what they carry, not by how many there are. Counted, not timed. */
@Timeout(120)
final class SimMemoryTest {
    private static final int PAIRS = 100;
    private static final int PAIRS_THAT_SEND = 10;
    private static final long IDLE_HOST = 64 << 10;
    private static final long PAIR_THAT_SENDS = 2 << 20;
    private static final long A_WHILE_NS = 1_000_000_000;
    /** What the first overshoot of the windows took is given back by then. */
    private static final long LATER_NS = 2_000_000_000;

    /** All that is allocated for a host, garbage too, is a bound on what it holds. */
    @Test
    void anIdleHostIsSmall() throws IOException {
        new SimWorld(new SimWorld.Options(2, 2, false)).close(); // classes are loaded once
        long objects = Memory.allocatedByThisThread();
        long direct = Memory.direct();
        try (SimWorld world = new SimWorld(new SimWorld.Options(PAIRS, 2, false))) {
            world.run(A_WHILE_NS);
            objects = Memory.allocatedByThisThread() - objects;
            direct = Memory.direct() - direct;
            long each = (objects + direct) / (2 * PAIRS);
            assertTrue(each < IDLE_HOST, each + " bytes for each host, " + direct + " in all outside of the heap");
        }
    }

    /** The queues and wires of a pair hold some 200 kB, its windows as much, and rings are as large as the windows may become. */
    @Test
    void aPairHoldsWhatIsOnItsWay() throws IOException {
        long direct = Memory.direct();
        try (SimWorld world = new SimWorld(new SimWorld.Options(PAIRS_THAT_SEND, 2, false))) {
            world.connect();
            world.run(LATER_NS);
            long each = (Memory.direct() - direct + world.slabs()) / PAIRS_THAT_SEND;
            assertTrue(world.received() > 0, "nothing arrived");
            assertTrue(each < PAIR_THAT_SENDS, each + " bytes outside of the heap for each pair");
        }
    }
}
