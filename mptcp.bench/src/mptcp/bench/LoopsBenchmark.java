package mptcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What more loops give: the work of {@code direct} with one and with several, a thread for each. */
final class LoopsBenchmark {
    /** Of two loops; it is taken to be as much of what could be for others. */
    private static final double TARGET = 0.9;
    private static final int CONNECTIONS = 8;
    private static final int AT_ONCE = 64;
    private static final int ROUNDS = 3;
    private static final long SECOND = 1_000_000_000L;

    private record Variant(String name, DirectPair.Options options) {}

    private static final List<Variant> VARIANTS = List.of(
            new Variant("TCP, packets of 1500 bytes", new DirectPair.Options(0, false, false)),
            new Variant("MPTCP, one subflow, packets of 1500 bytes", new DirectPair.Options(1, false, false)),
            new Variant("MPTCP, two subflows, packets of 1500 bytes", new DirectPair.Options(2, false, false)),
            new Variant("MPTCP, two subflows, super-segments", new DirectPair.Options(2, true, false)));

    private final Session session;
    private final int loops;

    LoopsBenchmark(Session session) {
        this.session = session;
        this.loops = session.loops();
    }

    private interface Measuring {
        LoopsRig.Outcome with(int loops) throws IOException;
    }

    void run() throws IOException {
        for (Variant v : VARIANTS) {
            session.progress(v.name());
            compare(v.name(), "throughput", "Gbit/s", 8e-9, n -> bytes(v, n));
        }
        for (Variant v : VARIANTS.subList(0, 2)) {
            session.progress(v.name() + ": connections");
            compare(v.name() + ": connections", "opened, used and closed", "/s", 1, n -> connections(v, n));
        }
        session.note(CONNECTIONS + " connections for each loop. Thread n turns loop n of both ends; links have a queue for each loop,"
                + " and steer as TUN devices do. Medians of " + ROUNDS + " rounds, one loop and " + loops + " by turns.");
        session.note("'By processor time': what a second of a thread's own time gives, which other programs on the machine take"
                + " nothing of, times the number of threads.");
    }

    private void compare(String variant, String metric, String unit, double scale, Measuring measuring) throws IOException {
        List<Double> one = new ArrayList<>();
        List<Double> many = new ArrayList<>();
        List<Double> wall = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i < session.choose(1, ROUNDS); i++) {
            LoopsRig.Outcome a = measuring.with(1);
            LoopsRig.Outcome b = measuring.with(loops);
            one.add(a.perSecond() * scale);
            many.add(b.perSecond() * scale);
            wall.add(b.perSecond() / a.perSecond());
            cpu.add(b.perCpuSecond() * loops / a.perCpuSecond());
        }
        session.result(variant, metric + ", one loop", median(one), unit);
        session.result(variant, metric + ", " + loops + " loops", median(many), unit);
        session.result(variant, "ratio", median(wall), "x", TARGET * loops);
        session.result(variant, "ratio by processor time", median(cpu), "x", TARGET * loops);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private LoopsRig.Outcome bytes(Variant v, int n) throws IOException {
        try (LoopsRig rig = new LoopsRig(n, v.options())) {
            rig.connect(CONNECTIONS * n, v.options().subflows());
            return rig.run(session.choose(1, 2) * SECOND, session.choose(1, 2) * SECOND, rig::received);
        }
    }

    private LoopsRig.Outcome connections(Variant v, int n) throws IOException {
        try (LoopsRig rig = new LoopsRig(n, v.options())) {
            rig.churn(AT_ONCE * n);
            return rig.run(session.choose(1, 2) * SECOND, session.choose(1, 2) * SECOND, rig::finished);
        }
    }
}
