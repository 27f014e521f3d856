package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.lab.Lab;
import mptcp.lab.LabException;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A firewall takes MPTCP's options away (RFC 8684 section 3.7): right bytes by a fallback, or an error; no hang. */
@Timeout(60)
final class StrippedTest {
    private static final long BYTES = 1 << 20;
    private static final long MORE_THAN_BUFFERED = 40 << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    /** Which packets lose their options. */
    private enum Where {
        SYN("--tcp-flags", "SYN", "SYN"),
        LATER("!", "--tcp-flags", "SYN", "SYN"),
        EVERYWHERE;

        private final List<String> match;

        Where(String... match) {
            this.match = List.of(match);
        }
    }

    private enum Direction {
        TO_KERNEL("PREROUTING", "-i"),
        FROM_KERNEL("POSTROUTING", "-o");

        private final String chain;
        private final String device;

        Direction(String chain, String device) {
            this.chain = chain;
            this.device = device;
        }
    }

    @BeforeAll
    static void needsAFirewall() {
        SharedLab.needs("iptables");
    }

    /** Has the kernel host take the options away on one path. */
    private static void strip(Direction direction, Where where, int path) throws LabException {
        List<String> words = new ArrayList<>(List.of("iptables", "-t", "mangle", "-A", direction.chain,
                direction.device, LAB.lab().path(path).kernelDevice(), "-p", "tcp"));
        words.addAll(where.match);
        words.addAll(List.of("-j", "TCPOPTSTRIP", "--strip-options", "30"));
        LAB.lab().kernel().exec(words.toArray(String[]::new));
    }

    @AfterEach
    void stripNothing() throws LabException {
        LAB.lab().kernel().exec("iptables", "-t", "mangle", "-F");
    }

    static Stream<Arguments> variants() {
        return Stream.of(Role.values()).flatMap(role -> Stream.of(Direction.values()).flatMap(
                direction -> Stream.of(Where.values()).map(where -> Arguments.of(role, direction, where))));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void fromTheStart(Role role, Direction direction, Where where) throws Exception {
        Lab lab = LAB.lab();
        strip(direction, where, 1);
        try (Trial trial = new Trial(lab)) {
            Conversation c = trial.connectAnnouncing(role, Trial.IPV4);
            Transfers t = c.transfer(BYTES);
            t.awaitEach(BYTES);
            assertTrue(c.snapshot().fallback(), trial::state);
            assertEquals(1, c.subflows().size(), trial::state);
            Figures.print("%s %s %s: %s", role, direction, where, c.snapshot().fallbackReason());
            t.finish();
        }
    }

    /** A join whose options are lost fails; the connection goes on without it. */
    @ParameterizedTest
    @MethodSource("variants")
    void onTheSecondPath(Role role, Direction direction, Where where) throws Exception {
        strip(direction, where, 2);
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectAnnouncing(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS); // a join without options may be found out only by its data
            t.awaitMore(BYTES);
            trial.await("one subflow is left", () -> c.subflows().size() == 1 && c.isOn(c.subflows().getFirst(), 1));
            t.awaitMore(BYTES);
            assertFalse(c.snapshot().fallback(), trial::state);
            assertTrue(c.theirs().isMptcp(), trial::state);
            t.finish();
        }
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, TO_KERNEL", "CLIENT, FROM_KERNEL", "SERVER, TO_KERNEL", "SERVER, FROM_KERNEL"})
    void onOneOfTwoPathsInMidTransfer(Role role, Direction direction) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(BYTES);
            strip(direction, Where.LATER, 2);
            t.awaitMore(BYTES);
            assertFalse(c.snapshot().fallback(), trial::state);
            trial.await("one subflow is left", () -> c.subflows().size() == 1 && c.isOn(c.subflows().getFirst(), 1));
            t.finish();
        }
    }

    /**
     * On the only path, with data under way, no fallback is possible: the subflow ends, and the connection at once or
     * when nobody has opened another one for a while, which is made short here.
     */
    @ParameterizedTest
    @CsvSource({"CLIENT, TO_KERNEL", "CLIENT, FROM_KERNEL", "SERVER, TO_KERNEL", "SERVER, FROM_KERNEL"})
    void onTheOnlyPathInMidTransfer(Role role, Direction direction) throws Exception {
        LAB.lab().kernel().sysctl(Map.of("net/mptcp/close_timeout", Long.toString(CLOSE_TIMEOUT.toSeconds())));
        try (Trial trial = new Trial(LAB.lab(), Protocol.MPTCP,
                config -> config.closeTimeoutNs(CLOSE_TIMEOUT.toNanos()))) {
            Conversation c = trial.connect(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(BYTES);
            strip(direction, Where.LATER, 1);
            Figures.print("%s %s in mid-transfer: %s", role, direction, outcome(c, t));
        }
    }

    private static String outcome(Conversation c, Transfers t) throws Exception {
        long there = t.fromUs().received() + MORE_THAN_BUFFERED;
        long back = t.fromKernel().received() + MORE_THAN_BUFFERED;
        c.trial().await("progress or an error at both ends after " + t, () -> t.failedAtBothEnds()
                || t.fromUs().received() >= there && t.fromKernel().received() >= back);
        if (t.failedAtBothEnds()) {
            return "reset: " + c.ours().error();
        }
        t.finish();
        return "fallback: " + c.snapshot().fallbackReason();
    }
}
