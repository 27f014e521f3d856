package mptcp.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mptcp.lab.Host;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;

/** A benchmark with the kernel as the peer, in network namespaces. */
interface LabBenchmark extends Benchmark {
    /** What the kernel sends with. The default of a machine may be one that starves on a single subflow. */
    String CONGESTION_CONTROL = "cubic";

    @Override
    default Optional<String> unavailable() {
        return Lab.unavailable();
    }

    @Override
    default String peer() {
        return Machine.kernelPeer();
    }

    /** A lab whose user may have as many subflows as a measurement wants, and announces nothing yet. */
    static Lab open(LabOptions options) throws IOException {
        Lab lab = Lab.open(options.endpoints(""));
        try {
            lab.user().ip("mptcp limits set subflow 8 add_addr_accepted 8");
            return lab;
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** One with wires that this program joins, and kernels that forget what they learned of a path. */
    static Lab openEmulated(int paths) throws IOException {
        Lab lab = open(LabOptions.DEFAULT.paths(paths).emulated(true));
        try {
            for (Host host : lab.hosts()) {
                host.sysctl(Map.of("net/ipv4/tcp_no_metrics_save", "1"));
            }
            return lab;
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** Where it is measured. @param theirs of Linux to Linux @param ours of the stack to Linux */
    record Ground(Lab theirs, Lab ours) {}

    /** Throughput and CPU time over as many subflows, beside Linux to Linux, by turns. @param target of the ratio */
    static void measure(Session session, String variant, Ground ground, Flow.Way way, int subflows, double target)
            throws IOException {
        for (Lab lab : List.of(ground.theirs(), ground.ours())) {
            lab.endpoints(subflows == 1 ? "" : "signal", true, false);
        }
        LabRates rates = new LabRates(session.choose(500, 2000), session.choose(1000, 3000));
        int rounds = session.choose(1, 5);
        for (int i = 1; i <= rounds; i++) {
            session.progress(variant + ", round " + i + " of " + rounds);
            rates.round(() -> new LinuxFlow(ground.theirs(), way, subflows, CONGESTION_CONTROL),
                    () -> new StackFlow(ground.ours(), way, subflows, CONGESTION_CONTROL));
        }
        session.result(variant, "this stack to Linux", rates.ours(), "Gbit/s");
        session.result(variant, "Linux to Linux", rates.theirs(), "Gbit/s");
        session.result(variant, "ratio", rates.ratio(), "", target);
        session.result(variant, "CPU time, the stack's thread", rates.stackCpu(), "s/GB");
        session.result(variant, "CPU time, the machine", rates.ourCpu(), "s/GB");
        session.result(variant, "CPU time, the machine, Linux to Linux", rates.theirCpu(), "s/GB");
    }
}
