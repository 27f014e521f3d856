package mptcp.bench;

import java.io.IOException;
import java.util.Optional;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;

/** Our stack to the kernel through TUN devices, beside the kernel to itself over the same wires. */
final class KernelBenchmark implements Benchmark {
    private static final double TARGET_RATIO = 0.5;
    private static final double NO_TARGET = Double.NaN;
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
    public String peer() {
        return Machine.kernelPeer();
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab wires = open(LabOptions.DEFAULT); Lab direct = open(LabOptions.DEFAULT.direct(true))) {
            if (!wires.endOffloads()) {
                throw new IOException("to switch segmentation offload off takes ethtool: install ethtool");
            }
            for (int subflows = 1; subflows <= 2; subflows++) {
                for (Flow.Way way : Flow.Way.values()) {
                    String variant = (subflows == 1 ? "one subflow, " : "two subflows, ") + way;
                    measure(session, variant, wires, direct, way, subflows, TARGET_RATIO);
                    measure(session, variant + ", behind a router", wires, wires, way, subflows, NO_TARGET);
                }
            }
        }
        session.note("Two hosts with two links between them: wires (veth) for Linux to Linux, TUN devices for the stack.");
        session.note("Behind a router: each TUN device ends at a host that forwards to one of the wires.");
        session.note("CPU time of the machine is of all processors: of both ends, and of whatever else runs meanwhile.");
    }

    private static Lab open(LabOptions options) throws IOException {
        Lab lab = Lab.open(options.endpoints(""));
        lab.user().ip("mptcp limits set subflow 8 add_addr_accepted 8");
        return lab;
    }

    private static void measure(Session session, String variant, Lab theirs, Lab ours, Flow.Way way, int subflows,
            double target) throws IOException {
        String endpoints = subflows == 1 ? "" : "signal";
        theirs.endpoints(endpoints, true, false);
        ours.endpoints(endpoints, true, false);
        LabRates rates = new LabRates(session.choose(500, 2000), session.choose(1000, 3000));
        int rounds = session.choose(1, 5);
        for (int i = 1; i <= rounds; i++) {
            session.progress(variant + ", round " + i + " of " + rounds);
            rates.round(() -> new LinuxFlow(theirs, way, subflows, CONGESTION_CONTROL),
                    () -> new StackFlow(ours, way, subflows, CONGESTION_CONTROL));
        }
        session.result(variant, "this stack to Linux", rates.ours(), "Gbit/s");
        session.result(variant, "Linux to Linux", rates.theirs(), "Gbit/s");
        session.result(variant, "ratio", rates.ratio(), "", target);
        session.result(variant, "CPU time, the stack's thread", rates.stackCpu(), "s/GB");
        session.result(variant, "CPU time, the machine", rates.ourCpu(), "s/GB");
        session.result(variant, "CPU time, the machine, Linux to Linux", rates.theirCpu(), "s/GB");
    }
}
