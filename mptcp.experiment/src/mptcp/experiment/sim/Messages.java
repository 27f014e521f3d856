package mptcp.experiment.sim;

import java.util.ArrayDeque;
import mptcp.experiment.plan.FlowPlan;
import mptcp.experiment.plan.FlowPlan.Pattern;

/** A stream, blocks, or requests and responses of one size. */
final class Messages extends FiniteApplication {
    private static final long WITHOUT_END = 1L << 60;

    private final FlowPlan plan;
    private final StreamEnd client;
    private final StreamEnd server;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private int begun;
    private long answered;

    Messages(FlowPlan plan, Surroundings around, StreamEnd client, StreamEnd server) {
        super(around);
        this.plan = plan;
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
        around().after(plan.everyNs(), this::tick);
        message();
    }

    /** Begins the next message, if there is one. */
    private void message() {
        if (plan.count() >= 0 && begun == plan.count()) {
            return;
        }
        begun++;
        waiting.add(around().nowNs());
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
        while (latencies().size() < finished) {
            long startNs = waiting.remove();
            over(startNs);
            if (!periodic()) {
                message();
            }
        }
        complete(latencies().size() == plan.count());
    }

    private void complete(boolean now) {
        if (now && !complete()) {
            end();
            client.finish();
        }
    }
}
