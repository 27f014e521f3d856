package mptcp.core.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.Random;
import java.util.TreeSet;

/** Does random things to a queue and to a sorted set, and compares. */
final class TimersModel {
    private static final int DEADLINES = 60;

    private final Timers timers;
    private final long resolutionNs;
    private final long tickNs;
    private final Random random;
    private final String where;
    private final Entry[] entries = new Entry[DEADLINES];
    private final TreeSet<Entry> armed =
            new TreeSet<>(Comparator.<Entry>comparingLong(e -> e.modelNs).thenComparingLong(e -> e.modelOrder));
    private long now;
    private long orders;
    private int ran;

    private final class Entry extends Deadline {
        private long modelNs;
        private long modelOrder;

        @Override
        public void expire(long nowNs) {
            assertEquals(now, nowNs, where);
            assertTrue(modelNs <= nowNs, where);
            assertSame(armed.first(), this, where);
            armed.remove(this);
            ran++;
            if (random.nextInt(4) == 0) {
                change(random.nextBoolean() ? this : entries[random.nextInt(DEADLINES)], 1);
            }
        }
    }

    TimersModel(Timers timers, long resolutionNs, long startNs, long tickNs, long seed) {
        this.timers = timers;
        this.resolutionNs = resolutionNs;
        this.tickNs = tickNs;
        this.random = new Random(seed);
        this.where = timers.getClass().getSimpleName() + " with seed " + seed;
        this.now = startNs;
        for (int i = 0; i < DEADLINES; i++) {
            entries[i] = new Entry();
        }
    }

    void run(int operations) {
        for (int i = 0; i < operations; i++) {
            if (random.nextInt(5) > 0) {
                change(entries[random.nextInt(DEADLINES)], -5);
            } else {
                advance();
            }
            check();
        }
        for (int turns = 0; timers.nextNs() != Long.MAX_VALUE; turns++) {
            assertTrue(turns < 100 * DEADLINES, where);
            expireAt(Math.max(now, timers.nextNs()));
        }
        assertTrue(armed.isEmpty(), where);
    }

    /** Schedules or cancels; the time is at least that many ticks from now. */
    private void change(Entry e, long leastTicks) {
        armed.remove(e);
        if (random.nextInt(8) == 0) {
            timers.cancel(e);
            return;
        }
        long ticks = leastTicks + random.nextLong(1L << random.nextInt(1, 22));
        e.modelNs = now + ticks * tickNs + (random.nextBoolean() ? 0 : random.nextLong(tickNs));
        e.modelOrder = ++orders;
        armed.add(e);
        timers.schedule(e, e.modelNs);
    }

    private void advance() {
        switch (random.nextInt(4)) {
            case 0 -> expireAt(now + random.nextLong(2 * tickNs));
            case 1 -> expireAt(now + random.nextLong(tickNs << random.nextInt(20)));
            default -> expireAt(timers.nextNs() == Long.MAX_VALUE ? now : Math.max(now, timers.nextNs()));
        }
    }

    private void expireAt(long time) {
        now = time;
        ran = 0;
        int told = timers.expire(now);
        assertEquals(ran, told, where);
        assertTrue(armed.isEmpty() || armed.first().modelNs > now - resolutionNs, where);
    }

    private void check() {
        for (Entry e : entries) {
            assertEquals(armed.contains(e) ? e.modelNs : Long.MAX_VALUE, e.atNs(), where);
            assertEquals(armed.contains(e), e.armed(), where);
        }
        if (!armed.isEmpty()) {
            assertTrue(timers.nextNs() < armed.first().modelNs + resolutionNs, where);
        }
    }
}
