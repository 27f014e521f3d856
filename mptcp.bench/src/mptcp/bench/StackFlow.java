package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamSocket;
import mptcp.lab.Lab;
import mptcp.lab.LabPath;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;

/** Our stack at the TUN devices of a lab, the kernel at the other end. The application runs on the loop's thread. */
final class StackFlow implements Flow {
    private final KernelPeer server;
    private final Stack stack;
    private final FlowPlan plan;
    private final List<StreamSocket> sockets = new ArrayList<>();
    private final List<KernelSocket> accepted = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final List<Sink> sinks = new ArrayList<>();
    private final List<KernelEnd> peers = new ArrayList<>();
    private final Thread loop;

    /** One connection of MPTCP. @param congestionControl the kernel's, if the kernel sends */
    StackFlow(Lab lab, Way way, int subflows, String congestionControl) throws IOException {
        this(lab, FlowPlan.mptcp(way, subflows, way == Way.IN ? congestionControl : null));
    }

    StackFlow(Lab lab, FlowPlan plan) throws IOException {
        this.plan = plan;
        server = new KernelPeer(lab.kernel(), plan.protocol());
        stack = Policies.factory().create(StackConfig.builder("bench").mptcpVersion(plan.isMptcp() ? 1 : -1).build());
        try {
            for (LabPath path : lab.paths().subList(0, plan.paths(lab))) {
                stack.addLink(path.openLink(), path.addresses());
            }
            loop = stack.call(Thread::currentThread);
            KernelServerSocket listener = server.listen(new InetSocketAddress("::", 0));
            for (int i = 1; i <= plan.connections(); i++) {
                open(lab.path(plan.path(i, lab)), listener);
            }
            begin();
        } catch (IOException | RuntimeException e) {
            stack.close();
            server.close();
            throw e;
        }
    }

    private void open(LabPath path, KernelServerSocket listener) throws IOException {
        Source source = new Source();
        Sink sink = new Sink();
        sources.add(source);
        sinks.add(sink);
        sockets.add(stack.connect(
                new InetSocketAddress(path.address(StandardProtocolFamily.INET), 0),
                new InetSocketAddress(path.peerAddress(StandardProtocolFamily.INET), listener.localAddress().getPort()),
                config(), plan.way() == Way.OUT ? source : sink));
        accepted.add(server.accept(listener));
        if (plan.isMptcp() && !accepted.getLast().isMptcp()) {
            throw new IOException("the connection of " + sockets.getLast().local() + " has fallen back to TCP");
        }
    }

    /** Lets the bytes flow once all are open: none has to get its SYN through the others' queues. */
    private void begin() throws IOException {
        boolean out = plan.way() == Way.OUT;
        for (KernelSocket socket : accepted) {
            if (!out) {
                socket.congestionControl(plan.congestionControl());
            }
            peers.add(new KernelEnd(server, socket, !out, plan.chunk()));
        }
        if (out) {
            stack.call(() -> {
                for (int i = 0; i < sockets.size(); i++) {
                    sources.get(i).allow(Long.MAX_VALUE / 2);
                    sources.get(i).ready(sockets.get(i), 0);
                }
                return null;
            });
        }
        if (plan.isMptcp()) {
            for (KernelEnd peer : peers) {
                peer.awaitSubflows(plan.subflows());
            }
        }
    }

    private SocketConfig config() {
        FlowPlan all = plan.way() == Way.OUT && plan.congestionControl() != null
                ? plan.policy(PolicyKind.CONGESTION_CONTROL, plan.congestionControl()) : plan;
        return SocketConfig.DEFAULT.withPolicies(all.policies());
    }

    @Override
    public long[] receivedEach() {
        return plan.way() == Way.OUT ? peers.stream().mapToLong(KernelEnd::received).toArray()
                : sinks.stream().mapToLong(Sink::received).toArray();
    }

    @Override
    public Pauses pauses() {
        return plan.way() == Way.OUT ? peers.getFirst().pauses() : sinks.getFirst().pauses();
    }

    @Override
    public long stackNs() {
        return Cpu.threadNs(loop);
    }

    @Override
    public void check() throws IOException {
        for (int i = 0; i < peers.size(); i++) {
            peers.get(i).check();
            IOException failure = plan.way() == Way.OUT ? sources.get(i).failure() : sinks.get(i).failure();
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Of the TCP of all subflows, by its name in Linux's tables. */
    long counted(String counter) {
        return stack.inspector().counters().getOrDefault(counter, 0L);
    }

    String counters() {
        return stack.inspector().counters().entrySet().stream().filter(e -> e.getValue() != 0).toList().toString();
    }

    /** What the stack knows of the connections, for whoever wonders about a result. */
    String state() {
        return stack.inspector().connections().toString();
    }

    @Override
    public void close() {
        peers.forEach(KernelEnd::closing);
        stack.close();
        server.close();
    }
}
