package mptcp.experiment.sim;

import java.util.SplittableRandom;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.Shorts}. The flow's first connection has the first download. */
final class ShortFlows extends FiniteApplication {
    private final AppPlan.Shorts plan;
    private final Exchange first;
    private final SplittableRandom random;
    private int begun;

    ShortFlows(AppPlan.Shorts plan, Surroundings around, Exchange first, SplittableRandom random) {
        super(around);
        this.plan = plan;
        this.first = first;
        this.random = random;
    }

    @Override
    public void begin() {
        download(first);
    }

    private void download(Exchange connection) {
        begun++;
        long startNs = around().nowNs();
        connection.ask(plan.request(), RandomSizes.bytes(random, plan.size(), plan.sizes()), () -> {
            over(startNs);
            connection.finish();
            if (latencies().size() == plan.count()) {
                end();
            }
        });
        if (begun != plan.count()) {
            around().after(RandomSizes.time(random, plan.everyNs()), () -> download(around().open()));
        }
    }

    @Override
    public void serverRead() {
        first.serverRead();
    }

    @Override
    public void clientRead() {
        first.clientRead();
    }
}
