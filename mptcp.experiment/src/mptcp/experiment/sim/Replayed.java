package mptcp.experiment.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.Replay}. */
final class Replayed implements Application {
    /** A write that is not read yet; its end counts from the beginning of its stream. */
    private record Written(long end, long startNs) {}

    private final AppPlan.Replay plan;
    private final Surroundings around;
    private final StreamEnd client;
    private final StreamEnd server;
    private final ArrayDeque<Written> up = new ArrayDeque<>();
    private final ArrayDeque<Written> down = new ArrayDeque<>();
    private final List<Latency> latencies = new ArrayList<>();
    private long sentUp;
    private long sentDown;
    private int begun;
    private boolean complete;
    private long completeNs;

    Replayed(AppPlan.Replay plan, Surroundings around, StreamEnd client, StreamEnd server) {
        this.plan = plan;
        this.around = around;
        this.client = client;
        this.server = server;
    }

    @Override
    public void begin() {
        for (long[] write : plan.writes()) {
            around.after(write[0], () -> write(write[1]));
        }
    }

    private void write(long bytes) {
        begun++;
        if (bytes > 0) {
            sentUp += bytes;
            up.add(new Written(sentUp, around.nowNs()));
            client.send(bytes);
        } else {
            sentDown -= bytes;
            down.add(new Written(sentDown, around.nowNs()));
            server.send(-bytes);
        }
    }

    @Override
    public void serverRead() {
        read(up, server.received());
    }

    @Override
    public void clientRead() {
        read(down, client.received());
    }

    private void read(ArrayDeque<Written> writes, long received) {
        while (!writes.isEmpty() && writes.peek().end() <= received) {
            Written w = writes.remove();
            latencies.add(new Latency(w.startNs(), around.nowNs() - w.startNs()));
        }
        if (begun == plan.writes().size() && up.isEmpty() && down.isEmpty() && !complete) {
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
