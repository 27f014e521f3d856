package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.lab.socket.MptcpInfo;
import mptcp.lab.socket.Protocol;
import mptcp.lab.view.Capture;
import mptcp.lab.view.CaptureCheck;
import mptcp.lab.view.SocketTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Both roles, both families, checksums on and off: 64 MiB each way at once over two subflows, the scheduler swapped on
 * the way, and the kernel's own account of it.
 */
@Timeout(60)
final class MatrixTest {
    private static final long BYTES = 64 << 20;
    /** Smaller where it is captured, since the checks of a capture take their time. */
    private static final long CAPTURED_BYTES = 8 << 20;
    /** What each subflow has to carry at least, either way, to count as used. */
    private static final long SHARE = 1 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @ParameterizedTest
    @CsvSource({"CLIENT, INET, false", "CLIENT, INET, true", "CLIENT, INET6, false", "CLIENT, INET6, true",
        "SERVER, INET, false", "SERVER, INET, true", "SERVER, INET6, false", "SERVER, INET6, true"})
    void bothWaysOverTwoSubflows(Role role, StandardProtocolFamily family, boolean checksums)
            throws Exception {
        try (Trial trial = trial(checksums)) {
            Conversation c = trial.connectTwice(role, family);
            long start = System.nanoTime();
            Transfers t = c.transfer(BYTES);
            t.awaitEach(BYTES / 8);
            c.choose(PolicyKind.SCHEDULER, "builtin");
            t.awaitEach(BYTES / 3);
            c.choose(PolicyKind.SCHEDULER, "roundrobin");
            t.awaitEach(BYTES);
            long nanos = System.nanoTime() - start;
            Figures.print("%s %s checksums %s: %.0f Mbit/s each way at once; %s", role, family,
                    checksums ? "on" : "off", Figures.megabits(BYTES, nanos), trial.oddities());
            assertBothUsed(c, SHARE);
            assertKernelAgrees(c, checksums);
            t.finish();
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    private static Trial trial(boolean checksums) throws Exception {
        LAB.lab().kernel().sysctl(Map.of("net/mptcp/checksum_enabled", checksums ? "1" : "0"));
        return new Trial(LAB.lab(), Protocol.MPTCP, config -> config.checksums(checksums));
    }

    private static void assertBothUsed(Conversation c, long share) {
        List<SubflowSnapshot> subflows = c.subflows();
        assertEquals(2, subflows.size(), c.trial()::state);
        for (SubflowSnapshot s : subflows) {
            assertTrue(s.bytesAcked() >= share, () -> s + " has sent little\n" + c.trial().state());
            assertTrue(s.bytesReceived() >= share, () -> s + " has received little\n" + c.trial().state());
        }
    }

    private static void assertKernelAgrees(Conversation c, boolean checksums) throws Exception {
        MptcpInfo info = c.theirs().mptcpInfo();
        assertTrue(c.theirs().isMptcp());
        assertFalse(info.fallback());
        assertEquals(checksums, info.checksums());
        assertEquals(checksums, c.snapshot().checksums());
        assertEquals(2, info.subflows());
        SocketTable table = c.trial().view().sockets();
        SocketTable.Entry connection = table.connections().stream()
                .filter(e -> e.token().equals("%x".formatted(info.token()))).findFirst().orElseThrow();
        List<SocketTable.Entry> subflows = table.subflowsOf(connection);
        assertEquals(2, subflows.size(), table::toString);
        for (SocketTable.Entry s : subflows) {
            assertTrue(s.number("bytes_received") >= SHARE && s.number("bytes_acked") >= SHARE, s::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void nothingWrongOnTheWire(Role role, @TempDir Path directory) throws Exception {
        assertNothingWrong(role, CAPTURED_BYTES, directory);
    }

    @Tag("slow")
    @Timeout(900)
    @ParameterizedTest
    @EnumSource(Role.class)
    void nothingWrongOnTheWireInAllOfIt(Role role, @TempDir Path directory) throws Exception {
        assertNothingWrong(role, BYTES, directory);
    }

    private static void assertNothingWrong(Role role, long bytes, Path directory) throws Exception {
        SharedLab.needs("ethtool", "tshark", "python3");
        assertTrue(LAB.lab().endOffloads());
        try (Trial trial = trial(true);
                Capture capture = Capture.start(LAB.lab().user(), directory.resolve("wire.pcap"),
                        LAB.lab().path(1).device(), LAB.lab().path(2).device())) {
            Conversation c = trial.connectTwice(role, role == Role.CLIENT ? Trial.IPV4 : Trial.IPV6);
            Transfers t = c.transfer(bytes);
            t.awaitEach(bytes / 4);
            c.choose(PolicyKind.SCHEDULER, "builtin");
            t.awaitEach(bytes);
            assertBothUsed(c, 1 << 16);
            t.finish();
            c.ours().close();
            c.awaitOver();
            var verdict = CaptureCheck.check(capture.stop(), true);
            assertEquals(List.of(), verdict.problems());
            assertTrue(verdict.proven("DSS checksum") > 100, verdict::toString);
            assertTrue(verdict.proven("DSS DSN") > 100, verdict::toString);
            assertTrue(verdict.proven("JOIN ACK HMAC") >= 1, verdict::toString);
            assertTrue(verdict.proven("ADD_ADDR HMAC") >= 1, verdict::toString);
        }
    }
}
