package mptcp.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets take the path that they should, between the TUN devices and the kernel host. */
@Timeout(120)
final class LabPathTest {
    private static final int SYN_TRIES = 20;
    private static final long SYN_INTERVAL_NS = 1_000_000_000L;
    private static final List<StandardProtocolFamily> FAMILIES =
            List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
    private static final int OUR_PORT = 6000;

    @BeforeAll
    static void needsALab() {
        Needs.lab();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theKernelReachesOurAddressesThroughTheirDevices(boolean direct) throws Exception {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.direct(direct));
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.MPTCP)) {
            for (LabPath path : lab.paths()) {
                try (Tunnel tunnel = new Tunnel(path)) {
                    for (var family : FAMILIES) {
                        InetSocketAddress ours = new InetSocketAddress(path.address(family), OUR_PORT);
                        peer.start("client", () -> peer.connect(ours)); // ends when the peer is closed
                        Tunnel.Packet syn = tunnel.next();
                        assertEquals(new Tunnel.Packet(new InetSocketAddress(path.peerAddress(family),
                                syn.from().getPort()), ours, Tunnel.SYN, true), syn);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ourPacketsReachAllAddressesAndAnswersComeBackTheSameWay(boolean direct) throws IOException {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.direct(direct));
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.TCP)) {
            int port = peer.listen(new InetSocketAddress("::", 0)).localAddress().getPort();
            for (LabPath path : lab.paths()) {
                try (Tunnel tunnel = new Tunnel(path)) {
                    for (LabPath target : lab.paths()) {
                        for (var family : FAMILIES) {
                            assertAnswered(tunnel,
                                    new InetSocketAddress(path.address(family), OUR_PORT + target.number()),
                                    new InetSocketAddress(target.peerAddress(family), port));
                        }
                    }
                }
            }
        }
    }

    private static void assertAnswered(Tunnel tunnel, InetSocketAddress ours, InetSocketAddress theirs)
            throws IOException {
        Tunnel.Packet answer = null;
        for (int tries = 0; answer == null && tries < SYN_TRIES; tries++) {
            tunnel.sendSyn(ours, theirs); // again, as TCP would: a path that has just come up may lose the first
            do {
                answer = tunnel.next(SYN_INTERVAL_NS); // SYN/ACKs sent before may be repeated
            } while (answer != null && (!answer.to().equals(ours) || !answer.from().equals(theirs)));
        }
        assertNotNull(answer, () -> "no answer from " + theirs);
        assertEquals(Tunnel.SYN | Tunnel.ACK, answer.flags());
    }

    @Test
    void pathsCanBeCutAndRestored() throws IOException {
        try (Lab lab = Lab.open(LabOptions.DEFAULT);
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.TCP);
                Tunnel tunnel = new Tunnel(lab.path(1))) {
            int port = peer.listen(new InetSocketAddress("::", 0)).localAddress().getPort();
            LabPath path = lab.path(1);
            int ours = OUR_PORT;
            for (var family : FAMILIES) {
                InetSocketAddress theirs = new InetSocketAddress(path.peerAddress(family), port);
                InetSocketAddress lost = new InetSocketAddress(path.address(family), ours++);
                path.cut();
                assertTrue(lab.kernel().exec("ip", "-o", "link", "show", "veth1").contains("NO-CARRIER"));
                tunnel.sendSyn(lost, theirs);
                path.restore();
                assertAnswered(tunnel, new InetSocketAddress(path.address(family), ours++), theirs);

                path.blackhole();
                tunnel.sendSyn(lost, theirs);
                path.endBlackhole();
                InetSocketAddress next = new InetSocketAddress(path.address(family), ours++);
                tunnel.sendSyn(next, theirs);
                Tunnel.Packet answer = tunnel.next();
                while (!answer.to().equals(next)) {
                    assertTrue(answer.to().getPort() != lost.getPort(), "nothing of what was swallowed is answered");
                    answer = tunnel.next();
                }
            }
        }
    }

    @Test
    void aDirectLabHasNoWire() throws IOException {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.direct(true));
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.TCP);
                Tunnel tunnel = new Tunnel(lab.path(2))) {
            LabPath path = lab.path(2);
            assertThrows(IllegalStateException.class, path::blackhole);
            assertThrows(IllegalStateException.class, () -> path.shape(100));
            int port = peer.listen(new InetSocketAddress("::", 0)).localAddress().getPort();
            path.cut();
            path.restore();
            for (var family : FAMILIES) {
                assertAnswered(tunnel, new InetSocketAddress(path.address(family), OUR_PORT),
                        new InetSocketAddress(path.peerAddress(family), port));
            }
        }
    }
}
