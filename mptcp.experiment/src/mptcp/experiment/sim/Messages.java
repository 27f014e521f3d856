package mptcp.experiment.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import mptcp.experiment.plan.FlowPlan;
import mptcp.experiment.plan.FlowPlan.Pattern;

/** A stream, blocks, or requests and responses of one size. */
final class Messages implements Application {
    private static final long WITHOUT_END = 1L << 60;

    private final FlowPlan plan;
    private final Surroundings around;
    private final StreamEnd client;
    private final StreamEnd server;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final List<Latency> latencies = new ArrayList<>();
    private int begun;
    private long answered;
    private boolean complete;
    private long completeNs;

    Messages(FlowPlan plan, Surroundings around, StreamEnd client, StreamEnd server) {
        this.plan = plan;
        this.around = around;
        this.client = client;
        this.server = server;
    }

    @Override
    public void begin() {
        if (plan.pattern() == Pattern.BULK) {
            client.send(plan.bytes() < 0 ? WITHOUT_END : plan.bytes());
            if (plan.bytes() >= 0) {
                client.finish();
            }
        } else if (periodic()) {
            tick();
        } else {
            message();
        }
    }

    /** Whether messages begin by the clock. */
    private boolean periodic() {
        return plan.everyNs() > 0;
    }

    private void tick() {
        around.after(plan.everyNs(), this::tick);
        message();
    }

    /** Begins the next message, if there is one. */
    private void message() {
        if (plan.count() >= 0 && begun == plan.count()) {
            return;
        }
        begun++;
        waiting.add(around.nowNs());
        client.send(plan.pattern() == Pattern.BLOCKS ? plan.block() : plan.request(), plan.hints().ofMessage(begun - 1));
    }

    @Override
    public void serverRead() {
        switch (plan.pattern()) {
            case BULK -> complete(server.received() == plan.bytes());
            case BLOCKS -> finishMessages(server.received() / plan.block());
            case REQUESTS -> {
                while ((answered + 1) * plan.request() <= server.received()) {
                    server.send(plan.response(), plan.hints().ofMessage(answered));
                    answered++;
                }
            }
            case OTHER -> throw new IllegalStateException("it has an application of its own");
        }
    }

    @Override
    public void clientRead() {
        if (plan.pattern() == Pattern.REQUESTS) {
            finishMessages(client.received() / plan.response());
        }
    }

    private void finishMessages(long finished) {
        while (latencies.size() < finished) {
            long startNs = waiting.remove();
            latencies.add(new Latency(startNs, around.nowNs() - startNs));
            if (!periodic()) {
                message();
            }
        }
        complete(latencies.size() == plan.count());
    }

    private void complete(boolean now) {
        if (now && !complete) {
            complete = true;
            completeNs = around.nowNs();
            client.finish();
        }
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
        return latencies;
    }
}
