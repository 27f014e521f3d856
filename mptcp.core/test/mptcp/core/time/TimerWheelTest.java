package mptcp.core.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is particular to the wheel. */
final class TimerWheelTest {
    private static final class Counting extends Deadline {
        private int ran;
        private long lastNs;

        @Override
        public void expire(long nowNs) {
            ran++;
            lastNs = nowNs;
        }
    }

    @Test
    void aTickIsPositive() {
        assertThrows(IllegalArgumentException.class, () -> new TimerWheel(0, 0));
    }

    @Test
    void aDeadlineFarAwayNeedsFewWakeUps() {
        TimerWheel wheel = new TimerWheel(0, 1_000_000);
        Counting d = new Counting();
        long twoHours = 7_200_000_000_000L;
        wheel.schedule(d, twoHours);
        int wakeUps = 0;
        while (d.armed()) {
            wheel.expire(wheel.nextNs());
            wakeUps++;
        }
        assertEquals(twoHours, d.lastNs);
        assertTrue(wakeUps <= 4, wakeUps + " wake-ups");
    }

    @Test
    void theEndsOfTimeAreInReach() {
        for (long tickNs : new long[] {1, 3, 1_000_000, Long.MAX_VALUE}) {
            for (long startNs : new long[] {Long.MIN_VALUE, -7, 0, 1L << 40, Long.MAX_VALUE - 1}) {
                TimerWheel wheel = new TimerWheel(startNs, tickNs);
                Counting last = new Counting();
                Counting first = new Counting();
                wheel.schedule(last, Long.MAX_VALUE - 1);
                wheel.schedule(first, Long.MIN_VALUE);
                assertEquals(startNs == Long.MAX_VALUE - 1 ? 2 : 1, wheel.expire(startNs));
                assertEquals(1, first.ran);
                assertTrue(wheel.nextNs() >= startNs);
            }
        }
    }

    @Test
    void worksWithTimesBelowZero() {
        new TimersModel(new TimerWheel(-60_000_000_017L, 1000), 1000, -60_000_000_017L, 1000, 7).run(20_000);
    }

    @Test
    void theSmallestTickIsExact() {
        new TimersModel(new TimerWheel(0, 1), 1, 0, 1000, 8).run(20_000);
    }

    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TimerWheel wheel = new TimerWheel(0, 1000);
        Counting[] deadlines = new Counting[1000];
        for (int i = 0; i < deadlines.length; i++) {
            deadlines[i] = new Counting();
        }
        Random random = new Random(3);
        long[] times = random.longs(1 << 14, 0, 3_000_000).toArray();
        long least = Long.MAX_VALUE;
        long now = 0;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < times.length; i++) {
                Counting d = deadlines[(int) (times[i] % deadlines.length)];
                if ((times[i] & 7) == 0) {
                    wheel.cancel(d);
                } else {
                    wheel.schedule(d, now + times[i]);
                }
                now += 200;
                wheel.expire(now);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
    }
}
