package mptcp.core.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every queue of deadlines has to do, for all of them. */
final class TimersTest {
    private static final long START = 5_000_000_123L;
    private static final long TICK = 1_000_000;

    enum Kind {
        HEAP(1) {
            @Override
            Timers make() {
                return new TimerHeap();
            }
        },
        WHEEL(TICK) {
            @Override
            Timers make() {
                return new TimerWheel(START, TICK);
            }
        };

        /** A deadline runs less than this after its time. */
        final long resolutionNs;

        Kind(long resolutionNs) {
            this.resolutionNs = resolutionNs;
        }

        abstract Timers make();
    }

    private final List<String> log = new ArrayList<>();

    private final class Noting extends Deadline {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public void expire(long nowNs) {
            log.add(name);
        }
    }

    private Deadline running(String name, Runnable action) {
        return new Deadline() {
            @Override
            public void expire(long nowNs) {
                log.add(name);
                action.run();
            }
        };
    }

    private static long at(double ticks) {
        return START + (long) (ticks * TICK);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyQueueHasNothingToDo(Kind kind) {
        Timers t = kind.make();
        assertEquals(Long.MAX_VALUE, t.nextNs());
        assertEquals(0, t.expire(at(1000)));
        assertEquals(0, t.expire(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @EnumSource
    void runsOnceInTimeAndIsUnarmedThen(Kind kind) {
        Timers t = kind.make();
        Deadline d = new Noting("d");
        assertFalse(d.armed());
        assertEquals(Long.MAX_VALUE, d.atNs());
        t.schedule(d, at(10.5));
        assertTrue(d.armed());
        assertEquals(at(10.5), d.atNs());
        assertEquals(0, t.expire(at(10.5) - 1));
        assertTrue(t.nextNs() < at(10.5) + kind.resolutionNs);
        assertEquals(1, t.expire(at(10.5) + kind.resolutionNs - 1));
        assertFalse(d.armed());
        assertEquals(Long.MAX_VALUE, d.atNs());
        assertEquals(Long.MAX_VALUE, t.nextNs());
        assertEquals(0, t.expire(at(5000)));
        assertEquals(List.of("d"), log);
    }

    @ParameterizedTest
    @EnumSource
    void runsInTheOrderOfTimeAndThenOfScheduling(Kind kind) {
        Timers t = kind.make();
        t.schedule(new Noting("f"), at(5000));
        t.schedule(new Noting("d"), at(7.7));
        t.schedule(new Noting("c"), at(7.6));
        t.schedule(new Noting("e"), at(7.7));
        t.schedule(new Noting("b"), at(2));
        t.schedule(new Noting("a"), at(-3));
        assertEquals(6, t.expire(at(6000)));
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), log);
    }

    @ParameterizedTest
    @EnumSource
    void aMoveToTheSameTimeCountsAsLaterScheduling(Kind kind) {
        Timers t = kind.make();
        Deadline moved = new Noting("moved");
        t.schedule(moved, at(3));
        t.schedule(new Noting("other"), at(4));
        t.schedule(moved, at(4));
        t.expire(at(9));
        assertEquals(List.of("other", "moved"), log);
    }

    @ParameterizedTest
    @EnumSource
    void aMoveToLaterHoldsThoughTheOldTimePasses(Kind kind) {
        Timers t = kind.make();
        Deadline d = new Noting("d");
        t.schedule(d, at(2));
        for (int i = 3; i <= 300; i++) {
            t.schedule(d, at(i));
        }
        assertEquals(at(300), d.atNs());
        assertEquals(0, t.expire(at(299.9)));
        assertTrue(d.armed());
        assertEquals(1, t.expire(at(301)));
    }

    @ParameterizedTest
    @EnumSource
    void aMoveToEarlierHolds(Kind kind) {
        Timers t = kind.make();
        Deadline d = new Noting("d");
        t.schedule(d, at(5000));
        t.schedule(d, at(9000));
        t.schedule(d, at(2));
        assertTrue(t.nextNs() <= at(2));
        assertEquals(1, t.expire(at(2)));
        assertEquals(0, t.expire(at(10_000)));
    }

    @ParameterizedTest
    @EnumSource
    void cancelledMeansForgotten(Kind kind) {
        Timers t = kind.make();
        Deadline d = new Noting("d");
        t.cancel(d);
        t.schedule(d, at(2));
        t.schedule(d, at(20));
        t.cancel(d);
        assertFalse(d.armed());
        assertEquals(Long.MAX_VALUE, d.atNs());
        assertEquals(Long.MAX_VALUE, t.nextNs());
        t.schedule(d, at(4));
        t.schedule(d, Long.MAX_VALUE);
        assertFalse(d.armed());
        assertEquals(0, t.expire(at(100)));
    }

    @ParameterizedTest
    @EnumSource
    void thePastIsDueAtOnce(Kind kind) {
        Timers t = kind.make();
        t.expire(at(50));
        t.schedule(new Noting("d"), at(20));
        assertTrue(t.nextNs() <= at(50));
        assertEquals(1, t.expire(at(50)));
    }

    @ParameterizedTest
    @EnumSource
    void anExpiryMayScheduleAndCancel(Kind kind) {
        Timers t = kind.make();
        Deadline victim = new Noting("victim");
        Deadline late = new Noting("late");
        Deadline postponed = new Noting("postponed");
        t.schedule(victim, at(8));
        t.schedule(postponed, at(9));
        t.schedule(new Noting("between"), at(7));
        t.schedule(running("first", () -> {
            t.cancel(victim);
            t.schedule(new Noting("soon"), at(6));
            t.schedule(late, at(30));
            t.schedule(postponed, at(11));
        }), at(5));
        t.schedule(new Noting("ten"), at(10));
        assertEquals(5, t.expire(at(20)));
        assertEquals(List.of("first", "soon", "between", "ten", "postponed"), log);
        assertTrue(late.armed());
        assertFalse(victim.armed());
    }

    @ParameterizedTest
    @EnumSource
    void aPeriodicDeadlineCatchesUp(Kind kind) {
        Timers t = kind.make();
        Deadline periodic = new Deadline() {
            private long turn = 1;

            @Override
            public void expire(long nowNs) {
                log.add("turn");
                t.schedule(this, at(10 * ++turn));
            }
        };
        t.schedule(periodic, at(10));
        assertEquals(10, t.expire(at(105)));
        assertEquals(at(110), periodic.atNs());
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionLeavesTheRestInPlace(Kind kind) {
        Timers t = kind.make();
        t.schedule(running("bad", () -> {
            throw new IllegalArgumentException("bad");
        }), at(3));
        t.schedule(new Noting("next"), at(4));
        assertThrows(IllegalArgumentException.class, () -> t.expire(at(5)));
        assertEquals(1, t.expire(at(5)));
        assertEquals(List.of("bad", "next"), log);
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlineIsOfOneQueue(Kind kind) {
        Timers t = kind.make();
        Timers other = kind.make();
        Deadline d = new Noting("d");
        t.schedule(d, at(3));
        assertThrows(IllegalStateException.class, () -> other.schedule(d, at(2)));
        other.cancel(d);
        assertTrue(d.armed());
        t.cancel(d);
        other.schedule(d, at(2));
        assertEquals(1, other.expire(at(2)));
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithAModel(Kind kind) {
        for (long seed = 1; seed <= 20; seed++) {
            new TimersModel(kind.make(), kind.resolutionNs, START, TICK, seed).run(3000);
        }
    }
}
