package mptcp.socketagent.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pattern is the lab's, and addresses are as people write them. */
final class PatternTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x1234_5678_9abc_def0L})
    void samePatternAsTheLab(long seed) {
        byte[] expected = new byte[1000];
        mptcp.lab.peer.Pattern.fill(expected, expected.length, seed, 3);
        Pattern pattern = new Pattern(seed);
        pattern.advance(3);
        byte[] bytes = new byte[1000];
        pattern.fill(ByteBuffer.wrap(bytes));
        assertArrayEquals(expected, bytes);
        assertEquals(-1, pattern.mismatch(ByteBuffer.wrap(expected)));
        expected[500] ^= 1;
        assertEquals(503, pattern.mismatch(ByteBuffer.wrap(expected)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1,10.0.0.1", "::,::", "::1,::1", "fd00:0:0:0:0:0:0:2,fd00::2", "1:0:0:2:0:0:0:3,1:0:0:2::3",
            "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8", "fe80::,fe80::", "1:0:2:3:4:5:6:7,1:0:2:3:4:5:6:7"})
    void addresses(String literal, String text) {
        assertEquals(text, Addresses.text(InetAddress.ofLiteral(literal)));
    }
}
