package mptcp.bench.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;
import mptcp.bench.LivePair;
import mptcp.core.policy.BuiltinPolicies;
import mptcp.scheduler.roundrobin.RoundRobinFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One decision of a scheduler about new data, through the views of a live connection with two subflows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Schedulers {
    @Param({"builtin", "roundrobin"})
    String scheduler;

    private LivePair pair;
    private Observed observed;

    /** Passes calls on and keeps what it was called with: the views are live objects, read on this one thread. */
    private static final class Observed implements PacketScheduler {
        private final PacketScheduler inner;
        private SendRequest request;
        private Subflows subflows;

        Observed(PacketScheduler inner) {
            this.inner = inner;
        }

        @Override
        public long select(SendRequest r, Subflows s, long nowNs) {
            request = r;
            subflows = s;
            return inner.select(r, s, nowNs);
        }
    }

    /** Makes the scheduler asked for, observed. */
    private final class Factory implements SchedulerFactory {
        private final SchedulerFactory inner =
                scheduler.equals("builtin") ? BuiltinPolicies.scheduler() : new RoundRobinFactory();

        @Override
        public String name() {
            return "observed";
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            Observed made = new Observed(inner.create(connection));
            if (connection.initiator()) {
                observed = made;
            }
            return made;
        }
    }

    @Setup
    public void setup() throws IOException {
        pair = new LivePair(new Factory());
    }

    @TearDown
    public void tearDown() {
        pair.close();
    }

    @Benchmark
    public long select() {
        return observed.inner.select(observed.request, observed.subflows, 0);
    }
}
