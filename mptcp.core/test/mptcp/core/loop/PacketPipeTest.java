package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mptcp.api.link.IpLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every packet comes once, whole, in its order, also while the other end is at work. */
class PacketPipeTest {
    private static final int BYTES = 1 << 14;

    /** A packet of so many bytes, whose content follows from its number. */
    private static boolean push(PacketPipe pipe, int number, int length) {
        long at = pipe.claim(length + 64);
        if (at == IpLink.NO_ROOM) {
            return false;
        }
        fill(pipe.memory(), at, number, length);
        pipe.commit(at, length, number & 0xfff, number & 3, number);
        return true;
    }

    private static void fill(MemorySegment m, long at, int number, int length) {
        for (int i = 0; i < length; i++) {
            m.set(ValueLayout.JAVA_BYTE, at + i, (byte) (number + i));
        }
    }

    private static void take(PacketPipe pipe, int number, int length) {
        assertEquals(length, pipe.length());
        assertEquals(number & 0xfff, pipe.segmentSize());
        assertEquals(number & 3, pipe.state());
        assertEquals(number, pipe.isn());
        for (int i = 0; i < length; i++) {
            assertEquals((byte) (number + i), pipe.memory().get(ValueLayout.JAVA_BYTE, pipe.offset() + i));
        }
        pipe.release();
    }

    private static int length(int number) {
        return 1 + new SplittableRandom(number).nextInt(number % 10 == 0 ? BYTES / 3 : 1500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void againstAQueue(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        PacketPipe pipe = new PacketPipe(BYTES);
        ArrayDeque<Integer> committed = new ArrayDeque<>();
        ArrayDeque<Integer> published = new ArrayDeque<>();
        int next = 0;
        for (int step = 0; step < 20_000; step++) {
            switch (dice.nextInt(4)) {
                case 0, 1 -> {
                    if (push(pipe, next, length(next))) {
                        committed.add(next++);
                    } else {
                        assertTrue(committed.size() + published.size() > 0, "an empty one has room");
                    }
                }
                case 2 -> {
                    assertEquals(!committed.isEmpty(), pipe.publish());
                    published.addAll(committed);
                    committed.clear();
                }
                default -> {
                    assertEquals(published.isEmpty(), pipe.isEmpty());
                    if (!published.isEmpty()) {
                        int number = published.poll();
                        take(pipe, number, length(number));
                    }
                }
            }
        }
        assertTrue(next > 1000, "packets went through: " + next);
    }

    @Test
    void twoThreads() throws Exception {
        int packets = 10_000;
        PacketPipe pipe = new PacketPipe(BYTES);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            for (int number = 0; number < packets; number++) {
                while (pipe.isEmpty()) {
                    Thread.yield();
                }
                take(pipe, number, length(number));
            }
        }, task -> Thread.ofPlatform().daemon().start(task));
        for (int number = 0; number < packets && !reader.isDone(); ) {
            if (push(pipe, number, length(number))) {
                number++;
            } else {
                pipe.publish(); // it may be full of what nobody sees yet
                Thread.yield();
            }
            if (number % 7 == 0 || number > packets - 8) {
                pipe.publish();
            }
        }
        pipe.publish();
        reader.get(60, TimeUnit.SECONDS);
        assertTrue(pipe.isEmpty());
    }

    @Test
    void whatIsNotClaimedIsRefused() {
        PacketPipe pipe = new PacketPipe(BYTES);
        assertThrows(IllegalStateException.class, () -> pipe.commit(0, 10, 0, 0, -1));
        long at = pipe.claim(100);
        assertThrows(IllegalStateException.class, () -> pipe.claim(100));
        assertThrows(IllegalStateException.class, () -> pipe.commit(at, 101, 0, 0, -1));
        pipe.abort(at);
        assertFalse(pipe.publish(), "nothing was committed");
        assertEquals(IpLink.NO_ROOM, pipe.claim(BYTES + 1));
    }
}
