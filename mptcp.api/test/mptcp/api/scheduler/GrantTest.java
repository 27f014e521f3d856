package mptcp.api.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 31})
    void aGrantNamesItsSubflowAndNoQuantum(int sf) {
        long grant = PacketScheduler.grant(sf);
        assertEquals(1 << sf, (int) grant);
        assertEquals(0, grant >>> 32);
        assertNotEquals(PacketScheduler.WAIT, grant);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1420, 65_535, Integer.MAX_VALUE})
    void maskAndQuantumDoNotMix(int quantum) {
        long grant = PacketScheduler.grant(0x8000_0001, quantum);
        assertEquals(0x8000_0001, (int) grant);
        assertEquals(quantum, (int) (grant >>> 32));
    }
}
