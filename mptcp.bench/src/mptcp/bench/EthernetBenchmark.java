package mptcp.bench;

import java.io.IOException;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;

/**
 * Our stack on Ethernet interfaces (packet sockets on veth), beside the kernel to itself over the same wires. Three ways: what
 * crosses the stack's border and the wire is of the MTU; the stack's super-segments are cut by the kernel before the wire, on
 * which all is of the MTU; super-segments everywhere.
 */
final class EthernetBenchmark implements LabBenchmark {
    private static final double OUT_TARGET = 1.0;
    private static final double IN_TARGET = 1.1;
    private static final double SUPER_TARGET = 1.3;

    @Override
    public String name() {
        return "ethernet";
    }

    @Override
    public String summary() {
        return "Ethernet interfaces (packet sockets) to the kernel's MPTCP, beside Linux to Linux, without and with segmentation"
                + " offload";
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab mtu = open(false, false); Lab cut = open(true, false); Lab whole = open(true, true)) {
            for (Flow.Way way : Flow.Way.values()) {
                session.progress("warming up");
                LabRates.warmUp(() -> new StackFlow(mtu, way, 1, CONGESTION_CONTROL));
                LabRates.warmUp(() -> new StackFlow(whole, way, 1, CONGESTION_CONTROL));
            }
            for (int subflows = 1; subflows <= 2; subflows++) {
                for (Flow.Way way : Flow.Way.values()) {
                    String variant = (subflows == 1 ? "one subflow, " : "two subflows, ") + way;
                    double target = way == Flow.Way.OUT ? OUT_TARGET : IN_TARGET;
                    LabBenchmark.measure(session, variant + ", packets of 1500 bytes", new Ground(mtu, mtu), way, subflows, target);
                    if (way == Flow.Way.OUT) {
                        LabBenchmark.measure(session, variant + ", cut before the wire", new Ground(mtu, cut), way, subflows, target);
                    }
                    LabBenchmark.measure(session, variant + ", super-segments", new Ground(whole, whole), way, subflows, SUPER_TARGET);
                }
            }
        }
        session.note("Wires are veth pairs. Packets of 1500 bytes, and cut before the wire: tx, tso, gso and gro of the wires"
                + " are off, for Linux too; super-segments: all are on.");
        session.note("CPU time of the machine is of all processors: of both ends, and of whatever else runs meanwhile.");
    }

    private static Lab open(boolean superSegments, boolean offloads) throws IOException {
        Lab lab = LabBenchmark.open(LabOptions.DEFAULT.ethernet(true).superSegments(superSegments));
        lab.user().ip("mptcp limits set subflow 8 add_addr_accepted 8");
        if (!offloads && !lab.endOffloads()) {
            lab.close();
            throw new IOException("to switch segmentation offload off takes ethtool: install ethtool");
        }
        return lab;
    }
}
