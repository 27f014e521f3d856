package mptcp.bench;

import java.io.IOException;
import java.util.Optional;
import mptcp.lab.Command;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.LabPath;

/** Two slow paths to the kernel: how much of what they can carry is filled, beside the kernel over the same paths. */
final class ShapedBenchmark implements Benchmark {
    private static final double TARGET_FILL = 0.95;
    private static final int MEGABITS = 100;
    private static final int PATHS = 2;
    /** Of 1500 bytes, IP and TCP headers, timestamps and a DSS take 76; the shaper counts 14 of Ethernet besides. */
    private static final double PAYLOAD_SHARE = 1424.0 / 1514;
    private static final String CONGESTION_CONTROL = "cubic";

    @Override
    public String name() {
        return "shaped";
    }

    @Override
    public String summary() {
        return "two paths of 100 Mbit/s to the kernel: the share of what they can carry, beside Linux to Linux";
    }

    @Override
    public Optional<String> unavailable() {
        return Lab.unavailable().or(() -> Command.exists("tc") ? Optional.empty()
                : Optional.of("shaping takes the program tc: install iproute2"));
    }

    @Override
    public void run(Session session) throws IOException {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.paths(PATHS).endpoints(""))) {
            lab.user().ip("mptcp limits set subflow 8 add_addr_accepted 8");
            lab.endOffloads();
            lab.endpoints("signal", true, false);
            for (LabPath path : lab.paths()) {
                path.shape(MEGABITS);
            }
            for (Flow.Way way : Flow.Way.values()) {
                measure(session, lab, way);
            }
        }
        session.note("Token buckets with 50 ms of queue on both wires, " + MEGABITS
                + " Mbit/s each as counted with 14 bytes of Ethernet.");
        session.note("Payload limit: " + Session.text(limit() * 1000) + " Mbit/s, 1424 bytes of each 1514.");
    }

    /** Gbit/s of payload. */
    private static double limit() {
        return PATHS * MEGABITS * PAYLOAD_SHARE / 1000;
    }

    private static void measure(Session session, Lab lab, Flow.Way way) throws IOException {
        LabRates rates = new LabRates(session.choose(2000, 5000), session.choose(3000, 10_000));
        int rounds = session.choose(1, 3);
        for (int i = 1; i <= rounds; i++) {
            session.progress(way + ", round " + i + " of " + rounds);
            rates.round(() -> new LinuxFlow(lab, way, PATHS, CONGESTION_CONTROL),
                    () -> new StackFlow(lab, way, PATHS, CONGESTION_CONTROL));
        }
        String variant = way.toString();
        session.result(variant, "this stack to Linux", rates.ours() * 1000, "Mbit/s");
        session.result(variant, "share of the payload limit", rates.ours() / limit(), "", TARGET_FILL);
        session.result(variant, "Linux to Linux", rates.theirs() * 1000, "Mbit/s");
        session.result(variant, "its share of the payload limit", rates.theirs() / limit(), "");
        session.result(variant, "ratio", rates.ratio(), "");
    }
}
