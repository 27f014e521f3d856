package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.peer.KernelPeer;
import mptcp.io.sim.pattern.Pattern;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program itself on a TUN device, with the Linux kernel as the peer. */
@Timeout(120)
final class AgentTest {
    private static final int BYTES = 1 << 20;
    private static Lab lab;

    @BeforeAll
    static void open() throws Exception {
        var missing = Lab.unavailable();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        lab = Lab.open(LabOptions.DEFAULT.paths(1).endpoints(""));
    }

    @AfterAll
    static void close() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private static InetSocketAddress kernel(StandardProtocolFamily family, int port) {
        return new InetSocketAddress(lab.path(1).peerAddress(family), port);
    }

    @ParameterizedTest
    @CsvSource({"MPTCP, INET", "MPTCP, INET6", "TCP, INET", "TCP, INET6"})
    void connectsToTheKernel(Protocol protocol, StandardProtocolFamily family) throws Exception {
        try (Agent agent = new Agent(lab); Client c = agent.client();
                KernelPeer peer = new KernelPeer(lab.kernel(), protocol);
                var listener = peer.listen(new InetSocketAddress("::", 0))) {
            var exchange = peer.exchangeWithNext(listener, 7, BYTES);
            InetSocketAddress to = kernel(family, listener.localAddress().getPort());
            c.number("socket %s 1 %s", family.name().toLowerCase(), protocol.name().toLowerCase());
            assertEquals("= 0", c.ask("connect 3 %s %d", to.getAddress().getHostAddress(), to.getPort()));
            transfer(agent, c, 3);
            assertEquals(new Pattern(8).sha256(BYTES), exchange.get().received().sha256());
            assertEquals(protocol == Protocol.MPTCP ? "1" : "-1", c.facts("info 3").get("mptcp_version"));
            assertEquals("= 0", c.ask("close 3"));
        }
    }

    @ParameterizedTest
    @CsvSource({"MPTCP, INET", "TCP, INET6"})
    void acceptsTheKernel(Protocol protocol, StandardProtocolFamily family) throws Exception {
        try (Agent agent = new Agent(lab); Client c = agent.client();
                KernelPeer peer = new KernelPeer(lab.kernel(), protocol)) {
            InetSocketAddress at = new InetSocketAddress(lab.path(1).address(family), 80);
            c.number("socket %s 1 %s", family.name().toLowerCase(), protocol.name().toLowerCase());
            c.number("bind 3 %s 80", at.getAddress().getHostAddress());
            c.number("listen 3 5");
            var connected = peer.start("client", () -> peer.connect(at));
            assertEquals(4, c.number("accept 3"));
            var exchange = peer.exchange(connected.get(), 7, BYTES);
            transfer(agent, c, 4);
            assertEquals(new Pattern(8).sha256(BYTES), exchange.get().received().sha256());
        }
    }

    @Test
    void superSegmentsAreExchangedIfThatIsAskedFor() throws Exception {
        try (Agent agent = new Agent(lab, List.of("--segments", "super")); Client c = agent.client();
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.MPTCP);
                var listener = peer.listen(new InetSocketAddress("::", 0))) {
            long before = packetsSent();
            var exchange = peer.exchangeWithNext(listener, 7, BYTES);
            InetSocketAddress to = kernel(StandardProtocolFamily.INET, listener.localAddress().getPort());
            c.number("socket inet 1 mptcp");
            c.number("connect 3 %s %d", to.getAddress().getHostAddress(), to.getPort());
            transfer(agent, c, 3);
            assertEquals(new Pattern(8).sha256(BYTES), exchange.get().received().sha256());
            long sent = packetsSent() - before;
            assertTrue(sent < BYTES / 1448, "packets that the kernel took for " + BYTES + " bytes: " + sent);
        }
    }

    private static long packetsSent() throws IOException {
        String devices = lab.user().inside(() -> Files.readString(Path.of("/proc/thread-self/net/dev")));
        return devices.lines().map(String::strip).filter(l -> l.startsWith("tun1:"))
                .mapToLong(l -> Long.parseLong(l.substring(5).strip().split("\\s+")[1])).sum();
    }

    /** Receives the kernel's pattern while sending ours, then the end of it. */
    private static void transfer(Agent agent, Client c, int fd) throws Exception {
        c.ask("pattern %d rx 7", fd);
        c.ask("pattern %d tx 8", fd);
        try (Client writer = agent.client()) {
            var written = writer.start("write %d %d", fd, BYTES);
            assertEquals("= " + BYTES + " ok", c.ask("recv %d %d 256", fd, BYTES));
            assertEquals("= " + BYTES, written.get());
        }
        assertEquals("= 0 ok", c.ask("recv %d 1 0", fd), "the end");
        assertEquals("= 0", c.ask("shutdown %d wr", fd));
    }

    @Test
    void endpointsMakeSubflowsWithTheKernel() throws Exception {
        lab.kernel().ip("mptcp limits set subflow 2 add_addr_accepted 2");
        try (Agent agent = new Agent(lab); Client c = agent.client();
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.MPTCP);
                var listener = peer.listen(new InetSocketAddress("::", 0))) {
            String extra = "10.200.1.77";
            c.ask("sys ip addr add %s/24 dev tun1", extra);
            c.ask("sys ip mptcp endpoint add %s dev tun1 subflow", extra);
            var accepted = peer.start("server", () -> peer.accept(listener));
            InetSocketAddress to = kernel(StandardProtocolFamily.INET, listener.localAddress().getPort());
            c.number("socket inet 1 mptcp");
            c.number("connect 3 %s %d", to.getAddress().getHostAddress(), to.getPort());
            c.number("write 3 100");
            assertEquals(100, accepted.get().receive(100).length);
            while (!c.facts("info 3").get("subflows").equals("2")
                    || !c.facts("subflow 3 1").get("state").equals("ESTABLISHED")) {
                c.ask("poll 20");
            }
            assertEquals(extra, c.facts("subflow 3 1").get("local"));
            assertTrue(c.command("nstat -zjs").contains("\"MPTcpExtMPJoinSynTx\":1,"));
            assertEquals("= 0", c.ask("close 3"));
        }
    }

    @Test
    void errorsOfTheKernel() throws Exception {
        try (Agent agent = new Agent(lab); Client c = agent.client()) {
            c.number("socket inet 1 mptcp");
            assertEquals("! ECONNREFUSED", c.ask("connect 3 10.201.1.2 9"));
            c.number("socket inet 2049 tcp");
            assertEquals("! EINPROGRESS", c.ask("connect 4 10.201.1.2 9"));
            assertEquals("= 1 29", c.ask("poll -1 4:5"));
            assertEquals("= 0 6f000000", c.ask("getsockopt 4 1 4 4"));
        }
    }

    @Test
    void aDeviceInUseIsRefused() throws Exception {
        try (Agent agent = new Agent(lab)) {
            assertTrue(agent.failureOfAnother().contains("tun1 is busy"));
        }
    }
}
