package mptcp.core.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The scoreboard against a list of records. */
class SentQueueProperties {
    private static final int MSS = 10;

    private enum Kind {
        ADD,
        ADD_FIN,
        SACKED,
        RENEGED,
        LOST,
        NOT_LOST,
        RESENT,
        SPLIT,
        ACKED,
        ALL_ACKED,
        CLEAR
    }

    private record Step(Kind kind, int choice, int bytes) {}

    private static final class Entry {
        private long start;
        private int length;
        private int flags;
        private long sentNs;

        Entry(long start, int length, int flags, long sentNs) {
            this.start = start;
            this.length = length;
            this.flags = flags;
            this.sentNs = sentNs;
        }

        void set(int set, int cleared) {
            flags = flags & ~cleared | set;
        }

        boolean is(int flag) {
            return (flags & flag) != 0;
        }
    }

    private SentQueue queue;
    private final List<Entry> model = new ArrayList<>();
    private long next;
    private long clock;
    private long everLost;

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(Kind.ADD)),
                Tuple.of(5, Arbitraries.of(Kind.SACKED, Kind.LOST, Kind.RESENT, Kind.SPLIT, Kind.ACKED)),
                Tuple.of(1, Arbitraries.of(Kind.ADD_FIN, Kind.RENEGED, Kind.NOT_LOST, Kind.ALL_ACKED,
                        Kind.CLEAR)));
        Arbitrary<Integer> choices = Arbitraries.integers().between(0, 1000);
        Arbitrary<Integer> bytes = Arbitraries.integers().between(1, MSS);
        return Combinators.combine(kinds, choices, bytes).as(Step::new).list().ofMaxSize(200);
    }

    @Property(tries = 500)
    void isAListOfRecords(@ForAll("steps") List<Step> steps) {
        queue = new SentQueue();
        model.clear();
        next = 0;
        clock = 0;
        everLost = 0;
        for (Step s : steps) {
            clock += s.bytes;
            step(s);
            compare();
        }
    }

    private void step(Step s) {
        switch (s.kind) {
            case ADD -> add(s.bytes, 0);
            case ADD_FIN -> add(s.bytes, SentQueue.FIN);
            case ACKED -> acknowledge(model.isEmpty() ? next : model.getFirst().start + s.bytes);
            case ALL_ACKED -> acknowledge(next);
            case CLEAR -> {
                queue.clear();
                model.clear();
            }
            default -> {
                if (!model.isEmpty()) {
                    mark(s, s.choice % model.size());
                }
            }
        }
    }

    private void add(int bytes, int flags) {
        queue.add(next, bytes, flags, clock);
        model.add(new Entry(next, bytes, flags, clock));
        stamp(queue.count() - 1);
        next += bytes;
    }

    /** What is noted with a transmission follows the record wherever it goes. */
    private void stamp(int i) {
        queue.stamp(i, clock + 1, clock + 2, clock + 3, clock + 4, clock + 5, clock % 2 == 0);
    }

    private void acknowledge(long una) {
        while (queue.count() > 0 && queue.start(0) < una) {
            queue.dropHead(una);
        }
        queue.shrink(clock * 1_000_000_000L);
        while (!model.isEmpty() && model.getFirst().start < una) {
            Entry e = model.getFirst();
            if (e.start + e.length <= una) {
                model.removeFirst();
            } else {
                e.length -= (int) (una - e.start);
                e.start = una;
            }
        }
    }

    private void mark(Step s, int i) {
        Entry e = model.get(i);
        switch (s.kind) {
            case SACKED -> {
                queue.markSacked(i);
                e.set(SentQueue.SACKED, SentQueue.LOST | SentQueue.RESENT);
            }
            case RENEGED -> {
                queue.clearSacked(i);
                e.set(0, SentQueue.SACKED);
            }
            case LOST -> {
                everLost += e.is(SentQueue.LOST) && !e.is(SentQueue.RESENT) ? 0 : e.length;
                queue.markLost(i);
                e.set(SentQueue.LOST, SentQueue.RESENT);
            }
            case NOT_LOST -> {
                queue.clearLost(i);
                e.set(0, SentQueue.LOST | SentQueue.RESENT);
            }
            case RESENT -> {
                queue.markResent(i, clock);
                e.set(SentQueue.EVER_RESENT | (e.is(SentQueue.LOST) ? SentQueue.RESENT : 0), 0);
                e.sentNs = clock;
                stamp(i);
            }
            default -> split(s, i, e);
        }
    }

    private void split(Step s, int i, Entry e) {
        if (s.bytes < e.length) {
            queue.split(i, s.bytes);
            model.add(i + 1, new Entry(e.start + s.bytes, e.length - s.bytes, e.flags, e.sentNs));
            e.length = s.bytes;
            e.set(0, SentQueue.FIN); // it is behind the last byte
        }
    }

    private void compare() {
        assertEquals(model.size(), queue.count());
        for (int i = 0; i < model.size(); i++) {
            Entry e = model.get(i);
            assertEquals(e.start, queue.start(i));
            assertEquals(e.length, queue.length(i));
            assertEquals(e.sentNs, queue.sentNs(i));
            for (int flag = SentQueue.SACKED; flag <= SentQueue.FIN; flag <<= 1) {
                assertEquals(e.is(flag), queue.is(i, flag), "flag " + flag + " of record " + i);
            }
            assertEquals(e.sentNs + 1, queue.delivered(i));
            assertEquals(e.sentNs + 2, queue.deliveredNs(i));
            assertEquals(e.sentNs + 3, queue.firstSentNs(i));
            assertEquals(e.sentNs + 4, queue.inFlight(i));
            assertEquals(e.sentNs + 5, queue.lostBefore(i));
            assertEquals(e.sentNs % 2 == 0, queue.is(i, SentQueue.APP_LIMITED));
            assertEquals(i, queue.find(e.start));
            assertEquals(i, queue.find(e.start + e.length - 1));
        }
        assertEquals(everLost, queue.everLostBytes());
        assertEquals(model.size(), queue.find(next));
        assertEquals(bytes(SentQueue.SACKED), queue.sackedBytes());
        assertEquals(bytes(SentQueue.LOST), queue.lostBytes());
        assertEquals(bytes(SentQueue.RESENT), queue.resentBytes());
    }

    private long bytes(int flag) {
        return model.stream().filter(e -> e.is(flag)).mapToLong(e -> e.length).sum();
    }
}
