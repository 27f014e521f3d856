package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One end speaks plain TCP. */
@Timeout(60)
final class FallbackTest {
    private static final long BYTES = 4 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @ParameterizedTest
    @CsvSource({"CLIENT, INET", "CLIENT, INET6", "SERVER, INET", "SERVER, INET6"})
    void theKernelIsPlain(Role role, StandardProtocolFamily family) throws Exception {
        try (Trial trial = new Trial(LAB.lab(), Protocol.TCP, config -> config)) {
            Conversation c = trial.connectAnnouncing(role, family);
            assertPlain(c);
            assertEquals(role == Role.CLIENT ? 1 : 0, trial.counter("MPTcpExtMPCapableFallbackSYNACK"), trial::state);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, INET", "CLIENT, INET6", "SERVER, INET", "SERVER, INET6"})
    void weArePlain(Role role, StandardProtocolFamily family) throws Exception {
        try (Trial trial = new Trial(LAB.lab(), Protocol.MPTCP, config -> config.mptcpVersion(-1))) {
            Conversation c = trial.connectAnnouncing(role, family);
            assertPlain(c);
            assertEquals(0, trial.counter("MPTcpExtMPCapableSYNTX"), trial::state);
        }
    }

    private static void assertPlain(Conversation c) throws Exception {
        Transfers t = c.transfer(BYTES);
        t.awaitEach(BYTES);
        assertTrue(c.snapshot().fallback(), c.trial()::state);
        assertFalse(c.theirs().isMptcp());
        assertEquals(1, c.subflows().size());
        t.finish();
        assertEquals(0, c.trial().counter("MPTcpExtMPJoinSynTx"), c.trial()::state);
        c.ours().close();
        c.theirs().close();
        c.awaitOver();
        assertEquals(0, c.trial().counter("TcpOutRsts"), c.trial()::state);
    }
}
