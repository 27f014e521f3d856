package mptcp.lab.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PatternTest {
    @Test
    void piecesOfAnyLengthMakeTheSameStream() throws Exception {
        byte[] whole = new byte[100_000];
        Pattern.fill(whole, whole.length, 42, 0);
        Random random = new Random(3);
        byte[] piece = new byte[300];
        for (int at = 0; at < whole.length; ) {
            int n = Math.min(random.nextInt(1, 300), whole.length - at);
            Pattern.fill(piece, n, 42, at);
            assertArrayEquals(Arrays.copyOfRange(whole, at, at + n), Arrays.copyOf(piece, n));
            at += n;
        }
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole));
        assertEquals(digest, Pattern.sha256(42, whole.length));
        assertNotEquals(digest, Pattern.sha256(43, whole.length));
    }

    @Test
    void theFirstWordIsThatOfSplitMix64() {
        byte[] bytes = new byte[8];
        Pattern.fill(bytes, 8, 1234567, 0);
        // 6457827717110365317, the first output for seed 1234567
        assertEquals(6457827717110365317L, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }
}
