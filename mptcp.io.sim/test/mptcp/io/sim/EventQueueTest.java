package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private record Entry(long time, int order) {}

    @Test
    void firesByTimeAndThenByInsertion() {
        SplittableRandom random = new SplittableRandom(3);
        EventQueue queue = new EventQueue();
        PriorityQueue<Entry> model =
                new PriorityQueue<>(Comparator.comparingLong(Entry::time).thenComparingInt(Entry::order));
        List<Entry> fired = new ArrayList<>();
        List<Entry> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(5) < 3) {
                Entry entry = new Entry(random.nextInt(50) + i / 100, i);
                queue.add(entry.time(), (p, now) -> {
                    assertEquals(entry.time(), now);
                    fired.add(entry);
                }, null);
                model.add(entry);
            } else if (!queue.isEmpty()) {
                assertEquals(model.peek().time(), queue.nextNs());
                queue.fireNext();
                expected.add(model.poll());
            }
        }
        queue.runUntil(Long.MAX_VALUE - 1);
        while (!model.isEmpty()) {
            expected.add(model.poll());
        }
        assertTrue(fired.size() > 10_000);
        assertEquals(expected, fired);
        assertEquals(Long.MAX_VALUE, queue.nextNs());
    }

    @Test
    void runUntilIncludesTheTimeAndWhatIsAddedMeanwhile() {
        EventQueue queue = new EventQueue();
        List<String> fired = new ArrayList<>();
        queue.add(10, (p, now) -> {
            fired.add("a");
            queue.add(10, (q, n) -> fired.add("c"), null);
        }, null);
        queue.add(10, (p, now) -> fired.add("b"), null);
        queue.add(11, (p, now) -> fired.add("d"), null);
        queue.runUntil(10);
        assertEquals(List.of("a", "b", "c"), fired);
    }
}
