package mptcp.experiment.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.Dash}. */
final class DashClient extends FiniteApplication {
    private static final double SECOND = 1e9;
    /** Of the estimate, what the rate-based choice dares. */
    private static final double DARED = 0.9;
    private static final int REMEMBERED = 5;
    /** Buffer-based: of the buffer, up to here the lowest rate, and from there the highest (Huang et al.). */
    private static final double RESERVOIR = 0.25;
    private static final double CUSHION = 0.9;

    private final AppPlan.Dash plan;
    private final Exchange connection;
    private final List<Double> measured = new ArrayList<>();
    /** Played time that was there at {@link #atNs}; it runs out while the player plays. */
    private long bufferNs;
    private long atNs;
    private long beganNs;
    private boolean playing;
    private long startupNs = -1;
    private long stalledNs;
    private int stalls;
    private int switches;
    private int encoding = -1;
    private double bits;

    DashClient(AppPlan.Dash plan, Surroundings around, Exchange connection) {
        super(around);
        this.plan = plan;
        this.connection = connection;
    }

    @Override
    public void begin() {
        beganNs = around().nowNs();
        atNs = beganNs;
        next();
    }

    /** Lets the time pass that has passed. */
    private void play() {
        long passed = around().nowNs() - atNs;
        atNs = around().nowNs();
        if (playing && passed > bufferNs) {
            stalledNs += passed - bufferNs;
            stalls++;
            playing = false;
            bufferNs = 0;
        } else if (playing) {
            bufferNs -= passed;
        } else if (startupNs >= 0) {
            stalledNs += passed;
        }
    }

    private void next() {
        play();
        int chosen = plan.byBuffer() ? byBuffer() : byRate();
        switches += encoding >= 0 && chosen != encoding ? 1 : 0;
        encoding = chosen;
        long startNs = around().nowNs();
        long bytes = Math.max(1, Math.round(plan.ratesBps().get(chosen) / 8.0 * plan.segmentNs() / SECOND));
        connection.ask(plan.request(), bytes, () -> came(startNs, bytes));
    }

    private void came(long startNs, long bytes) {
        play();
        long took = around().nowNs() - startNs;
        over(startNs);
        measured.add(bytes * 8 * SECOND / Math.max(1, took));
        bits += plan.ratesBps().get(encoding);
        bufferNs += plan.segmentNs();
        if (startupNs < 0) {
            startupNs = around().nowNs() - beganNs;
        }
        playing = true;
        if (latencies().size() == plan.segments()) {
            end();
            connection.finish();
            return;
        }
        long over = bufferNs + plan.segmentNs() - plan.bufferNs();
        if (over > 0) {
            around().after(over, this::next); // until there is room for one more
        } else {
            next();
        }
    }

    private int byBuffer() {
        double full = (double) bufferNs / plan.bufferNs();
        double share = Math.clamp((full - RESERVOIR) / (CUSHION - RESERVOIR), 0, 1);
        double rate = plan.ratesBps().getFirst() + share * (plan.ratesBps().getLast() - plan.ratesBps().getFirst());
        if (encoding >= 0) { // it stays until the map has passed a neighbour's rate: BBA-0
            int up = Math.min(encoding + 1, plan.ratesBps().size() - 1);
            int down = Math.max(encoding - 1, 0);
            if (rate < plan.ratesBps().get(up) && rate > plan.ratesBps().get(down)) {
                return encoding;
            }
        }
        return highest(rate);
    }

    private int byRate() {
        List<Double> last = measured.subList(Math.max(0, measured.size() - REMEMBERED), measured.size());
        return last.isEmpty() ? 0 : highest(DARED * last.size() / last.stream().mapToDouble(r -> 1 / r).sum());
    }

    private int highest(double rate) {
        int chosen = 0;
        while (chosen + 1 < plan.ratesBps().size() && plan.ratesBps().get(chosen + 1) <= rate) {
            chosen++;
        }
        return chosen;
    }

    @Override
    public void serverRead() {
        connection.serverRead();
    }

    @Override
    public void clientRead() {
        connection.clientRead();
    }

    @Override
    public Map<String, Double> metrics(long untilNs) {
        long late = complete() ? 0 : Math.max(0, untilNs - atNs - (playing ? bufferNs : 0)); // it waits at the end, too
        Map<String, Double> m = new LinkedHashMap<>();
        m.put("quality", latencies().isEmpty() ? Double.NaN : bits / latencies().size() / 1e6);
        m.put("switches", (double) switches);
        m.put("stalls", (double) stalls + (playing && late > 0 ? 1 : 0));
        m.put("stall_time", (stalledNs + (startupNs < 0 ? 0 : late)) / SECOND);
        m.put("startup", startupNs < 0 ? Double.NaN : startupNs / SECOND);
        double played = latencies().size() * (double) plan.segmentNs();
        m.put("experience", latencies().isEmpty() ? 0 : m.get("quality") * played
                / (played + SECOND * m.get("stall_time") + startupNs));
        return m;
    }
}
