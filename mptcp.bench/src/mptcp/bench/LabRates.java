package mptcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Our stack and the alternative in turns, so that both meet the same machine: medians, and the median of the ratios. */
final class LabRates {
    private final long warmUpMs;
    private final long measureMs;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> ourMachine = new ArrayList<>();
    private final List<Double> theirMachine = new ArrayList<>();
    private final List<Double> stack = new ArrayList<>();

    /** Makes a flow. */
    @FunctionalInterface
    interface Opening {
        Flow open() throws IOException;
    }

    /** @param bytesPerNs rate, {@code machine} and {@code stack} processor nanoseconds per byte */
    private record Sample(double bytesPerNs, double machine, double stack) {}

    LabRates(long warmUpMs, long measureMs) {
        this.warmUpMs = warmUpMs;
        this.measureMs = measureMs;
    }

    /** One of each. */
    void round(Opening theirFlow, Opening ourFlow) throws IOException {
        Sample their = measure(theirFlow);
        Sample our = measure(ourFlow);
        theirs.add(their.bytesPerNs * 8);
        ours.add(our.bytesPerNs * 8);
        ratios.add(our.bytesPerNs / their.bytesPerNs);
        theirMachine.add(their.machine);
        ourMachine.add(our.machine);
        stack.add(our.stack);
    }

    private Sample measure(Opening opening) throws IOException {
        try (Flow flow = opening.open()) {
            Pause.millis(warmUpMs);
            long bytes = flow.received();
            long start = System.nanoTime();
            long machine = Cpu.machineNs();
            long thread = flow.stackNs();
            Pause.millis(measureMs);
            flow.check();
            bytes = flow.received() - bytes;
            double wall = System.nanoTime() - start;
            if (bytes == 0) {
                throw new IOException("nothing arrived in " + measureMs + " ms");
            }
            return new Sample(bytes / wall, (Cpu.machineNs() - machine) / (double) bytes,
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

    /** Seconds of all processors per gigabyte while ours ran. */
    double ourMachine() {
        return median(ourMachine);
    }

    /** Seconds of all processors per gigabyte while theirs ran. */
    double theirMachine() {
        return median(theirMachine);
    }

    /** Seconds of our loop's thread per gigabyte. */
    double stack() {
        return median(stack);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }
}
