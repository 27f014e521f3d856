package mptcp.io.sim.pattern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PatternTest {
    private static final int LENGTH = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 42, -1, Long.MIN_VALUE})
    void piecesOfAnyLengthMakeTheSameStream(long seed) throws Exception {
        Pattern pattern = new Pattern(seed);
        byte[] whole = pattern.bytes(0, LENGTH);
        Random random = new Random(3);
        for (int at = 0; at < whole.length; ) {
            int n = Math.min(random.nextInt(1, 300), whole.length - at);
            ByteBuffer piece = (random.nextBoolean() ? ByteBuffer.allocate(n) : ByteBuffer.allocateDirect(n))
                    .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            pattern.fill(piece, at);
            assertEquals(ByteBuffer.wrap(whole, at, n), piece.flip());
            assertEquals(-1, pattern.mismatch(piece, at));
            assertEquals(n, piece.remaining());
            assertEquals(whole[at], pattern.at(at));
            at += n;
        }
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole));
        assertEquals(digest, pattern.sha256(LENGTH));
        assertNotEquals(digest, new Pattern(seed + 1).sha256(LENGTH));
    }

    @Test
    void theFirstWordIsThatOfSplitMix64() {
        // 6457827717110365317, the first output for seed 1234567
        byte[] bytes = new Pattern(1234567).bytes(0, Long.BYTES);
        assertEquals(6457827717110365317L, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }

    @Test
    void anyWrongByteIsFoundAtItsPlace() {
        Pattern pattern = new Pattern(7);
        for (int at = 3; at < 43; at++) {
            byte[] bytes = pattern.bytes(3, 40);
            bytes[at - 3] ^= 1;
            assertEquals(at, pattern.mismatch(ByteBuffer.wrap(bytes), 3));
        }
    }

    @Test
    void lostDoubledAndMovedBytesShow() {
        Pattern pattern = new Pattern(7);
        byte[] segment = pattern.bytes(0, 1460);
        byte[] stream = pattern.bytes(0, 200_000);
        for (int i = 1; i + segment.length <= stream.length; i++) {
            assertFalse(Arrays.equals(segment, 0, segment.length, stream, i, i + segment.length), "again at " + i);
        }
        assertArrayEquals(segment, pattern.bytes(0, 1460));
    }
}
