package mptcp.experiment.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import mptcp.experiment.plan.AppPlan;

/** See {@link AppPlan.Web}. */
final class WebClient extends FiniteApplication {
    private final AppPlan.Web plan;
    private final Exchange first;
    private final SplittableRandom random;
    private final List<Exchange> connections = new ArrayList<>();
    private final ArrayDeque<Integer> ready = new ArrayDeque<>();
    private List<long[]> page = List.of();
    private int loaded;
    private long beganNs;

    WebClient(AppPlan.Web plan, Surroundings around, Exchange first, SplittableRandom random) {
        super(around);
        this.plan = plan;
        this.first = first;
        this.random = random;
    }

    @Override
    public void begin() {
        connections.add(first);
        page();
    }

    /** The next one: the first object is asked for. */
    private void page() {
        page = plan.objects().isEmpty() ? made() : plan.objects();
        loaded = 0;
        beganNs = around().nowNs();
        ready.add(0);
        pump();
    }

    /** Each object is referred to by one of the first tenth or so, as scripts and style sheets refer to others. */
    private List<long[]> made() {
        List<long[]> objects = new ArrayList<>();
        for (int i = 0; i < plan.count(); i++) {
            int parent = i == 0 ? -1 : random.nextInt(1 + Math.min(i - 1, plan.count() / 10));
            objects.add(new long[] {RandomSizes.bytes(random, plan.size(), plan.sizes()), parent});
        }
        return objects;
    }

    private void pump() {
        while (!ready.isEmpty()) {
            Exchange free = connections.stream().filter(Exchange::idle).findFirst().orElse(null);
            if (free == null && connections.size() < plan.connections()) {
                free = around().open();
                connections.add(free);
            }
            if (free == null) {
                return;
            }
            int object = ready.remove();
            free.ask(plan.request(), page.get(object)[0], () -> came(object));
        }
    }

    private void came(int object) {
        loaded++;
        for (int i = 0; i < page.size(); i++) {
            if (page.get(i)[1] == object) {
                ready.add(i);
            }
        }
        if (loaded < page.size()) {
            pump();
            return;
        }
        over(beganNs);
        if (latencies().size() == plan.pages()) {
            end();
            connections.forEach(Exchange::finish);
        } else {
            around().after(plan.thinkNs(), this::page);
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
    public Map<String, Double> metrics(long untilNs) {
        double[] seconds = latencies().stream().mapToDouble(l -> l.latencyNs() / 1e9).sorted().toArray();
        Map<String, Double> m = new LinkedHashMap<>();
        m.put("pages", (double) latencies().size());
        m.put("load_mean", Arrays.stream(seconds).average().orElse(Double.NaN));
        m.put("load_p95", new Statistics(seconds).percentile(0.95));
        return m;
    }
}
