package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments of up to 64 KiB between us and the kernel, and for comparison those of the MTU. */
@Timeout(60)
final class SuperSegmentTest {
    private static final long BYTES = 32 << 20;

    @Nested
    final class On {
        @RegisterExtension
        static final SharedLab LAB = new SharedLab(LabOptions.DEFAULT.superSegments(true));

        @ParameterizedTest
        @CsvSource({"CLIENT, MPTCP, false", "CLIENT, MPTCP, true", "SERVER, MPTCP, false", "CLIENT, TCP, false"})
        void bothWays(Role role, Protocol protocol, boolean checksums) throws Exception {
            exchange(LAB.lab(), role, protocol, checksums);
        }
    }

    @Nested
    final class Direct {
        @RegisterExtension
        static final SharedLab LAB = new SharedLab(LabOptions.DEFAULT.superSegments(true).direct(true));

        @ParameterizedTest
        @CsvSource({"CLIENT, MPTCP, false", "SERVER, MPTCP, true", "SERVER, TCP, false"})
        void bothWays(Role role, Protocol protocol, boolean checksums) throws Exception {
            exchange(LAB.lab(), role, protocol, checksums);
        }
    }

    @Nested
    final class Off {
        @RegisterExtension
        static final SharedLab LAB = new SharedLab();

        @ParameterizedTest
        @CsvSource({"CLIENT, MPTCP, false", "SERVER, MPTCP, false", "CLIENT, TCP, false"})
        void bothWays(Role role, Protocol protocol, boolean checksums) throws Exception {
            exchange(LAB.lab(), role, protocol, checksums);
        }
    }

    private static void exchange(Lab lab, Role role, Protocol protocol, boolean checksums) throws Exception {
        lab.kernel().sysctl(Map.of("net/mptcp/checksum_enabled", checksums ? "1" : "0"));
        int version = protocol == Protocol.TCP ? -1 : 1;
        try (Trial trial = new Trial(lab, protocol, config -> config.checksums(checksums).mptcpVersion(version))) {
            Conversation c = protocol == Protocol.TCP
                    ? trial.connect(role, Trial.IPV4) : trial.connectTwice(role, Trial.IPV4);
            long start = System.nanoTime();
            Transfers t = new Transfers(c, BYTES, BYTES);
            t.awaitEach(BYTES);
            long both = System.nanoTime() - start;
            assertEquals(protocol == Protocol.TCP ? 1 : 2, c.subflows().size(), trial::state);
            long segments = c.subflows().stream().mapToLong(s -> s.segmentsSent() + s.segmentsReceived()).sum();
            t.finish();
            Figures.print("%s %s %s, %s, checksums %s: %.0f Mbit/s each way at once, %d kB a segment; %s",
                    lab.options().superSegments() ? "super-segments" : "MTU-sized",
                    lab.options().direct() ? "direct" : "routed", role, protocol, checksums ? "on" : "off",
                    Figures.megabits(BYTES, both), 2 * BYTES / segments / 1000, trial.oddities());
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }
}
