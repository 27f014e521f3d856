package mptcp.socketagent.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import mptcp.io.sim.pattern.Pattern;
import org.junit.jupiter.api.Test;

final class PatternPositionTest {
    @Test
    void goesOnWhereItWasLeft() {
        byte[] expected = new Pattern(5).bytes(3, 1000);
        PatternPosition position = new PatternPosition(new Pattern(5));
        position.advance(3);
        PatternPosition copy = position.copy();
        byte[] bytes = new byte[1000];
        position.fill(ByteBuffer.wrap(bytes));
        assertArrayEquals(expected, bytes);
        assertEquals(-1, position.mismatch(ByteBuffer.wrap(expected)));
        position.advance(1);
        assertEquals(4, position.mismatch(ByteBuffer.wrap(expected)));
        expected[500] ^= 1;
        assertEquals(503, copy.mismatch(ByteBuffer.wrap(expected)));
    }
}
