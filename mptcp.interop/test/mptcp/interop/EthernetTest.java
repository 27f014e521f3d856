package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.LabPath;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stack on Ethernet interfaces that it shares with a kernel, each with addresses of its own, and another kernel as the peer. */
@Timeout(60)
final class EthernetTest {
    private static final long BYTES = 16 << 20;
    private static final int MTU = 1500;

    @Nested
    final class SuperSegments {
        @RegisterExtension
        static final SharedLab LAB = new SharedLab(LabOptions.DEFAULT.ethernet(true).superSegments(true));

        @ParameterizedTest
        @CsvSource({"CLIENT, MPTCP, INET, false", "CLIENT, MPTCP, INET6, true", "SERVER, MPTCP, INET, true",
            "SERVER, MPTCP, INET6, false", "CLIENT, TCP, INET6, false", "SERVER, TCP, INET, false"})
        void bothWays(Role role, Protocol protocol, StandardProtocolFamily family, boolean checksums) throws Exception {
            exchange(LAB.lab(), role, protocol, family, checksums);
        }

        /** The cable is pulled, and put in again, under a transfer: the other path carries it, and then both do. */
        @Test
        void aPathGoesDownAndComesBack() throws Exception {
            LabPath path = LAB.lab().path(2);
            try (Trial trial = new Trial(LAB.lab())) {
                Conversation c = trial.connectTwice(Role.CLIENT, Trial.IPV4);
                Transfers t = new Transfers(c, Outgoing.ENDLESS, Outgoing.ENDLESS);
                t.awaitEach(1 << 20);
                path.cut();
                try {
                    t.awaitMore(4 << 20);
                } finally {
                    path.restore();
                }
                long before = received(c, path);
                trial.await("bytes over path 2 again", () -> received(c, path) > before + (1 << 20));
                t.finish();
            }
        }
    }

    @Nested
    final class MtuSized {
        @RegisterExtension
        static final SharedLab LAB = new SharedLab(LabOptions.DEFAULT.ethernet(true));

        @ParameterizedTest
        @CsvSource({"CLIENT, MPTCP, INET, false", "SERVER, MPTCP, INET6, false"})
        void bothWays(Role role, Protocol protocol, StandardProtocolFamily family, boolean checksums) throws Exception {
            exchange(LAB.lab(), role, protocol, family, checksums);
        }
    }

    private static long received(Conversation c, LabPath path) {
        return c.subflows().stream().filter(s -> s.link().equals(path.device())).mapToLong(SubflowSnapshot::bytesReceived)
                .sum();
    }

    private static void exchange(Lab lab, Role role, Protocol protocol, StandardProtocolFamily family, boolean checksums)
            throws Exception {
        lab.kernel().sysctl(Map.of("net/mptcp/checksum_enabled", checksums ? "1" : "0"));
        int version = protocol == Protocol.TCP ? -1 : 1;
        try (Trial trial = new Trial(lab, protocol, config -> config.checksums(checksums).mptcpVersion(version))) {
            Conversation c = protocol == Protocol.TCP ? trial.connect(role, family) : trial.connectTwice(role, family);
            long start = System.nanoTime();
            Transfers t = new Transfers(c, BYTES, BYTES);
            t.awaitEach(BYTES);
            long both = System.nanoTime() - start;
            long segments = c.subflows().stream().mapToLong(s -> s.segmentsSent() + s.segmentsReceived()).sum();
            t.finish(); // compares digests
            Figures.print("Ethernet, %s, %s %s, %s, checksums %s: %.0f Mbit/s each way at once, %d kB a segment; %s",
                    lab.options().superSegments() ? "super-segments" : "MTU-sized", role, protocol, family,
                    checksums ? "on" : "off", Figures.megabits(BYTES, both), 2 * BYTES / segments / 1000, trial.oddities());
            if (lab.options().superSegments()) {
                assertTrue(2 * BYTES / segments > MTU, () -> "no super-segments were exchanged: " + trial.state());
            }
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }
}
