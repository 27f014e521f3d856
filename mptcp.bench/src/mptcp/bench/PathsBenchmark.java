package mptcp.bench;

import java.io.IOException;
import java.util.List;
import mptcp.bench.GoodputBenchmark.Cell;
import mptcp.lab.Lab;

/** One connection of MPTCP over two paths to the kernel, beside the kernel at both ends, with the same packets lost. */
final class PathsBenchmark implements LabBenchmark {
    private static final double TARGET_RATIO = 0.95;
    private static final double TARGET_FILL = 0.95;
    private static final int PATHS = 2;
    /** IP and TCP headers, timestamps and a DSS. */
    private static final int HEADERS = 76;
    private static final String COUPLED = "lia";

    private record Case(String name, Cell first, Cell second) {
        boolean lossless() {
            return first.loss() == 0;
        }

        double limit() {
            return first.limit(HEADERS) + second.limit(HEADERS);
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("100 + 100 Mbit/s, 1 ms", new Cell(100, 1, 0), new Cell(100, 1, 0)),
            new Case("100 + 20 Mbit/s, 1 ms", new Cell(100, 1, 0), new Cell(20, 1, 0)),
            new Case("100 + 100 Mbit/s, 10 ms, 0.1 % loss", new Cell(100, 10, 0.001), new Cell(100, 10, 0.001)));

    @Override
    public String name() {
        return "paths";
    }

    @Override
    public String summary() {
        return "one connection over two paths to and from the kernel's MPTCP, beside Linux to Linux";
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab lab = LabBenchmark.openEmulated(PATHS); EmulatedWires wires = new EmulatedWires(lab)) {
            lab.endpoints("signal", true, false);
            for (Flow.Way way : Flow.Way.values()) {
                LabRates.warmUp(() -> ours(lab, wires, CASES.getFirst(), way, CONGESTION_CONTROL, 0));
            }
            for (Case c : CASES) {
                for (Flow.Way way : Flow.Way.values()) {
                    measure(session, lab, wires, c, way);
                }
            }
        }
        session.note("Congestion control of both senders: " + CONGESTION_CONTROL + " on each subflow; " + COUPLED
                + " couples them, and wants no more than one flow would have on the best path.");
        session.note("Payload limit: 1424 bytes of each 1514. Lost packets are the same ones for both.");
    }

    private static void measure(Session session, Lab lab, EmulatedWires wires, Case c, Flow.Way way)
            throws IOException {
        String variant = c.name() + ", " + way;
        LabRates rates = new LabRates(session.choose(1500, 2000), session.choose(3000, 8000));
        int rounds = session.choose(1, 5);
        for (int i = 1; i <= rounds; i++) {
            session.progress(variant + ", round " + i + " of " + rounds);
            long seed = i;
            rates.round(() -> linux(lab, wires, c, way, seed), () -> ours(lab, wires, c, way, CONGESTION_CONTROL, seed));
        }
        session.result(variant, "this stack with Linux", rates.ours() * 1000, "Mbit/s");
        session.result(variant, "Linux to Linux", rates.theirs() * 1000, "Mbit/s");
        session.result(variant, "ratio", rates.ratio(), "", TARGET_RATIO);
        if (c.lossless()) {
            session.result(variant, "share of the payload limit", rates.ours() / c.limit(), "", TARGET_FILL);
            session.result(variant, "Linux's share of it", rates.theirs() / c.limit(), "");
        }
        if (way == Flow.Way.OUT && !session.quick()) {
            LabRates coupled = new LabRates(2000, 8000);
            coupled.round(() -> linux(lab, wires, c, way, 1), () -> ours(lab, wires, c, way, COUPLED, 1));
            session.result(variant, "this stack, " + COUPLED, coupled.ours() * 1000, "Mbit/s");
        }
    }

    private static Flow linux(Lab lab, EmulatedWires wires, Case c, Flow.Way way, long seed) throws IOException {
        wires.arrange(List.of(c.first().spec(), c.second().spec()), seed);
        return new LinuxFlow(lab, FlowPlan.mptcp(way, PATHS, CONGESTION_CONTROL));
    }

    private static Flow ours(Lab lab, EmulatedWires wires, Case c, Flow.Way way, String control, long seed)
            throws IOException {
        wires.arrange(List.of(c.first().spec(), c.second().spec()), seed);
        return new StackFlow(lab, FlowPlan.mptcp(way, PATHS, control));
    }
}
