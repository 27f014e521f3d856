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
    private final List<KernelSocket> connected = new ArrayList<>();
    private final List<KernelSocket> accepted = new ArrayList<>();
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
                open(lab, plan.path(i, lab), listener);
            }
            begin(plan);
        } catch (IOException | RuntimeException e) {
            client.close();
            server.close();
            throw e;
        }
    }

    private void open(Lab lab, int path, KernelServerSocket listener) throws IOException {
        connected.add(client.connect(new InetSocketAddress(
                lab.path(path).peerAddress(StandardProtocolFamily.INET), listener.localAddress().getPort())));
        accepted.add(server.accept(listener));
    }

    /** Lets the bytes flow once all are open: none has to get its SYN through the others' queues. */
    private void begin(FlowPlan plan) throws IOException {
        boolean out = plan.way() == Way.OUT;
        for (int i = 0; i < accepted.size(); i++) {
            KernelSocket sender = out ? connected.get(i) : accepted.get(i);
            KernelSocket receiver = out ? accepted.get(i) : connected.get(i);
            sender.congestionControl(plan.congestionControl());
            senders.add(new KernelEnd(out ? client : server, sender, true, plan.chunk()));
            receivers.add(new KernelEnd(out ? server : client, receiver, false, plan.chunk()));
        }
        if (plan.isMptcp()) {
            for (KernelEnd receiver : receivers) {
                receiver.awaitSubflows(plan.subflows());
            }
        }
    }

    @Override
    public long[] receivedEach() {
        return receivers.stream().mapToLong(KernelEnd::received).toArray();
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
