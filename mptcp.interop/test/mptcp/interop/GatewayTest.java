package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mptcp gateway}, as it is started: a SOCKS client of the JDK on one side, the kernel's Multipath TCP on the other. */
@Timeout(90)
final class GatewayTest {
    private static final int BYTES = 16 << 20;

    @RegisterExtension
    static final SharedLab TUN = new SharedLab();

    @RegisterExtension
    static final SharedLab ETHERNET = new SharedLab(LabOptions.DEFAULT.ethernet(true));

    @TempDir
    private Path directory;

    @Test
    void aClientReachesTheKernelOverMultipathTcp() throws Exception {
        exchange(TUN.lab(), _ -> { });
    }

    /** Either path fails while the kernel has half of the bytes; all of them, and the answer, take the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aPathIsCutInMidTransfer(int path) throws Exception {
        AtomicBoolean cut = new AtomicBoolean();
        try {
            exchange(TUN.lab(), received -> {
                if (received >= BYTES / 2 && cut.compareAndSet(false, true)) {
                    TUN.lab().path(path).cut();
                }
            });
        } finally {
            TUN.lab().path(path).restore();
        }
        assertTrue(cut.get());
    }

    @Test
    void theSameOverEthernetInterfaces() throws Exception {
        exchange(ETHERNET.lab(), _ -> { });
    }

    /** A client of the user host's kernel, which knows of no gateway; behind it an address that only the gateway's paths lead to. */
    @Test
    void aClientThatKnowsOfNoGateway() throws Exception {
        Lab lab = TUN.lab();
        lab.endpoints("signal", true, false);
        lab.kernel().ip("addr replace 10.202.0.1/32 dev lo");
        lab.user().ip("tuntap add dev front mode tun", "addr add 10.203.0.1/24 dev front", "link set front up",
                "route add 10.202.0.0/24 dev front");
        byte[] content = new byte[BYTES / 4];
        new Random(2).nextBytes(content);
        String counters;
        try (GatewayProcess gateway = GatewayProcess.start(lab, directory, "--transparent", "front=10.203.0.2/24", "--capture",
                "10.202.0.0/24")) {
            try (KernelPeer server = new KernelPeer(lab.kernel(), Protocol.MPTCP);
                    KernelPeer user = new KernelPeer(lab.user(), Protocol.TCP);
                    KernelServerSocket listener = server.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), 0))) {
                assertTrue(gateway.line().startsWith("transparent on front"));
                var echoed = server.start("echo", () -> echo(server.accept(listener), _ -> { }));
                KernelSocket client = user.connect(new InetSocketAddress("10.202.0.1", listener.localAddress().getPort()));
                var sent = user.start("sender", () -> {
                    client.send(content);
                    client.shutdownOutput();
                    return true;
                });
                ByteArrayOutputStream back = new ByteArrayOutputStream();
                for (byte[] part = client.receive(1 << 16); part.length > 0; part = client.receive(1 << 16)) {
                    back.write(part);
                }
                assertArrayEquals(content, back.toByteArray(), gateway::said);
                assertTrue(sent.get(10, TimeUnit.SECONDS));
                assertTrue(echoed.get(10, TimeUnit.SECONDS), "the kernel spoke plain TCP");
            }
            counters = gateway.ended();
        } finally {
            lab.user().ip("link del front");
        }
        assertEquals("0 open; 1 accepted, 0 refused, 0 left, 1 connected (1 by MPTCP), 0 failed; " + content.length + " bytes out, "
                + content.length + " in", counters.replaceFirst("^transparent: ", ""));
    }

    /**
     * Two gateways, RFC 8803 between them, each with two devices: the user host's and two of the kernel host. The destination is
     * a server of this machine, which the second reaches by the kernel.
     */
    @Test
    void aClientBeforeTwoGateways() throws Exception {
        InetAddress machine = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a.getAddress().length == 4 && !a.isLoopbackAddress()).findFirst().orElse(null);
        assumeTrue(machine != null, "needs an address of this machine that is not loopback: converters go to no other");
        Lab lab = TUN.lab();
        lab.kernel().sysctl(Map.of("net/ipv4/ip_forward", "1"));
        List<String> options = new ArrayList<>(List.of("--socks", "none", "--convert-server", "124", "--allow-client", "10.200.0.0/16"));
        for (int i = 1; i <= 2; i++) {
            lab.kernel().ip("tuntap add dev far" + i + " mode tun", "link set far" + i + " up",
                    "route add 10.204." + i + ".0/24 dev far" + i, "rule add iif far" + i + " lookup " + (300 + i) + " pref " + (300 + i),
                    "route add default via 10.201." + i + ".1 dev " + lab.path(i).wire() + " table " + (300 + i));
            options.addAll(List.of("--link", "far" + i + "=10.204." + i + ".2/24"));
        }
        byte[] content = new byte[BYTES / 4];
        new Random(3).nextBytes(content);
        try (GatewayProcess far = GatewayProcess.start(lab.kernel(), directory.resolve("far.err"), options);
                GatewayProcess near = GatewayProcess.start(lab, directory, "--convert-via", "10.204.1.2");
                ServerSocket server = new ServerSocket(0, 5, machine);
                Socket client = new Socket(new Proxy(Proxy.Type.SOCKS,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), near.port())))) {
            Thread.ofPlatform().daemon().start(() -> echo(server));
            client.connect(server.getLocalSocketAddress());
            Thread.ofVirtual().start(() -> send(client, content));
            assertArrayEquals(content, client.getInputStream().readAllBytes(), () -> near.said() + far.said());
            assertTrue(near.ended().contains("1 connected (1 by MPTCP), 0 failed"), near::said);
            assertTrue(far.ended().contains("1 connected (1 by MPTCP), 0 failed; " + content.length + " bytes out, " + content.length
                    + " in"), far::said);
        } finally {
            for (int i = 1; i <= 2; i++) {
                lab.kernel().ip("rule del pref " + (300 + i), "link del far" + i);
            }
        }
    }

    private static void echo(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Told of how much has come so far. */
    private interface Progress {
        void received(int bytes) throws IOException;
    }

    private void exchange(Lab lab, Progress progress) throws Exception {
        lab.endpoints("signal", true, false);
        byte[] content = new byte[BYTES];
        new Random(1).nextBytes(content);
        String counters;
        try (GatewayProcess gateway = GatewayProcess.start(lab, directory)) {
            try (KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.MPTCP);
                    KernelServerSocket listener = peer.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), 0))) {
                var echoed = peer.start("echo", () -> echo(peer.accept(listener), progress));
                try (Socket client = new Socket(new Proxy(Proxy.Type.SOCKS,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port())))) {
                    client.connect(new InetSocketAddress(lab.path(1).peerAddress(Trial.IPV4),
                            listener.localAddress().getPort()));
                    Thread.ofVirtual().start(() -> send(client, content));
                    assertArrayEquals(content, client.getInputStream().readAllBytes(), gateway::said);
                }
                assertTrue(echoed.get(10, TimeUnit.SECONDS), "the kernel spoke plain TCP");
            }
            counters = gateway.ended();
        }
        assertEquals("0 open; 1 accepted, 0 refused, 0 left, 1 connected (1 by MPTCP), 0 failed; " + BYTES + " bytes out, " + BYTES + " in",
                counters);
    }

    private static void send(Socket client, byte[] content) {
        try {
            client.getOutputStream().write(content);
            client.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean echo(KernelSocket socket, Progress progress) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part = socket.receive(1 << 16); part.length > 0; part = socket.receive(1 << 16)) {
            all.write(part);
            progress.received(all.size());
        }
        socket.send(all.toByteArray());
        socket.shutdownOutput();
        return socket.isMptcp();
    }
}
