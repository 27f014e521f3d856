package mptcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.LabPath;
import mptcp.lab.socket.Protocol;
import org.HdrHistogram.Histogram;

/**
 * How long a thread waits that asks for one byte, beside Linux's MPTCP in the same run, by turns; and what a connection costs
 * whose reader waits while nothing comes.
 */
final class LatencyBenchmark implements LabBenchmark {
    private static final double TARGET_HALF = 1.0;
    private static final double TARGET_99 = 1.2;
    private static final double TARGET_IDLE = 2;
    private static final double HALF = 50;
    private static final double MOST = 99;
    private static final double NS_PER_US = 1e3;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String summary() {
        return "round trip of one byte for a thread that waits, TUN to the kernel, beside Linux to Linux; CPU time while idle";
    }

    @Override
    public void run(Session session) throws IOException {
        ThreadFactory platform = Thread.ofPlatform().daemon().name("application").factory();
        try (Lab wires = Lab.open(LabOptions.DEFAULT.paths(1).endpoints(""));
                Lab direct = Lab.open(LabOptions.DEFAULT.paths(1).endpoints("").direct(true));
                Stack stack = stack(direct, StackConfig.builder("bench").build());
                EchoPair linux = EchoPair.linux(wires, Protocol.MPTCP);
                EchoPair linuxTcp = EchoPair.linux(wires, Protocol.TCP);
                EchoPair ours = EchoPair.stack(direct, stack, Protocol.MPTCP)) {
            RoundTrips theirs = new RoundTrips("Linux to Linux, MPTCP", platform, () -> { }, linux.exchange());
            StackConfig usual = stack.config();
            StackConfig spins = usual.toBuilder().spinNs(50_000).build();
            StackConfig noHelp = usual.toBuilder().callerTurns(false).build();
            List<RoundTrips> others = List.of(
                    new RoundTrips("this stack, MPTCP", platform, () -> stack.reconfigure(usual), ours.exchange()),
                    new RoundTrips("this stack, MPTCP, a virtual thread", Thread.ofVirtual().factory(), () -> stack.reconfigure(usual), ours.exchange()),
                    new RoundTrips("this stack, MPTCP, spinning up to 50 us", platform, () -> stack.reconfigure(spins), ours.exchange()),
                    new RoundTrips("this stack, MPTCP, the loop's thread does all", platform, () -> stack.reconfigure(noHelp),
                            ours.exchange()),
                    new RoundTrips("Linux to Linux, TCP", platform, () -> { }, linuxTcp.exchange()));
            new Comparison(session, theirs, others).run();
            stack.reconfigure(usual);
            idle(session, stack, ours, platform);
        }
    }

    /** Takes turns, so that all meet the same machine. */
    private record Comparison(Session session, RoundTrips theirs, List<RoundTrips> others) {
        void run() throws IOException {
            int rounds = session.choose(5, 20);
            int trips = session.choose(5_000, 10_000);
            List<List<Double>> half = new ArrayList<>();
            List<List<Double>> most = new ArrayList<>();
            for (RoundTrips _ : others) {
                half.add(new ArrayList<>());
                most.add(new ArrayList<>());
            }
            for (int round = 0; round <= rounds; round++) {
                session.progress(round == 0 ? "warming up" : "round " + round + " of " + rounds);
                Histogram base = theirs.slice(trips / 10, trips);
                for (int i = 0; i < others.size(); i++) {
                    Histogram each = others.get(i).slice(trips / 10, trips);
                    if (round > 0) {
                        half.get(i).add(ratio(each, base, HALF));
                        most.get(i).add(ratio(each, base, MOST));
                    }
                }
                if (round == 0) { // code that was not compiled yet
                    theirs.all().reset();
                    others.forEach(o -> o.all().reset());
                }
            }
            report(theirs);
            for (int i = 0; i < others.size(); i++) {
                RoundTrips each = others.get(i);
                report(each);
                if (each.name().startsWith("this stack")) {
                    session.limited(each.name(), "p50, ratio to Linux's MPTCP", median(half.get(i)), "", TARGET_HALF);
                    session.limited(each.name(), "p99, ratio to Linux's MPTCP", median(most.get(i)), "", TARGET_99);
                } else {
                    session.result(each.name(), "p50, ratio to its MPTCP", median(half.get(i)), "");
                }
            }
        }

        private void report(RoundTrips r) {
            session.result(r.name(), "p50", r.all().getValueAtPercentile(HALF) / NS_PER_US, "us");
            session.result(r.name(), "p99", r.all().getValueAtPercentile(MOST) / NS_PER_US, "us");
            session.result(r.name(), "p99.9", r.all().getValueAtPercentile(99.9) / NS_PER_US, "us");
        }

        private static double ratio(Histogram a, Histogram b, double percentile) {
            return a.getValueAtPercentile(percentile) / (double) b.getValueAtPercentile(percentile);
        }

        private static double median(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int n = sorted.size();
            return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
        }
    }

    /** A thread that waits for a byte, after a time of many of them, and the loop's. */
    private static void idle(Session session, Stack stack, EchoPair pair, ThreadFactory threads) throws IOException {
        session.progress("idle");
        new RoundTrips("", threads, () -> { }, pair.exchange()).slice(0, 1000);
        Thread loop = stack.call(Thread::currentThread);
        Thread reader = pair.waitForNothing(threads);
        long ms = session.choose(2000, 5000);
        Pause.millis(200);
        long start = System.nanoTime();
        long before = Cpu.threadNs(loop) + Cpu.threadNs(reader);
        Pause.millis(ms);
        double share = (Cpu.threadNs(loop) + Cpu.threadNs(reader) - before) * 100.0 / (System.nanoTime() - start);
        session.limited("this stack, nothing to do, a reader waits", "CPU time, the loop and the reader", share, "% of a core", TARGET_IDLE);
    }

    private static Stack stack(Lab lab, StackConfig config) throws IOException {
        Stack stack = Policies.factory().create(config);
        LabPath path = lab.path(1);
        stack.addLink(path.openLink(), path.addresses());
        return stack;
    }
}
