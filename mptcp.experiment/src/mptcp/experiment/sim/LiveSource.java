package mptcp.experiment.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.Live}. */
final class LiveSource implements Application {
    /** A frame that is not read yet; its end counts from the beginning of the stream. */
    private record Frame(long end, long startNs) {}

    private final AppPlan.Live plan;
    private final Surroundings around;
    private final StreamEnd client;
    private final StreamEnd server;
    private final SplittableRandom random;
    private final ArrayDeque<Frame> underWay = new ArrayDeque<>();
    private final List<Latency> frames = new ArrayList<>();
    private long sent;
    private int number;
    private long spurtEndNs = Long.MAX_VALUE;

    LiveSource(AppPlan.Live plan, Surroundings around, StreamEnd client, StreamEnd server, SplittableRandom random) {
        this.plan = plan;
        this.around = around;
        this.client = client;
        this.server = server;
        this.random = random;
    }

    @Override
    public void begin() {
        if (plan.onNs() > 0) {
            spurtEndNs = around.nowNs() + RandomSizes.time(random, plan.onNs());
        }
        frame();
    }

    private void frame() {
        if (around.nowNs() >= spurtEndNs) {
            around.after(RandomSizes.time(random, plan.offNs()), this::begin);
            return;
        }
        long size = plan.keyEvery() > 0 && number % plan.keyEvery() == 0 ? plan.key() : plan.frame();
        number++;
        sent += size;
        underWay.add(new Frame(sent, around.nowNs()));
        client.send(size);
        around.after(plan.everyNs(), this::frame);
    }

    @Override
    public void serverRead() {
        while (!underWay.isEmpty() && underWay.peek().end() <= server.received()) {
            Frame f = underWay.remove();
            frames.add(new Latency(f.startNs(), around.nowNs() - f.startNs()));
        }
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
        return frames;
    }

    /** Frames that are under way longer than their deadline are late, too. */
    @Override
    public Map<String, Double> metrics(long untilNs) {
        long inTime = frames.stream().filter(f -> f.latencyNs() <= plan.deadlineNs()).count();
        long late = frames.size() - inTime
                + underWay.stream().filter(f -> untilNs - f.startNs() > plan.deadlineNs()).count();
        Statistics delays = new Statistics(frames.stream().mapToDouble(f -> f.latencyNs() / 1e6).toArray());
        Map<String, Double> m = new LinkedHashMap<>();
        m.put("on_time", inTime + late == 0 ? Double.NaN : (double) inTime / (inTime + late));
        // What a player would have to wait for 99 of 100 frames to be there.
        m.put("playback_delay", delays.percentile(0.99));
        return m;
    }
}
