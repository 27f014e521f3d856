package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mptcp.api.socket.StackConfig;
import mptcp.io.sim.ImpairedLink;
import mptcp.io.sim.LinkSpec;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain TCP with the kernel over a link that loses packets, where one of the two leaves out an option. */
@Timeout(120)
final class OptionsOffTest {
    private static final long BYTES = 4 << 20;
    private static final int SECONDS = 90;
    private static final long SEED = 5;
    private static final LinkSpec SPEC = LinkSpec.of("rate=60m,delay=1ms,queue=100k,loss=1%,reorder=1%/1ms,duplicate=0.5%");

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    /** What is left out, and by which setting of each. */
    private enum Option {
        SACK("tcp_sack", c -> c.sack(false)),
        TIMESTAMPS("tcp_timestamps", c -> c.timestamps(false)),
        WINDOW_SCALING("tcp_window_scaling", c -> c.windowScaling(false)),
        ALL("", c -> c.sack(false).timestamps(false).windowScaling(false));

        private final String sysctl;
        private final UnaryOperator<StackConfig.Builder> ours;

        Option(String sysctl, UnaryOperator<StackConfig.Builder> ours) {
            this.sysctl = sysctl;
            this.ours = ours;
        }

        Map<String, String> sysctls(String value) {
            Map<String, String> all = new LinkedHashMap<>();
            for (Option o : values()) {
                if (o != ALL && (this == ALL || o == this)) {
                    all.put("net/ipv4/" + o.sysctl, value);
                }
            }
            return all;
        }

        boolean leavesOut(Option other) {
            return this == ALL || this == other;
        }
    }

    private enum Who {
        KERNEL,
        OURS
    }

    static Stream<Arguments> variants() {
        return Stream.of(Role.values()).flatMap(role -> Stream.of(Who.values()).flatMap(
                who -> Stream.of(Option.values()).map(option -> Arguments.of(role, who, option))));
    }

    @AfterEach
    void allOn() throws IOException {
        LAB.lab().kernel().sysctl(Option.ALL.sysctls("1"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void bytesAreTheSame(Role role, Who who, Option option) throws Exception {
        if (who == Who.KERNEL) {
            LAB.lab().kernel().sysctl(option.sysctls("0"));
        }
        try (Trial trial = new Trial(LAB.lab(), Protocol.TCP,
                c -> who == Who.OURS ? option.ours.apply(c.mptcpVersion(-1)) : c.mptcpVersion(-1),
                link -> new ImpairedLink(link, SEED, SPEC, SPEC))) {
            Conversation c = trial.connect(role, Trial.IPV4);
            Transfers t = c.transfer(BYTES);
            t.awaitEach(BYTES, SECONDS);
            assertTrue(trial.counter("TcpRetransSegs") > 0, trial::state);
            assertEquals(option.leavesOut(Option.SACK), trial.counter("TcpExtTCPSackRecovery") == 0, trial::state);
            int mss = c.subflows().getFirst().mss();
            assertEquals(option.leavesOut(Option.TIMESTAMPS) ? 1460 : 1448, mss, trial::state);
            if (option.leavesOut(Option.WINDOW_SCALING)) {
                assertTrue(c.snapshot().sendWindow() <= 0xffff, trial::state);
            }
            t.finish();
        }
    }
}
