package mptcp.experiment.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.Shorts}. The flow's first connection has the first download. */
final class ShortFlows implements Application {
    private final AppPlan.Shorts plan;
    private final Surroundings around;
    private final Exchange first;
    private final SplittableRandom random;
    private final List<Latency> downloads = new ArrayList<>();
    private int begun;
    private boolean complete;
    private long completeNs;

    ShortFlows(AppPlan.Shorts plan, Surroundings around, Exchange first, SplittableRandom random) {
        this.plan = plan;
        this.around = around;
        this.first = first;
        this.random = random;
    }

    @Override
    public void begin() {
        download(first);
    }

    private void download(Exchange connection) {
        begun++;
        long startNs = around.nowNs();
        connection.ask(plan.request(), RandomSizes.bytes(random, plan.size(), plan.sizes()), () -> {
            downloads.add(new Latency(startNs, around.nowNs() - startNs));
            connection.finish();
            if (downloads.size() == plan.count()) {
                complete = true;
                completeNs = around.nowNs();
            }
        });
        if (begun != plan.count()) {
            around.after(RandomSizes.time(random, plan.everyNs()), () -> download(around.open()));
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

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public long completeNs() {
        return completeNs;
    }

    @Override
    public List<Latency> latencies() {
        return downloads;
    }
}
