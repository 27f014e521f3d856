package mptcp.experiment.sim;

import java.util.ArrayList;
import java.util.List;

/** An application that may come to an end: how long what it did took, and when all was said. */
abstract class FiniteApplication implements Application {
    private final Surroundings around;
    private final List<Latency> latencies = new ArrayList<>();
    private boolean complete;
    private long completeNs;

    FiniteApplication(Surroundings around) {
        this.around = around;
    }

    final Surroundings around() {
        return around;
    }

    /** What began then is over now. */
    final void over(long startNs) {
        latencies.add(new Latency(startNs, around.nowNs() - startNs));
    }

    /** All has been said; the first time counts. */
    final void end() {
        if (!complete) {
            complete = true;
            completeNs = around.nowNs();
        }
    }

    @Override
    public final boolean complete() {
        return complete;
    }

    @Override
    public final long completeNs() {
        return completeNs;
    }

    @Override
    public final List<Latency> latencies() {
        return latencies;
    }
}
