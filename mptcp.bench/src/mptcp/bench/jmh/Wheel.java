package mptcp.bench.jmh;

import java.util.concurrent.TimeUnit;
import mptcp.core.time.Deadline;
import mptcp.core.time.TimerWheel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The timer wheel with as many deadlines as there are connections. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Wheel {
    private static final long TICK_NS = 1_000_000;
    private static final long RTO_NS = 200_000_000;

    @Param({"16", "10000"})
    int deadlines;

    private TimerWheel wheel;
    private Deadline[] all;
    private int next;
    private long nowNs;

    /** Runs seldom: what is armed is mostly moved before. */
    private static final class Nothing extends Deadline {
        @Override
        public void expire(long nowNs) {
            // it is measured how it is reached, not what it does
        }
    }

    @Setup
    public void setup() {
        wheel = new TimerWheel(0, TICK_NS);
        all = new Deadline[deadlines];
        for (int i = 0; i < deadlines; i++) {
            all[i] = new Nothing();
            wheel.schedule(all[i], RTO_NS + i * 1000L);
        }
    }

    /** What an acknowledgement does: its subflow's timeout moves on; time goes on by 10 us, and the wheel is asked. */
    @Benchmark
    public int rearm() {
        nowNs += 10_000;
        next = next + 1 == deadlines ? 0 : next + 1;
        wheel.schedule(all[next], nowNs + RTO_NS);
        return wheel.expire(nowNs);
    }

    /** What the end and the beginning of outstanding data do. */
    @Benchmark
    public long cancelAndArm() {
        next = next + 1 == deadlines ? 0 : next + 1;
        wheel.cancel(all[next]);
        wheel.schedule(all[next], nowNs + RTO_NS);
        return wheel.nextNs();
    }
}
