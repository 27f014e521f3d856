package mptcp.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.LabPath;
import mptcp.lab.socket.Protocol;

/** How many connections are opened and closed a second, with the kernel at the other end, and what an idle one costs. */
final class ConnectionsBenchmark implements Benchmark {
    private static final double TARGET_RATE = 1000;
    private static final double TARGET_BYTES = 16_000;
    private static final int AT_ONCE = 16;
    /** Opening runs through most of the stack: the compiler is not done with it in less. */
    private static final int WARM_UP_MS = 12_000;

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public String summary() {
        return "connections opened and closed a second, beside Linux to Linux; memory of 10,000 that are idle";
    }

    @Override
    public String peer() {
        return Machine.kernelPeer();
    }

    @Override
    public void run(Session session) throws IOException {
        for (Protocol protocol : Protocol.values()) {
            memory(session, protocol, session.choose(2000, 10_000));
        }
        if (Lab.unavailable().isPresent()) {
            session.note("No rates: " + Lab.unavailable().get());
            return;
        }
        for (Protocol protocol : Protocol.values()) {
            rates(session, protocol, session.choose(1500, WARM_UP_MS), session.choose(2000, 5000));
        }
        session.note("A connection: opened, one byte, closed by the server and then by the client; " + AT_ONCE
                + " at a time. Ours end in TIME-WAIT for 60 s as servers.");
    }

    static void memory(Session session, Protocol protocol, int count) throws IOException {
        String variant = protocol + ", " + count + " idle connections";
        session.progress(variant);
        try (IdleConnections warm = new IdleConnections(protocol == Protocol.MPTCP)) {
            warm.open(100); // classes and pools
            IdleConnections.Held before = warm.memory();
            warm.open(count);
            IdleConnections.Held after = warm.memory();
            double ends = 2.0 * count;
            double heap = (after.heap() - before.heap()) / ends;
            double outside = (after.outside() - before.outside()) / ends;
            session.limited(variant, "memory of each, per end", heap + outside, "bytes", TARGET_BYTES);
            session.result(variant, "on the heap", heap, "bytes");
            session.result(variant, "outside it", outside, "bytes");
        }
    }

    static void rates(Session session, Protocol protocol, int warmUpMs, int measureMs) throws IOException {
        Trial trial = new Trial(session, protocol, warmUpMs, measureMs);
        double theirs = trial.rate("Linux to Linux", ConnectionsBenchmark::linux);
        String out = protocol + ", " + Flow.Way.OUT;
        double ours = trial.rate(Flow.Way.OUT.toString(), ConnectionsBenchmark::toKernel);
        session.result(out, "this stack opens", ours, "/s", TARGET_RATE);
        session.result(out, "Linux to Linux", theirs, "/s");
        session.result(out, "ratio", ours / theirs, "");
        String in = protocol + ", " + Flow.Way.IN;
        ours = trial.rate(Flow.Way.IN.toString(), ConnectionsBenchmark::fromKernel);
        session.result(in, "this stack accepts", ours, "/s", TARGET_RATE);
        session.result(in, "Linux to Linux", theirs, "/s");
        session.result(in, "ratio", ours / theirs, "");
    }

    /** Both ends; the client is what counts. */
    private record Pair(Churn server, Churn client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    /** Starts both ends. */
    @FunctionalInterface
    private interface Starting {
        Pair start(Lab lab, Protocol protocol) throws IOException;
    }

    /** How long each is watched. */
    private record Trial(Session session, Protocol protocol, int warmUpMs, int measureMs) {
        double rate(String what, Starting starting) throws IOException {
            session.progress(protocol + ", " + what);
            try (Lab lab = Lab.open(LabOptions.DEFAULT.paths(1).endpoints(""));
                    Pair pair = starting.start(lab, protocol)) {
                Pause.millis(warmUpMs);
                long start = System.nanoTime();
                long before = pair.client().finished();
                Pause.millis(measureMs);
                pair.server().check();
                pair.client().check();
                return (pair.client().finished() - before) * 1e9 / (System.nanoTime() - start);
            }
        }
    }

    private static Pair linux(Lab lab, Protocol protocol) throws IOException {
        KernelChurn server = KernelChurn.server(lab.kernel(), protocol, AT_ONCE);
        return new Pair(server, KernelChurn.client(lab.user(), protocol, kernelHost(lab, server.port()), AT_ONCE));
    }

    private static Pair toKernel(Lab lab, Protocol protocol) throws IOException {
        KernelChurn server = KernelChurn.server(lab.kernel(), protocol, AT_ONCE);
        return new Pair(server, StackChurn.client(stack(lab, protocol), kernelHost(lab, server.port()), AT_ONCE));
    }

    private static Pair fromKernel(Lab lab, Protocol protocol) throws IOException {
        Stack stack = stack(lab, protocol);
        InetAddress us = lab.path(1).address(StandardProtocolFamily.INET);
        StackChurn server = StackChurn.server(stack, new InetSocketAddress(us, 0));
        return new Pair(server, KernelChurn.client(lab.kernel(), protocol, new InetSocketAddress(us, server.port()),
                AT_ONCE));
    }

    private static InetSocketAddress kernelHost(Lab lab, int port) {
        return new InetSocketAddress(lab.path(1).peerAddress(StandardProtocolFamily.INET), port);
    }

    private static Stack stack(Lab lab, Protocol protocol) throws IOException {
        Stack stack = Policies.factory().create(
                StackConfig.builder("bench").mptcpVersion(protocol == Protocol.MPTCP ? 1 : -1).build());
        LabPath path = lab.path(1);
        stack.addLink(path.openLink(), path.addresses());
        return stack;
    }
}
