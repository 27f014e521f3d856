package mptcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.policy.PolicyKind;
import mptcp.bench.GoodputBenchmark.Cell;
import mptcp.lab.Lab;

/**
 * A path of two becomes a black hole under a transfer, and nobody is told: how long the receiving application waits until
 * the stream goes on over the other one.
 */
final class FailoverBenchmark implements LabBenchmark {
    private static final double TARGET_MS = 150;
    private static final int PATHS = 2;
    private static final Cell PATH = new Cell(100, 5, 0, 20);
    private static final int BEFORE_MS = 1500;

    /**
     * @param afterMs how long is watched
     * @param promised whether the target holds for it: the others give a path up by counting timeouts, as their models do
     */
    private record Policy(String name, int afterMs, boolean promised) {}

    private static final List<Policy> POLICIES = List.of(new Policy("builtin", 1500, true),
            new Policy("opportunistic", 1500, true), new Policy("threshold", 4000, false),
            new Policy("stale-probe", 6000, false));

    @Override
    public String name() {
        return "failover";
    }

    @Override
    public String summary() {
        return "the pause of a stream when one of its two paths becomes a black hole, beside Linux to Linux";
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab lab = LabBenchmark.openEmulated(PATHS); EmulatedWires wires = new EmulatedWires(lab)) {
            lab.endpoints("signal", true, false);
            for (Policy policy : session.quick() ? POLICIES.subList(0, 2) : POLICIES) {
                Gaps gaps = new Gaps(session, wires, policy.afterMs());
                FlowPlan plan = FlowPlan.mptcp(Flow.Way.OUT, PATHS, CONGESTION_CONTROL)
                        .policy(PolicyKind.RETRANSMIT, policy.name());
                gaps.measure("this stack, " + policy.name(), () -> new StackFlow(lab, plan),
                        policy.promised() ? TARGET_MS : Double.NaN);
            }
            Gaps gaps = new Gaps(session, wires, POLICIES.getFirst().afterMs());
            gaps.measure("Linux to Linux",
                    () -> new LinuxFlow(lab, FlowPlan.mptcp(Flow.Way.OUT, PATHS, CONGESTION_CONTROL)), Double.NaN);
            gaps.measure("Linux to this stack",
                    () -> new StackFlow(lab, FlowPlan.mptcp(Flow.Way.IN, PATHS, CONGESTION_CONTROL)), Double.NaN);
        }
        session.note("Two paths of " + PATH + ", 20 ms of queue; the first and the second fail in turns. The pause is what the receiving"
                + " application sees.");
    }

    /** Fails paths in turns and takes the median and the worst. */
    private record Gaps(Session session, EmulatedWires wires, int afterMs) {
        void measure(String variant, LabRates.Opening opening, double target) throws IOException {
            int rounds = session.choose(4, 10);
            List<Double> gaps = new ArrayList<>();
            one(opening, 1, 0); // the first meets code that is not compiled yet
            for (int i = 0; i < rounds; i++) {
                session.progress(variant + ", round " + (i + 1) + " of " + rounds);
                gaps.add(one(opening, 1 + i % PATHS, i));
            }
            gaps.sort(null);
            double median = (gaps.get((rounds - 1) / 2) + gaps.get(rounds / 2)) / 2;
            session.limited(variant, "median pause", median, "ms", target);
            session.result(variant, "shortest", gaps.getFirst(), "ms");
            session.result(variant, "longest", gaps.getLast(), "ms");
        }

        private double one(LabRates.Opening opening, int path, long seed) throws IOException {
            wires.arrange(List.of(PATH.spec()), seed);
            try (Flow flow = opening.open()) {
                Pause.millis(BEFORE_MS);
                flow.check();
                flow.pauses().startAnew();
                wires.blackhole(path);
                Pause.millis(afterMs);
                flow.check();
                return flow.pauses().longestMs(); // all of the time, if nothing came any more
            }
        }
    }
}
