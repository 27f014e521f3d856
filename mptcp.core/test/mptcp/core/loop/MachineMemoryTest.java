package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineMemoryTest {
    /** As the JVM reads its options; what is none limits nothing. */
    @ParameterizedTest
    @CsvSource({"512m,536870912", "512M,536870912", "1g,1073741824", "64k,65536", "1048576,1048576", "2t,2199023255552",
        "0,9223372036854775807", "'',9223372036854775807", "much,9223372036854775807", "99999999999999t,9223372036854775807"})
    void sizes(String text, long bytes) {
        assertEquals(bytes, MachineMemory.bytes(text));
    }

    @Test
    void thereIsALimit() {
        assertTrue(MachineMemory.limit() >= 64 << 20 && MachineMemory.limit() < Long.MAX_VALUE / 2);
    }
}
