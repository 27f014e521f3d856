package mptcp.io.raw.ethernet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for a neighbour's link-layer address: bounded, in order. */
final class HeldPacketsTest {
    private static final int SIZE = 100;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(1 << 17, 64);
    private final FrameQueue queue = new FrameQueue(memory, 0x0200_0000_0001L);
    private final HeldPackets held = new HeldPackets(queue, arena, SIZE);

    @AfterEach
    void free() {
        arena.close();
    }

    private int hold(Neighbour n, int number) {
        long at = queue.claim(SIZE);
        memory.asSlice(at - FrameQueue.HEADERS, FrameQueue.HEADERS + SIZE).fill((byte) 0);
        Octets.put8(memory, at, 0x45);
        Octets.put32(memory, at + 4, number);
        int lost = held.hold(n, at, SIZE);
        queue.ring.abort(at);
        return lost;
    }

    private List<Integer> sent() {
        List<Integer> numbers = new ArrayList<>();
        while (queue.ring.count() > 0) {
            long at = queue.ring.offset();
            numbers.add(Octets.get32(memory, at + 4));
            assertEquals(0x0800, EthernetHeader.type(memory, at - EthernetHeader.SIZE));
            assertEquals(0x0200_0000_000aL, Octets.get48(memory, at - EthernetHeader.SIZE));
            queue.ring.remove();
        }
        return numbers;
    }

    @Test
    void theOldestOfANeighbourGoesAndTheRestLeavesInOrder() {
        Neighbour n = new Neighbour(0, 1);
        n.hardware = 0x0200_0000_000aL;
        Neighbour other = new Neighbour(0, 2);
        assertEquals(0, hold(other, 99));
        for (int i = 1; i <= HeldPackets.PER_NEIGHBOUR; i++) {
            assertEquals(0, hold(n, i));
        }
        assertEquals(1, hold(n, 5));
        assertEquals(0, held.release(n));
        assertEquals(List.of(2, 3, 4, 5), sent());
        assertEquals(1, held.drop(other));
        assertEquals(List.of(), sent());
        assertEquals(0, n.held + other.held);
    }

    @Test
    void allTogetherAreBounded() {
        int lost = 0;
        for (int i = 0; i < HeldPackets.SLOTS + 10; i++) {
            lost += hold(new Neighbour(0, i), i);
        }
        assertEquals(10, lost);
    }
}
