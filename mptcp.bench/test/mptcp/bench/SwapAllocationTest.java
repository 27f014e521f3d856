package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The allocation gate around swaps: a swap makes a policy and little else, and packets cost nothing before or after it. */
@Timeout(120)
final class SwapAllocationTest {
    private static final long WARM_UP = 128L << 20;
    private static final long MEASURED = 16L << 20;
    private static final int ROUNDS = 10;
    private static final long A_SWAP = 4096;
    private static final Map<PolicyKind, List<String>> POLICIES = Map.of(
            PolicyKind.SCHEDULER, List.of("minrtt", "roundrobin"),
            PolicyKind.CONGESTION_CONTROL, List.of("cubic", "lia"),
            PolicyKind.RETRANSMIT, List.of("opportunistic", "threshold"));

    @Test
    void aSwapCostsWhatItMakes() throws IOException {
        try (DirectPair pair = new DirectPair(new DirectPair.Options(2, false, false), 0)) {
            pair.connect(2);
            long id = pair.connection().id();
            long swaps = 0;
            long between = 0;
            for (int i = -ROUNDS; i < ROUNDS; i++) {
                if (i <= 0) {
                    pair.transfer(WARM_UP / ROUNDS);
                    swaps = 0;
                    between = Long.MAX_VALUE;
                }
                int which = i & 1;
                long before = Memory.allocatedByThisThread();
                POLICIES.forEach((kind, names) -> pair.policies().choose(id, kind, names.get(which)));
                swaps += Memory.allocatedByThisThread() - before;
                pair.transfer(1 << 16);
                before = Memory.allocatedByThisThread();
                pair.transfer(MEASURED);
                between = Math.min(between, Memory.allocatedByThisThread() - before);
            }
            long each = swaps / ROUNDS / POLICIES.size();
            assertTrue(each < A_SWAP, each + " bytes for a swap");
            assertTrue(between < A_SWAP, between + " bytes for the packets between swaps");
        }
    }
}
