package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mptcp.lab.Lab;
import mptcp.lab.LabException;
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
    private static final long BYTES = 2 << 20;

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
        TO_KERNEL("PREROUTING"),
        FROM_KERNEL("OUTPUT");

        private final String chain;

        Direction(String chain) {
            this.chain = chain;
        }
    }

    @BeforeAll
    static void needsAFirewall() {
        SharedLab.needs("iptables");
    }

    private static void strip(Direction direction, Where where) throws LabException {
        List<String> words = new ArrayList<>(List.of("iptables", "-t", "mangle", "-A", direction.chain, "-p", "tcp"));
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
        strip(direction, where);
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

    /** With one subflow and everything acknowledged, a fallback is possible still, or the connection is reset. */
    @ParameterizedTest
    @CsvSource({"CLIENT, TO_KERNEL", "CLIENT, FROM_KERNEL", "SERVER, TO_KERNEL", "SERVER, FROM_KERNEL"})
    void inMidTransfer(Role role, Direction direction) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connect(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(BYTES);
            strip(direction, Where.LATER);
            Figures.print("%s %s in mid-transfer: %s", role, direction, outcome(c, t));
        }
    }

    private static String outcome(Conversation c, Transfers t) throws Exception {
        long there = t.fromUs().received() + BYTES;
        long back = t.fromKernel().received() + BYTES;
        c.trial().await("progress or an error at both ends after " + t, () -> t.failedAtBothEnds()
                || t.fromUs().received() >= there && t.fromKernel().received() >= back);
        if (t.failedAtBothEnds()) {
            return "reset: " + c.ours().error();
        }
        t.finish();
        return "fallback: " + c.snapshot().fallbackReason();
    }
}
