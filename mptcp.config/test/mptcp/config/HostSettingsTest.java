package mptcp.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import mptcp.api.socket.FastOpen;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.Test;

class HostSettingsTest {
    private static final StackConfig PLAIN = StackConfig.builder("host").build();

    private static String error(String name, String text) {
        return assertThrows(IllegalArgumentException.class, () -> HostSettings.with(PLAIN, Map.of(name, text)))
                .getMessage();
    }

    @Test
    void whatIsReadCanBeWritten() {
        StackConfig odd = PLAIN.toBuilder().mptcpVersion(0).checksums(true).maxSubflows(3).acceptJoins(false)
                .profile(WireProfile.BSD).minRtoNs(1_234_567).initialRtoNs(2_000_000).maxRtoNs(3_000_000).retries(4)
                .synRetries(5).mptcpSynRetries(1).delayedAckNs(7).timeWaitNs(8).closeTimeoutNs(9).sendBuffer(5000, 6000)
                .receiveBuffer(7000, 8000).windowScale(3).timestamps(false).sack(false).ecn(true).ecnAccept(false).accurateEcn(true).accurateEcnAccept(true)
                .windowScaling(false)
                .mtuProbing(false).callerTurns(false).spinNs(12).policySet("report").policyBudgetNs(10).blackholeNs(11)
                .fastOpen(FastOpen.DEFAULT.withRoles(true, false)).build();
        assertEquals(odd, HostSettings.with(PLAIN.toBuilder().entropy(odd.entropy()).build(), HostSettings.of(odd)));
    }

    @Test
    void unitsAndWords() {
        Map<String, String> changes = new LinkedHashMap<>(Map.of("rto.min", "50ms", "time.wait", "1.5", "sndbuf.max",
                "1M", "sack", "off", "profile", "BSD", "policy.budget", "20 us"));
        StackConfig c = HostSettings.with(PLAIN, changes);
        assertEquals(50_000_000, c.minRtoNs());
        assertEquals(1_500_000_000, c.timeWaitNs());
        assertEquals(1 << 20, c.maxSendBuffer());
        assertEquals(false, c.sack());
        assertEquals(WireProfile.BSD, c.profile());
        assertEquals(20_000, c.policyBudgetNs());
    }

    @Test
    void aLowerMaximumLowersTheFirstLimit() {
        StackConfig c = HostSettings.with(PLAIN, Map.of("rcvbuf.max", "64K"));
        assertEquals(64 << 10, c.initialReceiveBuffer());
    }

    @Test
    void errorsQuoteWhatIsWrong() {
        assertEquals("subflows must be a whole number, 1 to 32, not 'many'", error("subflows", "many"));
        assertEquals("rto.min must be a time such as 200ms, at least 1ms, not 'fast'", error("rto.min", "fast"));
        assertEquals("sndbuf.max must be a size such as 256K, 4K to 1G, not '5X'", error("sndbuf.max", "5X"));
        assertEquals("sack must be true or false, not 'maybe'", error("sack", "maybe"));
        assertTrue(error("mtu", "5").startsWith("there is no setting 'mtu'; there are: version, mptcp.versions, checksums"));
        assertTrue(error("loops", "2").startsWith("there is no setting 'loops'"), "a stack keeps its number");
    }

    @Test
    void theOrderInWhichTheyAreSaidIsNoMatter() {
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("sndbuf.initial", "32M");
        changes.put("sndbuf.max", "64M");
        assertEquals(32 << 20, HostSettings.with(PLAIN, changes).initialSendBuffer());
    }
}
