package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamSocket;
import mptcp.lab.Lab;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;

/** Our stack at the TUN devices of a lab, the kernel at the other end. The application runs on the loop's thread. */
final class StackFlow implements Flow {
    private final KernelPeer server;
    private final Stack stack;
    private final Way way;
    private final Source source = new Source();
    private final Sink sink = new Sink();
    private final KernelEnd peer;
    private final Thread loop;

    /** @param congestionControl the kernel's, if the kernel sends */
    StackFlow(Lab lab, Way way, int subflows, String congestionControl) throws IOException {
        this.way = way;
        server = new KernelPeer(lab.kernel(), Protocol.MPTCP);
        stack = Policies.factory().create(StackConfig.builder("bench").build());
        try {
            for (int i = 1; i <= subflows; i++) {
                stack.addLink(lab.openLink(i), lab.addresses(i));
            }
            loop = stack.call(Thread::currentThread);
            KernelServerSocket listener = server.listen(new InetSocketAddress("::", 0));
            InetSocketAddress to = new InetSocketAddress(lab.path(1).peerAddress(StandardProtocolFamily.INET),
                    listener.localAddress().getPort());
            source.allow(way == Way.OUT ? Long.MAX_VALUE / 2 : 1);
            StreamSocket socket = stack.connect(null, to, SocketConfig.DEFAULT, way == Way.OUT ? source : sink);
            KernelSocket accepted = server.accept(listener);
            if (way == Way.IN) {
                accepted.congestionControl(congestionControl);
            }
            peer = new KernelEnd(server, accepted, way == Way.IN);
            if (!accepted.isMptcp()) {
                throw new IOException("the connection of " + socket.local() + " has fallen back to TCP");
            }
            peer.awaitSubflows(subflows);
        } catch (IOException | RuntimeException e) {
            stack.close();
            server.close();
            throw e;
        }
    }

    @Override
    public long received() {
        return way == Way.OUT ? peer.received() : sink.received();
    }

    @Override
    public long stackNs() {
        return Cpu.threadNs(loop);
    }

    @Override
    public void check() throws IOException {
        peer.check();
        IOException failure = way == Way.OUT ? source.failure() : sink.failure();
        if (failure != null) {
            throw failure;
        }
    }

    String counters() {
        return stack.inspector().counters().entrySet().stream().filter(e -> e.getValue() != 0).toList().toString();
    }

    /** What the stack knows of the connection, for whoever wonders about a result. */
    String state() {
        return stack.inspector().connections().toString();
    }

    @Override
    public void close() {
        peer.closing();
        stack.close();
        server.close();
    }
}
