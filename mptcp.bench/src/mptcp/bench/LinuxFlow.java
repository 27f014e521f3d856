package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import mptcp.lab.Lab;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;

/** The alternative: the kernel's MPTCP at both ends, over the same wires. */
final class LinuxFlow implements Flow {
    private final KernelPeer server;
    private final KernelPeer client;
    private final KernelEnd sender;
    private final KernelEnd receiver;

    /** @param congestionControl the kernel's, of the sender */
    LinuxFlow(Lab lab, Way way, int subflows, String congestionControl) throws IOException {
        server = new KernelPeer(lab.kernel(), Protocol.MPTCP);
        client = new KernelPeer(lab.user(), Protocol.MPTCP);
        try {
            KernelServerSocket listener = server.listen(new InetSocketAddress("::", 0));
            KernelSocket ours = client.connect(new InetSocketAddress(
                    lab.path(1).peerAddress(StandardProtocolFamily.INET), listener.localAddress().getPort()));
            KernelSocket theirs = server.accept(listener);
            (way == Way.OUT ? ours : theirs).congestionControl(congestionControl);
            sender = way == Way.OUT ? new KernelEnd(client, ours, true) : new KernelEnd(server, theirs, true);
            receiver = way == Way.OUT ? new KernelEnd(server, theirs, false) : new KernelEnd(client, ours, false);
            receiver.awaitSubflows(subflows);
        } catch (IOException | RuntimeException e) {
            client.close();
            server.close();
            throw e;
        }
    }

    @Override
    public long received() {
        return receiver.received();
    }

    @Override
    public long stackNs() {
        return 0;
    }

    @Override
    public void check() throws IOException {
        sender.check();
        receiver.check();
    }

    @Override
    public void close() {
        sender.closing();
        receiver.closing();
        client.close();
        server.close();
    }
}
