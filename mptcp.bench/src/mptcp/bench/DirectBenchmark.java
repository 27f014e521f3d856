package mptcp.bench;

import java.io.IOException;
import java.util.List;

/** What the stack costs by itself: both ends of a connection on one thread, nothing between them. */
final class DirectBenchmark implements Benchmark {
    private static final double TARGET_GBIT = 2;
    private static final int TURNS_PER_LOOK = 64;

    private record Variant(String name, DirectPair.Options options) {}

    private static final List<Variant> VARIANTS = List.of(
            new Variant("TCP, packets of 1500 bytes", new DirectPair.Options(0, false, false)),
            new Variant("MPTCP, one subflow, packets of 1500 bytes", new DirectPair.Options(1, false, false)),
            new Variant("MPTCP, two subflows, packets of 1500 bytes", new DirectPair.Options(2, false, false)),
            new Variant("MPTCP, two subflows, DSS checksums, 1500 bytes", new DirectPair.Options(2, false, true)),
            new Variant("TCP, super-segments", new DirectPair.Options(0, true, false)),
            new Variant("MPTCP, one subflow, super-segments", new DirectPair.Options(1, true, false)),
            new Variant("MPTCP, two subflows, super-segments", new DirectPair.Options(2, true, false)));

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public String summary() {
        return "both ends on one thread over an unimpaired link in memory: throughput, CPU time per gigabyte";
    }

    @Override
    public void run(Session session) throws IOException {
        if (session.loops() > 1) {
            new LoopsBenchmark(session).run();
            return;
        }
        for (Variant variant : VARIANTS) {
            session.progress(variant.name());
            measure(session, variant);
        }
        session.note("A packet of 1500 bytes has its checksums computed and verified; a super-segment of up to 64 KiB"
                + " has neither.");
        session.note("CPU time is of the whole process: both stacks, both applications, and the virtual machine's compiler.");
    }

    private static void measure(Session session, Variant variant) throws IOException {
        try (DirectPair pair = new DirectPair(variant.options(), System.nanoTime())) {
            pair.connect(variant.options().subflows());
            run(pair, session.choose(1, 3) * 1_000_000_000L);
            long bytes = pair.received();
            long packets = pair.packets();
            long cpu = Cpu.processNs();
            long thread = Cpu.threadNs(Thread.currentThread());
            long wall = run(pair, session.choose(1, 5) * 1_000_000_000L);
            cpu = Cpu.processNs() - cpu;
            thread = Cpu.threadNs(Thread.currentThread()) - thread;
            bytes = pair.received() - bytes;
            packets = pair.packets() - packets;
            session.result(variant.name(), "throughput", bytes * 8.0 / wall, "Gbit/s", TARGET_GBIT);
            session.result(variant.name(), "for each second of its CPU time", bytes * 8.0 / thread, "Gbit");
            session.result(variant.name(), "CPU time", cpu / (double) bytes, "s/GB");
            session.result(variant.name(), "packets of both directions", packets * 1e6 / wall, "thousand/s");
        }
    }

    /**
     * Runs for so much CPU time, which is the same work on a busy machine.
     *
     * @return nanoseconds of wall clock it took
     */
    private static long run(DirectPair pair, long cpuNs) throws IOException {
        pair.allow(1L << 50);
        Thread thread = Thread.currentThread();
        long start = System.nanoTime();
        long end = Cpu.threadNs(thread) + cpuNs;
        while (Cpu.threadNs(thread) < end) {
            for (int i = 0; i < TURNS_PER_LOOK; i++) {
                pair.turn(System.nanoTime());
            }
            pair.check();
        }
        return System.nanoTime() - start;
    }
}
