package mptcp.shell.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class GeneratedChannelTest {
    private static byte[] read(long length, long seed, int chunk) {
        ByteBuffer all = ByteBuffer.allocate((int) length);
        GeneratedChannel channel = new GeneratedChannel(length, seed);
        ByteBuffer part = ByteBuffer.allocate(chunk);
        while (channel.read(part.clear()) >= 0) {
            all.put(part.flip());
        }
        assertEquals(-1, channel.read(part.clear()));
        assertFalse(all.hasRemaining());
        return all.array();
    }

    @Test
    void theSameHoweverItIsRead() {
        byte[] whole = read(1003, 7, 2000);
        for (int chunk : new int[] {1, 3, 8, 13, 64}) {
            assertArrayEquals(whole, read(1003, 7, chunk), "read by " + chunk);
        }
    }

    @Test
    void repeatsNothing() {
        byte[] bytes = read(64 << 10, 7, 4096);
        byte[] first = Arrays.copyOf(bytes, 1460);
        for (int i = 1; i + first.length <= bytes.length; i++) {
            assertFalse(Arrays.equals(first, Arrays.copyOfRange(bytes, i, i + first.length)), "again at " + i);
        }
        assertFalse(Arrays.equals(bytes, read(64 << 10, 8, 4096)), "another seed gives other bytes");
    }
}
