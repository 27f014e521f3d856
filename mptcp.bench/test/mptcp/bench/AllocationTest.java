package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The allocation gate: the warmed path, sending and receiving, allocates nothing per packet. Both stacks and both
 * applications run on the test's thread, whose allocation the JVM counts to the byte.
 *
 * <p>The count of a transfer is not always zero: a buffer that auto-tuning lets grow is a new object, once. So a transfer
 * may allocate a little, far less than a byte per packet, and the gate takes the least of several: what is allocated for
 * each packet is in all of them.
 */
@Timeout(120)
final class AllocationTest {
    private static final long WARM_UP = 256L << 20;
    private static final long MEASURED = 64L << 20;
    private static final int ROUNDS = 3;
    /** One-off growth. With packets of 1500 bytes it is less than a tenth of a byte per packet. */
    private static final long ALLOWED = 4096;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({
        "0, false, false", "1, false, false", "2, false, false", "2, false, true", "0, true, false", "2, true, false"
    })
    @DisplayName("subflows (0: TCP), super-segments, DSS checksums")
    void nothingPerPacket(int subflows, boolean superSegments, boolean checksums) throws IOException {
        try (DirectPair pair = new DirectPair(new DirectPair.Options(subflows, superSegments, checksums), 0)) {
            pair.connect(subflows);
            pair.transfer(WARM_UP);
            long least = Long.MAX_VALUE;
            long packets = pair.packets();
            for (int i = 0; i < ROUNDS; i++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                pair.transfer(MEASURED);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            packets = (pair.packets() - packets) / ROUNDS;
            assertTrue(packets >= MEASURED >> 16, "only " + packets + " packets for " + MEASURED + " bytes");
            assertTrue(least < ALLOWED, least + " bytes allocated for " + packets + " packets");
        }
    }
}
