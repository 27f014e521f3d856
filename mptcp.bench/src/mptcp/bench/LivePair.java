package mptcp.bench;

import java.io.IOException;
import mptcp.api.policy.PolicyKind;
import mptcp.api.scheduler.SchedulerFactory;

/** A connection with two subflows that has carried data, at rest, for benchmarks of single calls. One thread. */
public final class LivePair implements AutoCloseable {
    private static final long BYTES = 16 << 20;

    private final DirectPair pair;

    /** @param scheduler what both ends use */
    public LivePair(SchedulerFactory scheduler) throws IOException {
        pair = new DirectPair(new DirectPair.Options(2, false, false), 0);
        pair.registry().add(PolicyKind.SCHEDULER, scheduler, Integer.MAX_VALUE, "mptcp.bench");
        pair.connect(2);
        pair.transfer(BYTES);
    }

    @Override
    public void close() {
        pair.close();
    }
}
