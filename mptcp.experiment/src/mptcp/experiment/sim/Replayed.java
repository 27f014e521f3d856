package mptcp.experiment.sim;

import java.util.ArrayDeque;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.Replay}. */
final class Replayed extends FiniteApplication {
    /** A write that is not read yet; its end counts from the beginning of its stream. */
    private record Written(long end, long startNs) {}

    private final AppPlan.Replay plan;
    private final StreamEnd client;
    private final StreamEnd server;
    private final ArrayDeque<Written> up = new ArrayDeque<>();
    private final ArrayDeque<Written> down = new ArrayDeque<>();
    private long sentUp;
    private long sentDown;
    private int begun;

    Replayed(AppPlan.Replay plan, Surroundings around, StreamEnd client, StreamEnd server) {
        super(around);
        this.plan = plan;
        this.client = client;
        this.server = server;
    }

    @Override
    public void begin() {
        for (long[] write : plan.writes()) {
            around().after(write[0], () -> write(write[1]));
        }
    }

    private void write(long bytes) {
        begun++;
        if (bytes > 0) {
            sentUp += bytes;
            up.add(new Written(sentUp, around().nowNs()));
            client.send(bytes);
        } else {
            sentDown -= bytes;
            down.add(new Written(sentDown, around().nowNs()));
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
            over(w.startNs());
        }
        if (begun == plan.writes().size() && up.isEmpty() && down.isEmpty() && !complete()) {
            end();
            client.finish();
        }
    }
}
