package mptcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mptcp.io.sim.LinkSpec;
import mptcp.lab.Lab;

/**
 * One flow of plain TCP over a wire of some rate, delay and loss, with the kernel at the other end, beside the kernel at
 * both ends with the same congestion control.
 *
 * <p>Random loss makes short runs differ by tens of percent. So both lose the same packets, counted from the first, and
 * cells that cannot fill the wire are measured on several wires at once, each with other losses.
 */
final class GoodputBenchmark implements LabBenchmark {
    static final double TARGET_RATIO = 0.95;
    static final double TARGET_FILL = 0.97;
    private static final int WIRES = 8;
    /** The sum of all wires of a measurement stays below this, so that the machine is not what limits. */
    private static final double MOST_MEGABITS = 160;
    private static final int HEADERS = 52;
    /** A cell that misses is measured again, with other losses, and the median counts. */
    private static final int ROUNDS_OF_A_MISS = 3;

    /**
     * A wire, the same in both directions.
     *
     * @param delayMs one way
     * @param loss of packets, independent
     * @param queueMs what the queue holds, as time at the wire's rate
     */
    record Cell(int megabits, int delayMs, double loss, int queueMs) {
        private static final int MTU = 1500;
        private static final int ETHERNET = 14;
        private static final int LEAST_QUEUE_MS = 50;

        /** The queue holds a round trip's worth, at least 50 ms. */
        Cell(int megabits, int delayMs, double loss) {
            this(megabits, delayMs, loss, Math.max(2 * delayMs, LEAST_QUEUE_MS));
        }

        LinkSpec spec() {
            return LinkSpec.builder().rateBps(megabits * 1_000_000L).delayMs(delayMs).loss(loss)
                    .queueBytes(megabits * 125L * queueMs).overheadBytes(ETHERNET).mtu(MTU).build();
        }

        /** Gbit/s of payload of the wire, with so many bytes of IP and TCP headers in each packet. */
        double limit(int headers) {
            return megabits / 1000.0 * (MTU - headers) / (MTU + ETHERNET);
        }

        /** What a Reno flow could have (Mathis et al., 1997), for choosing how many run at once; no promise. */
        private double expectedMegabits() {
            double rttS = 2 * delayMs / 1000.0;
            double free = loss == 0 ? megabits : 1.3 * (MTU - HEADERS) * 8 / rttS / Math.sqrt(loss) / 1e6;
            return Math.min(megabits, free);
        }

        int wires() {
            return loss == 0 ? 1 : (int) Math.clamp(MOST_MEGABITS / expectedMegabits(), 1, WIRES);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d Mbit/s, %d ms, %s", megabits, delayMs,
                    loss == 0 ? "no loss" : String.format(Locale.ROOT, "%.1f %% loss", loss * 100));
        }
    }

    /** All of them: rate x delay x loss. */
    static List<Cell> matrix() {
        List<Cell> cells = new ArrayList<>();
        for (double loss : new double[] {0, 0.001, 0.01}) {
            for (int delay : new int[] {1, 10, 50}) {
                for (int rate : new int[] {10, 50, 100}) {
                    cells.add(new Cell(rate, delay, loss));
                }
            }
        }
        return cells;
    }

    private static final List<Cell> SOME = List.of(new Cell(100, 1, 0), new Cell(100, 50, 0), new Cell(50, 10, 0.001),
            new Cell(100, 10, 0.01));

    @Override
    public String name() {
        return "goodput";
    }

    @Override
    public String summary() {
        return "one flow of TCP to and from the kernel over rate x delay x loss, beside Linux to Linux";
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab lab = LabBenchmark.openEmulated(WIRES); EmulatedWires wires = new EmulatedWires(lab)) {
            for (Flow.Way way : Flow.Way.values()) {
                LabRates.warmUp(() -> {
                    wires.arrange(List.of(SOME.getFirst().spec()), 0);
                    return new StackFlow(lab, FlowPlan.tcp(way, 1, CONGESTION_CONTROL));
                });
            }
            List<String> controls = session.quick() ? List.of(CONGESTION_CONTROL) : List.of(CONGESTION_CONTROL, "reno");
            for (String control : controls) {
                for (Cell cell : session.quick() ? SOME : matrix()) {
                    for (Flow.Way way : Flow.Way.values()) {
                        measure(session, new Bench(lab, wires), cell, way, control);
                    }
                }
            }
        }
        session.note("Both directions of a wire have the same rate, delay, loss and queue: a round trip's worth, at least"
                + " 50 ms.");
        session.note("Payload limit: 1448 bytes of each 1514. Lost packets are the same ones for both.");
    }

    /** Where it is measured. */
    record Bench(Lab lab, EmulatedWires wires) {}

    static void measure(Session session, Bench bench, Cell cell, Flow.Way way, String control) throws IOException {
        String variant = control + ", " + cell + ", " + way;
        FlowPlan plan = FlowPlan.tcp(way, cell.wires(), control);
        LabRates rates = new LabRates(1500 + 30 * cell.delayMs(), measureMs(session, cell));
        int rounds = 1;
        for (int i = 1; i <= rounds; i++) {
            session.progress(variant + (i == 1 ? "" : ", again"));
            long seed = i;
            rates.round(() -> {
                bench.wires().arrange(List.of(cell.spec()), seed);
                return new LinuxFlow(bench.lab(), plan);
            }, () -> {
                bench.wires().arrange(List.of(cell.spec()), seed);
                return new StackFlow(bench.lab(), plan);
            });
            if (rounds == 1 && !session.quick() && rates.ratio() < TARGET_RATIO) {
                rounds = ROUNDS_OF_A_MISS;
            }
        }
        double each = 1000.0 / plan.connections();
        session.result(variant, "this stack with Linux", rates.ours() * each, "Mbit/s");
        session.result(variant, "Linux to Linux", rates.theirs() * each, "Mbit/s");
        session.result(variant, "ratio", rates.ratio(), "", TARGET_RATIO);
        if (cell.loss() == 0) {
            session.result(variant, "share of the payload limit", rates.ours() / cell.limit(HEADERS), "", TARGET_FILL);
        }
    }

    private static int measureMs(Session session, Cell cell) {
        return session.quick() || cell.loss() == 0 ? 4000 : 4000 + 160 * cell.delayMs();
    }
}
