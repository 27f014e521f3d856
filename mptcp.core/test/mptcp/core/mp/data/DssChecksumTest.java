package mptcp.core.mp.data;

import static mptcp.core.wire.Vectors.bytes;
import static mptcp.core.wire.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import mptcp.core.wire.Checksum;
import mptcp.core.wire.Vectors;
import org.junit.jupiter.api.Test;

/** The DSS checksum against values of another implementation: RFC 8684 section 3.3.1, row 52. */
class DssChecksumTest {
    @Test
    void overTheWideNumberAndTheData() {
        List<Map<String, String>> vectors = Vectors.of("dss_csum");
        assertEquals(4, vectors.size());
        for (Map<String, String> v : vectors) {
            byte[] payload = bytes(v.get("payload"));
            int sum = Checksum.sum(MemorySegment.ofArray(payload), 0, payload.length);
            long dsn = hex(v.get("dsn"));
            int ssn = (int) Long.parseLong(v.get("ssn"));
            int length = Integer.parseInt(v.get("dll"));
            int expected = (int) hex(v.get("checksum"));
            assertEquals(expected, DssChecksum.of(dsn, ssn, length, sum));
            assertTrue(DssChecksum.good(dsn, ssn, length, sum, expected));
            assertFalse(DssChecksum.good(dsn, ssn, length, sum, expected ^ 1));
            assertFalse(DssChecksum.good(dsn ^ 1L << 40, ssn, length, sum, expected), "the upper half counts");
            assertFalse(DssChecksum.good(dsn, ssn ^ 0x100, length, sum, expected));
            assertFalse(DssChecksum.good(dsn, ssn, length ^ 0x10, sum, expected));
        }
    }
}
