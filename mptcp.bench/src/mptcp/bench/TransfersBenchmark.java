package mptcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import mptcp.bench.GoodputBenchmark.Cell;
import mptcp.lab.Lab;

/** Many connections of MPTCP at once over the same two paths to the kernel, beside the kernel at both ends. */
final class TransfersBenchmark implements LabBenchmark {
    private static final int PATHS = 2;
    private static final Cell PATH = new Cell(100, 5, 0);
    private static final double TARGET = 1;

    @Override
    public String name() {
        return "transfers";
    }

    @Override
    public String summary() {
        return "100 and 1,000 transfers at once to the kernel's MPTCP over two paths: fairness and retransmissions, beside Linux to Linux";
    }

    /** @param segments that the sender sent */
    private record Sample(double megabits, double fairness, SegmentCounts segments) {}

    private interface Counting {
        SegmentCounts now() throws IOException;
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab lab = LabBenchmark.openEmulated(PATHS); EmulatedWires wires = new EmulatedWires(lab)) {
            lab.endpoints("signal", true, false);
            wires.arrange(List.of(PATH.spec()), 0);
            LabRates.warmUp(() -> new StackFlow(lab, FlowPlan.mptcp(Flow.Way.OUT, PATHS, CONGESTION_CONTROL)));
            for (int transfers : new int[] {100, 1000}) {
                measure(session, lab, wires, transfers);
            }
        }
        session.note("Two paths of " + PATH + "; " + CONGESTION_CONTROL + " on each subflow of both. Jain's index is of the bytes that each"
                + " transfer's receiver read in the time measured.");
    }

    private static void measure(Session session, Lab lab, EmulatedWires wires, int transfers) throws IOException {
        FlowPlan plan = FlowPlan.transfers(Flow.Way.OUT, transfers, CONGESTION_CONTROL);
        List<Sample> theirs = new ArrayList<>();
        List<Sample> ours = new ArrayList<>();
        int rounds = session.choose(1, 3);
        for (int i = 1; i <= rounds; i++) {
            session.progress(transfers + " transfers, round " + i + " of " + rounds);
            wires.arrange(List.of(PATH.spec()), i);
            try (LinuxFlow flow = new LinuxFlow(lab, plan)) {
                theirs.add(sample(session, flow, () -> SegmentCounts.of(lab.user())));
            }
            wires.arrange(List.of(PATH.spec()), i);
            try (StackFlow flow = new StackFlow(lab, plan)) {
                ours.add(sample(session, flow, () -> new SegmentCounts(flow.counted("Tcp" + SegmentCounts.SENT),
                        flow.counted("Tcp" + SegmentCounts.AGAIN))));
            }
        }
        String variant = transfers + " transfers";
        report(session, variant, "throughput", "Mbit/s", ours, theirs, Sample::megabits);
        report(session, variant, "Jain's index", "", ours, theirs, Sample::fairness);
        session.result(variant, "Jain's index, ratio", ratio(ours, theirs, Sample::fairness), "", TARGET);
        report(session, variant, "segments sent again", "%", ours, theirs, s -> s.segments().percentAgain());
        session.limited(variant, "segments sent again, ratio", ratio(ours, theirs, s -> s.segments().percentAgain()), "", TARGET);
    }

    private static Sample sample(Session session, Flow flow, Counting counting) throws IOException {
        Pause.millis(session.choose(4_000, 10_000));
        SegmentCounts segments = counting.now();
        long[] bytes = flow.receivedEach();
        long start = System.nanoTime();
        Pause.millis(session.choose(8_000, 30_000));
        flow.check();
        long[] after = flow.receivedEach();
        double wall = System.nanoTime() - start;
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = after[i] - bytes[i];
            sum += bytes[i];
        }
        if (sum == 0) {
            throw new IOException("nothing arrived");
        }
        return new Sample(sum * 8e3 / wall, Fairness.index(bytes), counting.now().since(segments));
    }

    private static void report(Session session, String variant, String metric, String unit, List<Sample> ours, List<Sample> theirs,
            ToDoubleFunction<Sample> value) {
        session.result(variant, metric + ", this stack", median(ours, value), unit);
        session.result(variant, metric + ", Linux to Linux", median(theirs, value), unit);
    }

    private static double ratio(List<Sample> ours, List<Sample> theirs, ToDoubleFunction<Sample> value) {
        return median(ours, value) / median(theirs, value);
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
