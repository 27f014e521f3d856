package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import javax.management.JMException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection takes that has carried bytes both ways and rests. Counted, not timed. */
@Timeout(120)
final class IdleMemoryTest {
    private static final int CONNECTIONS = 1000;
    private static final long ENDS = 2 * CONNECTIONS;
    /** The stack's own reckoning of a connection, see MemoryPressure, is 9 KiB. */
    private static final long EACH = 9_300;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdleConnectionIsSmallAndHoldsNoBuffers(boolean mptcp) throws IOException, JMException {
        try (IdleConnections connections = new IdleConnections(mptcp)) {
            connections.open(100); // classes and pools
            LiveObjects before = LiveObjects.now();
            connections.open(CONNECTIONS);
            LiveObjects more = LiveObjects.now().since(before);
            long each = more.total() / ENDS;
            assertTrue(each < EACH, each + " bytes for each end; " + more.most(ENDS));
            assertTrue(each > EACH / 2, each + " bytes for each end: is that all of it?");
            assertEquals(0, connections.held(), "bytes of buffers that idle connections hold");
        }
    }
}
