package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Segments of four bytes that cannot be put together: a window of bytes admits hundreds of them in the place of one. Queues count packets,
 * and where hundreds went at once each time, the first was lost each time (1453799).
 */
class SmallSegmentsTest {
    private static final int RECORD = 4;

    private static Sock records(Drill d, boolean sack, int count) {
        Sock s = Sending.open(d, sack, ms(100));
        s.socket().reconfigure(SocketConfig.DEFAULT.withNoDelay(true));
        for (int i = 0; i < count; i++) {
            s.write(RECORD);
            s.socket().endRecord(s.socket().written());
        }
        return s;
    }

    private static long at(int record) {
        return 1 + (long) record * RECORD;
    }

    /** As in slow start: four in the place of a whole one, then two for each that is acknowledged. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimeoutRepeatsAFew(boolean sack) {
        try (Drill d = Tcp.plain().open()) {
            records(d, sack, 100);
            assertEquals(100, d.skip().size());
            d.expectEventually(ms(3000), data(at(0), 1, RECORD).anyOptions());
            int repeated = 1 + d.skip().size();
            assertEquals(4, repeated);
            for (int acknowledged = 1; acknowledged < 20; acknowledged++) {
                d.inject(ack(1, at(acknowledged)));
                int more = d.skip().size();
                assertTrue(more <= 2, more + " for one acknowledgement");
                repeated += more;
                assertTrue(repeated > acknowledged, "what follows is on its way");
            }
            d.inject(ack(1, at(100)));
            assertEquals("OPEN", Tcp.subflow(d).loss());
            d.expectNothing(ms(5000));
        }
    }

    /** Without SACK each stands for a segment as they are, not for a whole one. */
    @Test
    void duplicatesOpenNoWindowForHundreds() {
        try (Drill d = Tcp.plain().open()) {
            records(d, false, 5000);
            int out = d.skip().size();
            assertTrue(out < 5000, "the window of congestion admits no more");
            for (int i = 0; i < 30; i++) {
                d.inject(ack(1, 1));
            }
            int sent = d.skip().size();
            int first = Sending.MSS / RECORD; // recovery begins with what a whole segment holds
            assertTrue(sent <= first + 30, sent + " for 30 duplicates");
        }
    }
}
