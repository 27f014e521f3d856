package mptcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Our stack and the alternative in turns, so that both meet the same machine: medians, and the median of the ratios. */
final class LabRates {
    private static final long WARM_UP_MS = 3000;

    private final long warmUpMs;
    private final long measureMs;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> ourCpu = new ArrayList<>();
    private final List<Double> theirCpu = new ArrayList<>();
    private final List<Double> stack = new ArrayList<>();

    /** Makes a flow. */
    @FunctionalInterface
    interface Opening {
        Flow open() throws IOException;
    }

    /** @param cpu nanoseconds of all processors per byte; {@code stack}: of the loop's thread */
    private record Sample(double bytesPerNs, double cpu, double stack) {}

    LabRates(long warmUpMs, long measureMs) {
        this.warmUpMs = warmUpMs;
        this.measureMs = measureMs;
    }

    /** Lets a flow run and forgets what came of it: the first one meets code that is not compiled yet. */
    static void warmUp(Opening opening) throws IOException {
        new LabRates(0, WARM_UP_MS).measure(opening);
    }

    /** One of each. */
    void round(Opening theirFlow, Opening ourFlow) throws IOException {
        Sample their = measure(theirFlow);
        Sample our = measure(ourFlow);
        theirs.add(their.bytesPerNs * 8);
        ours.add(our.bytesPerNs * 8);
        ratios.add(our.bytesPerNs / their.bytesPerNs);
        theirCpu.add(their.cpu);
        ourCpu.add(our.cpu);
        stack.add(our.stack);
    }

    private Sample measure(Opening opening) throws IOException {
        try (Flow flow = opening.open()) {
            Pause.millis(warmUpMs);
            long bytes = flow.received();
            long start = System.nanoTime();
            long cpu = Cpu.machineNs();
            long thread = flow.stackNs();
            Pause.millis(measureMs);
            flow.check();
            bytes = flow.received() - bytes;
            double wall = System.nanoTime() - start;
            if (bytes == 0) {
                throw new IOException("nothing arrived in " + measureMs + " ms");
            }
            return new Sample(bytes / wall, (Cpu.machineNs() - cpu) / (double) bytes,
                    (flow.stackNs() - thread) / (double) bytes);
        }
    }

    /** Gbit/s. */
    double ours() {
        return median(ours);
    }

    /** Gbit/s. */
    double theirs() {
        return median(theirs);
    }

    double ratio() {
        return median(ratios);
    }

    /** Seconds of all processors per gigabyte, with ours at one end. */
    double ourCpu() {
        return median(ourCpu);
    }

    /** The same with the kernel at both ends. */
    double theirCpu() {
        return median(theirCpu);
    }

    /** Seconds of our loop's thread per gigabyte. */
    double stackCpu() {
        return median(stack);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }
}
