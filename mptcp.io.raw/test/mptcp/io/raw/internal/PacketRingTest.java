package mptcp.io.raw.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketRingTest {
    private record Place(long offset, int length) {
        boolean meets(long otherOffset, int otherLength) {
            return offset - PacketRing.HEADROOM < otherOffset + otherLength
                    && otherOffset - PacketRing.HEADROOM < offset + length;
        }
    }

    @Test
    void packetsNeverOverlapAndLeaveInOrder() {
        int capacity = 10_000;
        PacketRing ring = new PacketRing(capacity, PacketRing.HEADROOM);
        ArrayDeque<Place> model = new ArrayDeque<>();
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            if (random.nextInt(100) < 55) {
                int asked = 1 + random.nextInt(1500);
                long offset = ring.claim(asked);
                if (offset < 0) {
                    refused++;
                    assertFalse(model.isEmpty(), "an empty ring has room");
                    continue;
                }
                assertEquals(0, offset % PacketRing.HEADROOM);
                assertTrue(offset >= PacketRing.HEADROOM && offset + asked <= capacity);
                assertTrue(model.stream().noneMatch(p -> p.meets(offset, asked)), "overlap");
                if (random.nextInt(10) == 0) {
                    ring.abort(offset);
                } else {
                    int used = 1 + random.nextInt(asked);
                    ring.commit(offset, used);
                    model.add(new Place(offset, used));
                }
            } else if (!model.isEmpty()) {
                Place oldest = model.remove();
                assertEquals(oldest.offset, ring.offset());
                assertEquals(oldest.length, ring.length());
                ring.remove();
            }
            assertEquals(model.size(), ring.count());
        }
        assertTrue(refused > 100, "the ring was full at times");
    }

    @Test
    void oneClaimAtATime() {
        PacketRing ring = new PacketRing(1000, PacketRing.HEADROOM);
        long offset = ring.claim(100);
        assertThrows(IllegalStateException.class, () -> ring.claim(100));
        assertThrows(IllegalStateException.class, () -> ring.commit(offset + 16, 100));
        ring.abort(offset);
        assertThrows(IllegalStateException.class, () -> ring.commit(offset, 100));
        assertEquals(-1, ring.claim(1000));
    }
}
