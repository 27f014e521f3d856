package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host of several loops and the kernel: whoever opens and joins, every subflow finds the loop of its connection. */
@Timeout(120)
final class LoopsTest {
    private static final int CONNECTIONS = 6;
    private static final long BYTES = 1 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @ParameterizedTest
    @CsvSource({"CLIENT, 2", "SERVER, 2", "SERVER, 3"})
    void subflowsFindTheirConnections(Role role, int loops) throws Exception {
        try (Trial trial = new Trial(LAB.lab(), Protocol.MPTCP, config -> config.loops(loops))) {
            for (int i = 0; i < CONNECTIONS; i++) {
                Conversation c = trial.connectTwice(role, Trial.IPV4);
                Transfers t = new Transfers(c, BYTES, BYTES);
                t.awaitEach(BYTES);
                assertEquals(2, c.subflows().size(), trial::state);
                t.finish();
            }
            Map<String, Long> counters = trial.stack().inspector().counters();
            assertTrue(counters.get("MPTcpLoopHandedOver") > 0);
            assertEquals(0, counters.get("MPTcpExtMPJoinNoTokenFound"));
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }
}
