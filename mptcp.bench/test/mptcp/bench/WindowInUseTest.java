package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A window grows while it is what holds the sender back (RFC 9438 section 5.8, RFC 7661): a link of one mebibyte that is full in each
 * turn does not make it grow without end.
 */
final class WindowInUseTest {
    private static final long MOST = 8 << 20;
    private static final int FIRST = 256 << 10;
    private static final long BYTES = 200L << 20;
    private static final long LATER_NS = 3_600_000_000_000L;

    /** A ring goes round in all of its memory, however little of it is in use. */
    @ParameterizedTest(name = "{0} subflows (0: TCP)")
    @ValueSource(ints = {0, 1, 2})
    void theSendBufferFillsItsRing(int subflows) throws IOException {
        try (DirectPair pair = new DirectPair(new DirectPair.Options(subflows, true, false), 0)) {
            pair.connect(subflows);
            pair.transfer(BYTES);
            int limit = pair.connection().sendBuffer();
            long windows = pair.connection().subflows().stream().mapToLong(s -> s.cwnd()).sum();
            assertEquals(Integer.highestOneBit(limit), limit, "the limit of a buffer whose ring has a power of two");
            assertTrue(limit <= Math.max(4 * windows, FIRST), () -> limit + " bytes for windows of " + windows);
            assertTrue(limit > FIRST, () -> "it has not grown beyond " + limit);
        }
    }

    @ParameterizedTest(name = "{0} subflows (0: TCP)")
    @ValueSource(ints = {0, 1, 2})
    void aFullLinkIsNoReasonToGrow(int subflows) throws IOException {
        try (DirectPair pair = new DirectPair(new DirectPair.Options(subflows, true, false), 0)) {
            pair.connect(subflows);
            pair.transfer(BYTES); // the receiver admits more than the link by now
            pair.turn(LATER_NS); // after an idle time the window begins anew, and is what limits the subflow until the link does
            pair.transfer(BYTES);
            pair.connection().subflows().forEach(s -> assertTrue(s.cwnd() <= MOST, () -> "a window of " + s.cwnd() + " bytes: " + s));
        }
    }
}
