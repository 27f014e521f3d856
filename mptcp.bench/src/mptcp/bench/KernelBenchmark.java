package mptcp.bench;

import java.io.IOException;
import java.util.Optional;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;

/** Our stack to the kernel through TUN devices, beside the kernel to itself over the same wires. */
final class KernelBenchmark implements Benchmark {
    private static final double TARGET_RATIO = 0.5;
    /** What the kernel sends with. The default of a machine may be one that starves on a single subflow. */
    private static final String CONGESTION_CONTROL = "cubic";

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public String summary() {
        return "TUN to the kernel's MPTCP, packets of 1500 bytes, beside Linux to Linux without segmentation offload";
    }

    @Override
    public Optional<String> unavailable() {
        return Lab.unavailable();
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.endpoints(""))) {
            lab.user().ip("mptcp limits set subflow 8 add_addr_accepted 8");
            if (!lab.endOffloads()) {
                throw new IOException("to switch segmentation offload off takes ethtool: install ethtool");
            }
            for (int subflows = 1; subflows <= 2; subflows++) {
                lab.endpoints(subflows == 1 ? "" : "signal", true, false);
                for (Flow.Way way : Flow.Way.values()) {
                    measure(session, lab, way, subflows);
                }
            }
        }
        session.note("Two namespaces joined by two wires; the stack's packets take a TUN device and IP forwarding more.");
        session.note("CPU time of the machine is of all processors: of both ends, and of whatever else runs meanwhile.");
    }

    private static void measure(Session session, Lab lab, Flow.Way way, int subflows) throws IOException {
        String variant = (subflows == 1 ? "one subflow, " : "two subflows, ") + way;
        LabRates rates = new LabRates(session.choose(500, 2000), session.choose(1000, 4000));
        int rounds = session.choose(1, 5);
        for (int i = 1; i <= rounds; i++) {
            session.progress(variant + ", round " + i + " of " + rounds);
            rates.round(() -> new LinuxFlow(lab, way, subflows, CONGESTION_CONTROL),
                    () -> new StackFlow(lab, way, subflows, CONGESTION_CONTROL));
        }
        session.result(variant, "this stack to Linux", rates.ours(), "Gbit/s");
        session.result(variant, "Linux to Linux", rates.theirs(), "Gbit/s");
        session.result(variant, "ratio", rates.ratio(), "", TARGET_RATIO);
        session.result(variant, "CPU time, the stack's thread", rates.stackCpu(), "s/GB");
        session.result(variant, "CPU time, the machine", rates.ourCpu(), "s/GB");
        session.result(variant, "CPU time, the machine, Linux to Linux", rates.theirCpu(), "s/GB");
    }
}
