package mptcp.bench;

import java.io.IOException;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;

/** Our stack to the kernel through TUN devices, beside the kernel to itself over the same wires. */
final class KernelBenchmark implements LabBenchmark {
    private static final double TARGET_RATIO = 0.5;
    private static final double NO_TARGET = Double.NaN;

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public String summary() {
        return "TUN to the kernel's MPTCP, packets of 1500 bytes, beside Linux to Linux without segmentation offload";
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab wires = LabBenchmark.open(LabOptions.DEFAULT); Lab direct = LabBenchmark.open(LabOptions.DEFAULT.direct(true))) {
            if (!wires.endOffloads()) {
                throw new IOException("to switch segmentation offload off takes ethtool: install ethtool");
            }
            for (int subflows = 1; subflows <= 2; subflows++) {
                for (Flow.Way way : Flow.Way.values()) {
                    String variant = (subflows == 1 ? "one subflow, " : "two subflows, ") + way;
                    LabBenchmark.measure(session, variant, new Ground(wires, direct), way, subflows, TARGET_RATIO);
                    LabBenchmark.measure(session, variant + ", behind a router", new Ground(wires, wires), way, subflows, NO_TARGET);
                }
            }
        }
        session.note("Two hosts with two links between them: wires (veth) for Linux to Linux, TUN devices for the stack.");
        session.note("Behind a router: each TUN device ends at a host that forwards to one of the wires.");
        session.note("CPU time of the machine is of all processors: of both ends, and of whatever else runs meanwhile.");
    }
}
