package mptcp.experiment.sim;

import java.util.List;
import java.util.SplittableRandom;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.OnOff}. What is in the socket when a burst ends still goes out. */
final class OnOffSource implements Application {
    private static final long WITHOUT_END = 1L << 60;

    private final AppPlan.OnOff plan;
    private final Surroundings around;
    private final StreamEnd client;
    private final SplittableRandom random;

    OnOffSource(AppPlan.OnOff plan, Surroundings around, StreamEnd client, SplittableRandom random) {
        this.plan = plan;
        this.around = around;
        this.client = client;
        this.random = random;
    }

    @Override
    public void begin() {
        around.after(length(plan.onNs()), this::pause);
        client.send(WITHOUT_END);
    }

    private void pause() {
        client.hold();
        around.after(length(plan.offNs()), this::begin);
    }

    private long length(long meanNs) {
        return plan.random() ? RandomSizes.time(random, meanNs) : meanNs;
    }

    @Override
    public void serverRead() {
        // nothing is awaited
    }

    @Override
    public void clientRead() {
        // nobody answers
    }

    @Override
    public boolean complete() {
        return false;
    }

    @Override
    public long completeNs() {
        return 0;
    }

    @Override
    public List<Latency> latencies() {
        return List.of();
    }
}
