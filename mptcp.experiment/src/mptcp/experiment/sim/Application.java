package mptcp.experiment.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import mptcp.experiment.plan.FlowPlan;
import mptcp.experiment.plan.FlowPlan.Pattern;

/** What the two applications of a flow say to each other: a stream, blocks, or requests and responses. */
final class Application {
    private static final long WITHOUT_END = 1L << 60;

    private final FlowPlan plan;
    private final LongSupplier clock;
    private final StreamEnd client;
    private final StreamEnd server;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final List<Latency> latencies = new ArrayList<>();
    private int begun;
    private long answered;
    private boolean complete;
    private long completeNs;

    Application(FlowPlan plan, LongSupplier clock, StreamEnd client, StreamEnd server) {
        this.plan = plan;
        this.clock = clock;
        this.client = client;
        this.server = server;
    }

    /** The connection is there. */
    void begin() {
        if (plan.pattern() == Pattern.BULK) {
            client.send(plan.bytes() < 0 ? WITHOUT_END : plan.bytes());
            if (plan.bytes() >= 0) {
                client.finish();
            }
        } else {
            message();
        }
    }

    /** Whether messages begin by the clock. */
    boolean periodic() {
        return plan.everyNs() > 0;
    }

    /** Begins the next message, if there is one. */
    void message() {
        if (plan.count() >= 0 && begun == plan.count()) {
            return;
        }
        begun++;
        waiting.add(clock.getAsLong());
        client.send(plan.pattern() == Pattern.BLOCKS ? plan.block() : plan.request());
    }

    void serverRead() {
        switch (plan.pattern()) {
            case BULK -> complete(server.received() == plan.bytes());
            case BLOCKS -> finishMessages(server.received() / plan.block());
            case REQUESTS -> {
                while ((answered + 1) * plan.request() <= server.received()) {
                    answered++;
                    server.send(plan.response());
                }
            }
        }
    }

    void clientRead() {
        if (plan.pattern() == Pattern.REQUESTS) {
            finishMessages(client.received() / plan.response());
        }
    }

    private void finishMessages(long finished) {
        while (latencies.size() < finished) {
            long startNs = waiting.remove();
            latencies.add(new Latency(startNs, clock.getAsLong() - startNs));
            if (!periodic()) {
                message();
            }
        }
        complete(latencies.size() == plan.count());
    }

    private void complete(boolean now) {
        if (now && !complete) {
            complete = true;
            completeNs = clock.getAsLong();
            client.finish();
        }
    }

    /** Whether all that the plan says has been said; never for a flow without end. */
    boolean complete() {
        return complete;
    }

    long completeNs() {
        return completeNs;
    }

    List<Latency> latencies() {
        return latencies;
    }
}
