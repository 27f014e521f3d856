package mptcp.bench;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;

/**
 * The pause that a swap of a live connection's policy costs: how long it keeps the loop from other work, and how much
 * longer it is between the packets with data before and after it. Both stacks are turned by one thread, so that no other
 * thread's turn is measured with it.
 */
final class SwapBenchmark implements Benchmark {
    private static final double LIMIT_US = 1000;
    private static final double[] SHARES = {0.5, 0.99, 0.999};
    private static final int TURNS_BETWEEN = 6;
    private static final int MOST_TURNS = 1_000_000;

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public String summary() {
        return "the pause that a swap costs: its time on the loop, and the gap between packets, beside a turn of the loop";
    }

    @Override
    public void run(Session session) throws IOException {
        for (PolicyKind kind : PolicyKind.values()) {
            session.progress(kind.label());
            try (Run run = new Run(kind)) {
                run.rounds(session.choose(2_000, 10_000)); // until all is compiled
                run.report(session, run.rounds(session.choose(2_000, 20_000)));
            }
        }
        session.note("A connection with two subflows that sends without end; swaps among all policies of the kind. A swap is"
                + " to take no longer than a turn of the loop that sends data.");
        session.note("Gaps begin with the last packet with data before the swap and end with the first one after it; those"
                + " without a swap were taken in turn with them. Processor time is the thread's own; by the clock, what else"
                + " runs on the machine is in it.");
    }

    /** What is measured of one kind. */
    private record Measured(Samples swaps, Samples turns, Samples gaps, Samples ordinaryGaps, Samples clockGaps,
            Samples ordinaryClockGaps) {
        Measured(int rounds) {
            this(new Samples(rounds), new Samples(rounds), new Samples(rounds), new Samples(rounds), new Samples(rounds),
                    new Samples(rounds));
        }
    }

    /** Swaps of one kind. */
    private static final class Run implements AutoCloseable {
        private final DirectPair pair = new DirectPair(new DirectPair.Options(2, false, false), System.nanoTime());
        private final DataTimes times = new DataTimes();
        private final Random random = new Random(1);
        private final PolicyKind kind;
        private final List<String> names;
        private final long id;

        Run(PolicyKind kind) throws IOException {
            this.kind = kind;
            names = pair.registry().list(kind).stream().map(PolicyRegistry.Entry::name).toList();
            pair.connect(2);
            pair.note(times);
            pair.allow(1L << 50);
            id = pair.connection().id();
        }

        Measured rounds(int count) throws IOException {
            Measured m = new Measured(count);
            int last = 0;
            while (!m.gaps.full()) {
                gap(m, null);
                int next = (last + 1 + random.nextInt(names.size() - 1)) % names.size(); // another one
                gap(m, names.get(next));
                last = next;
                pair.check();
            }
            return m;
        }

        /** @param swapTo between the two packets, or null */
        private void gap(Measured m, String swapTo) throws IOException {
            for (int i = 0; i < TURNS_BETWEEN; i++) {
                turn(m.turns);
            }
            untilDataLeaves(m.turns);
            long before = times.lastNs();
            long beforeCpu = times.lastCpuNs();
            if (swapTo != null) {
                long start = Cpu.ownNs();
                pair.policies().choose(id, kind, swapTo);
                m.swaps.add(Cpu.ownNs() - start);
            }
            untilDataLeaves(m.turns);
            (swapTo == null ? m.ordinaryGaps : m.gaps).add(times.firstCpuNs() - beforeCpu);
            (swapTo == null ? m.ordinaryClockGaps : m.clockGaps).add(times.firstNs() - before);
        }

        private void untilDataLeaves(Samples turns) throws IOException {
            times.mark();
            for (int i = 0; !times.any(); i++) {
                if (i == MOST_TURNS) {
                    throw new IOException("no data leaves any more: " + pair.connection());
                }
                turn(turns);
            }
        }

        /** Of the client's turns, those that send data are measured. */
        private void turn(Samples turns) {
            long last = times.lastNs();
            long start = Cpu.ownNs();
            pair.clientTurn(System.nanoTime());
            long took = Cpu.ownNs() - start;
            if (times.lastNs() != last) {
                turns.add(took);
            }
            pair.serverTurn(System.nanoTime());
        }

        void report(Session session, Measured m) {
            for (double share : SHARES) {
                String of = Session.text(100 * share) + " % ";
                double turn = m.turns.percentile(share) / 1e3;
                session.limited(kind.label(), of + "swap", m.swaps.percentile(share) / 1e3, "us", Math.min(LIMIT_US, turn));
                session.result(kind.label(), of + "turn of the loop", turn, "us");
                session.limited(kind.label(), of + "gap with a swap", m.gaps.percentile(share) / 1e3, "us", LIMIT_US);
                session.result(kind.label(), of + "gap without", m.ordinaryGaps.percentile(share) / 1e3, "us");
                session.result(kind.label(), of + "by the clock, with", m.clockGaps.percentile(share) / 1e3, "us");
                session.result(kind.label(), of + "by the clock, without", m.ordinaryClockGaps.percentile(share) / 1e3,
                        "us");
            }
        }

        @Override
        public void close() {
            pair.close();
        }
    }
}
