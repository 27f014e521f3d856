package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import mptcp.lab.Lab;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;

/** The alternative: the kernel's TCP or MPTCP at both ends, over the same wires. */
final class LinuxFlow implements Flow {
    private final KernelPeer server;
    private final KernelPeer client;
    private final List<KernelEnd> senders = new ArrayList<>();
    private final List<KernelEnd> receivers = new ArrayList<>();

    /** One connection of MPTCP. @param congestionControl of the sender */
    LinuxFlow(Lab lab, Way way, int subflows, String congestionControl) throws IOException {
        this(lab, FlowPlan.mptcp(way, subflows, congestionControl));
    }

    LinuxFlow(Lab lab, FlowPlan plan) throws IOException {
        server = new KernelPeer(lab.kernel(), plan.protocol());
        client = new KernelPeer(lab.user(), plan.protocol());
        try {
            KernelServerSocket listener = server.listen(new InetSocketAddress("::", 0));
            for (int i = 1; i <= plan.connections(); i++) {
                open(lab, i, listener, plan);
            }
        } catch (IOException | RuntimeException e) {
            client.close();
            server.close();
            throw e;
        }
    }

    private void open(Lab lab, int path, KernelServerSocket listener, FlowPlan plan) throws IOException {
        KernelSocket ours = client.connect(new InetSocketAddress(
                lab.path(path).peerAddress(StandardProtocolFamily.INET), listener.localAddress().getPort()));
        KernelSocket theirs = server.accept(listener);
        boolean out = plan.way() == Way.OUT;
        (out ? ours : theirs).congestionControl(plan.congestionControl());
        senders.add(out ? new KernelEnd(client, ours, true) : new KernelEnd(server, theirs, true));
        receivers.add(out ? new KernelEnd(server, theirs, false) : new KernelEnd(client, ours, false));
        if (plan.isMptcp()) {
            receivers.getLast().awaitSubflows(plan.subflows());
        }
    }

    @Override
    public long received() {
        return receivers.stream().mapToLong(KernelEnd::received).sum();
    }

    @Override
    public Pauses pauses() {
        return receivers.getFirst().pauses();
    }

    @Override
    public long stackNs() {
        return 0;
    }

    @Override
    public void check() throws IOException {
        for (int i = 0; i < senders.size(); i++) {
            senders.get(i).check();
            receivers.get(i).check();
        }
    }

    @Override
    public void close() {
        senders.forEach(KernelEnd::closing);
        receivers.forEach(KernelEnd::closing);
        client.close();
        server.close();
    }
}
