package mptcp.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.peer.KernelPeer.Exchange;
import mptcp.io.sim.pattern.Pattern;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.MptcpInfo;
import mptcp.lab.socket.Protocol;
import mptcp.lab.view.Capture;
import mptcp.lab.view.CaptureCheck;
import mptcp.lab.view.KernelView;
import mptcp.lab.view.SocketTable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The instruments, tried on Linux talking to itself: a lab's tools must find nothing wrong with that. */
@Timeout(120)
final class KernelToKernelTest {
    private static final long MEBIBYTE = 1 << 20;

    @BeforeAll
    static void needsALab() {
        Needs.lab();
    }

    private static void assertCompleteTransfers(Exchange client, long clientSeed, Exchange server, long serverSeed) {
        assertEquals(MEBIBYTE, server.received().bytes());
        assertEquals(new Pattern(clientSeed).sha256(MEBIBYTE), client.sent().sha256());
        assertEquals(new Pattern(clientSeed).sha256(MEBIBYTE), server.received().sha256());
        assertEquals(new Pattern(serverSeed).sha256(MEBIBYTE), client.received().sha256());
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false", "::1, true"})
    void mptcpOverLoopback(String address, boolean checksums) throws Exception {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.checksums(checksums));
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.MPTCP)) {
            KernelView view = new KernelView(lab.kernel());
            KernelServerSocket listener = peer.listen(new InetSocketAddress(address, 0));
            var server = peer.exchangeWithNext(listener, 2, MEBIBYTE);
            KernelSocket socket = peer.connect(listener.localAddress());
            assertTrue(socket.isMptcp());
            assertEquals(checksums, socket.mptcpInfo().checksums());
            Exchange client = peer.exchange(socket, 1, MEBIBYTE).get();
            assertCompleteTransfers(client, 1, server.get(), 2);
            assertEquals(1, view.counters().get("MPTcpExtMPCapableSYNRX"));
            assertEquals(1, view.counters().get("MPTcpExtMPCapableACKRX"));
            assertEquals(List.of(), view.troubles());
        }
    }

    @Test
    void plainTcpIsSeenAsSuch() throws Exception {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.direct(true));
                KernelPeer peer = new KernelPeer(lab.kernel(), Protocol.TCP)) {
            KernelView view = new KernelView(lab.kernel());
            KernelServerSocket listener = peer.listen(new InetSocketAddress("::", 0));
            var server = peer.exchangeWithNext(listener, 2, MEBIBYTE);
            KernelSocket socket = peer.connect(
                    new InetSocketAddress("127.0.0.1", listener.localAddress().getPort()));
            assertFalse(socket.isMptcp());
            assertCompleteTransfers(peer.exchange(socket, 1, MEBIBYTE).get(), 1, server.get(), 2);
            assertEquals(0, view.counters().get("MPTcpExtMPCapableSYNRX"));
            assertEquals(1, view.counters().get("TcpPassiveOpens"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = StandardProtocolFamily.class, names = {"INET", "INET6"})
    void twoPathsSeenByAllInstruments(StandardProtocolFamily family, @TempDir Path directory) throws Exception {
        Needs.programs("ethtool", "tshark", "python3", "ss");
        boolean ipv6 = family == StandardProtocolFamily.INET6;
        try (Lab lab = Lab.open(LabOptions.DEFAULT.endpoints("").checksums(ipv6));
                KernelPeer server = new KernelPeer(lab.kernel(), Protocol.MPTCP);
                KernelPeer client = new KernelPeer(lab.user(), Protocol.MPTCP)) {
            assertTrue(lab.endOffloads());
            lab.endpoints("signal", !ipv6, ipv6);
            lab.user().ip("mptcp limits set subflow 8 add_addr_accepted 8");
            KernelView view = new KernelView(lab.kernel());
            Capture capture = Capture.start(lab.kernel(), directory.resolve("two.pcap"), "veth1", "veth2");
            KernelServerSocket listener = server.listen(new InetSocketAddress("::", 0));
            KernelSocket socket = client.connect(new InetSocketAddress(
                    lab.path(1).peerAddress(family), listener.localAddress().getPort()));
            KernelSocket accepted = server.accept(listener);
            assertTwoSubflows(socket, accepted, lab);
            var served = server.exchange(accepted, 2, MEBIBYTE);
            assertCompleteTransfers(client.exchange(socket, 1, MEBIBYTE).get(), 1, served.get(), 2);
            assertEquals(1, view.counters().get("MPTcpExtMPJoinAckRx"));
            assertEquals(List.of(), view.troubles());
            assertCapture(capture.stop(), ipv6);
        }
    }

    private static void assertTwoSubflows(KernelSocket socket, KernelSocket accepted, Lab lab) throws IOException {
        MptcpInfo info;
        do {
            pingPong(socket, accepted); // Linux joins after the first data have been acknowledged
            info = accepted.mptcpInfo();
        } while (info.subflows() < 2);
        assertFalse(info.fallback());
        SocketTable table = new KernelView(lab.kernel()).sockets();
        List<SocketTable.Entry> connections =
                table.connections().stream().filter(c -> c.state().equals("ESTAB")).toList();
        assertEquals(1, connections.size());
        assertEquals(String.format("%x", info.token()), connections.getFirst().token());
        assertEquals(2, table.subflowsOf(connections.getFirst()).size());
    }

    private static void pingPong(KernelSocket socket, KernelSocket accepted) throws IOException {
        socket.send(new byte[] {1});
        assertEquals(1, accepted.receive(1).length);
        accepted.send(new byte[] {2});
        assertEquals(1, socket.receive(1).length);
    }

    private static void assertCapture(Capture.Result result, boolean checksums) throws IOException {
        CaptureCheck.Verdict verdict = CaptureCheck.check(result, true);
        assertEquals(List.of(), verdict.problems());
        assertTrue(verdict.proven("DSS DSN") > 500, verdict.toString());
        assertTrue(verdict.proven("JOIN SYN/ACK HMAC") == 1, verdict.toString());
        assertTrue(verdict.proven("JOIN ACK HMAC") >= 1, verdict.toString());
        assertTrue(verdict.proven("ADD_ADDR HMAC") >= 1, verdict.toString());
        // a mapping has at most 64 KiB, and there are 2 MiB
        assertEquals(checksums, verdict.proven("DSS checksum") >= 30, verdict.toString());

        byte[] bytes = Files.readAllBytes(result.file());
        for (int i = 0; i + 16 < bytes.length; i++) {
            if (bytes[i] == 30 && bytes[i + 1] == 16 && bytes[i + 2] >> 4 == 1) {
                bytes[i + 5] ^= 1; // a bit of the HMAC of an MP_JOIN on SYN/ACK
            }
        }
        Files.write(result.file(), bytes);
        List<String> problems = CaptureCheck.check(result, false).problems();
        assertTrue(problems.stream().anyMatch(p -> p.contains("JOIN SYN/ACK HMAC")), problems.toString());
        problems = CaptureCheck.check(result, true).problems();
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("tshark")), problems.toString());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void socketsSayWhatIsWrong(Protocol protocol) throws Exception {
        try (Lab lab = Lab.open(LabOptions.DEFAULT.direct(true));
                KernelPeer peer = new KernelPeer(lab.kernel(), protocol)) {
            InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", 4999);
            String refused = assertThrows(ConnectException.class, () -> peer.connect(nobody)).getMessage();
            assertTrue(refused.contains("refused") && refused.contains("4999"), refused);

            KernelServerSocket listener = peer.listen(new InetSocketAddress("127.0.0.1", 0));
            listener.timeoutNs(1);
            assertThrows(SocketTimeoutException.class, listener::accept);
            listener.timeoutNs(Long.MAX_VALUE / 2);
            KernelSocket socket = peer.connect(listener.localAddress());
            KernelSocket accepted = peer.accept(listener);
            assertEquals(socket.localAddress(), accepted.remoteAddress());
            socket.congestionControl("reno");
            assertEquals("reno", socket.congestionControl());
            assertThrows(java.net.SocketException.class, () -> socket.congestionControl("nonsense"));
            socket.noDelay(true);

            var waiting = peer.start("receiver", () -> accepted.receive(1));
            var accepting = peer.start("acceptor", () -> peer.accept(listener));
            accepted.close();
            listener.close();
            assertThrows(ExecutionException.class, waiting::get);
            assertThrows(ExecutionException.class, accepting::get);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 100})
    void aShapedWireIsNotFaster(int megabits) throws Exception {
        Needs.programs("tc");
        try (Lab lab = Lab.open(LabOptions.DEFAULT);
                KernelPeer server = new KernelPeer(lab.kernel(), Protocol.TCP);
                KernelPeer client = new KernelPeer(lab.user(), Protocol.TCP)) {
            lab.path(1).shape(megabits);
            KernelServerSocket listener = server.listen(new InetSocketAddress("::", 0));
            var served = server.exchangeWithNext(listener, 2, 1);
            KernelSocket socket = client.connect(new InetSocketAddress(
                    lab.path(1).peerAddress(StandardProtocolFamily.INET), listener.localAddress().getPort()));
            client.exchange(socket, 1, MEBIBYTE).get();
            double seconds = served.get().received().nanos() / 1e9;
            double burst = Math.max(16_000, megabits * 500);
            assertTrue(seconds >= (MEBIBYTE - 2 * burst) * 8 / (megabits * 1e6), "faster than it may: " + seconds);
        }
    }
}
