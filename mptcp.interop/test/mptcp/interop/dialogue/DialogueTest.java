package mptcp.interop.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mptcp.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same segments and calls for the kernel behind a TUN and for this stack, as the agent offers it: each answers and sends the
 * same, but for values that are not comparable. The first difference is shown with all that went before it. Needs root. With
 * {@code DIALOGUE_TIMES=off} in the environment times are passed over, for machines that are busy.
 */
@Timeout(1200)
final class DialogueTest {
    private static final long SEED = 1;
    private static final int AT_A_TIME = 4;
    /** One for each option, of those that take no time. */
    private static final Set<String> IN_EVERY_RUN = Set.of("quickack-pending-read", "defer-data", "linger2-neg", "zerocopy-one");
    private static final int GENERATED = 300;
    /** How many of the generated ones may differ: docs/profiles.md says why. */
    private static final int MAY_DIFFER = 100;
    /** Those of Multipath TCP that may, of 348: what options, endpoints and counters are not as the kernel's, as docs/profiles.md says. */
    private static final int MULTIPATH_MAY_DIFFER = 60;
    /** Of IPv6 its segment has no room for its options. */
    private static final Set<String> IPV4_ALONE = Set.of("add-add-with-data");
    private static final List<String> MULTIPATH = List.of("mp-capable.txt", "mp-joins.txt", "mp-addresses.txt", "mp-mappings.txt", "mp-endings.txt",
            "mp-calls.txt");

    @BeforeAll
    static void warmUp() {
        Optional<String> missing = Lab.unavailable();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        Compare.warmUp(Topology.IPV4);
    }

    static Stream<Dialogue> tcp() {
        return TcpDialogues.ALL.stream();
    }

    static Stream<Dialogue> multipath() {
        return MultipathDialogues.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("tcp")
    @Tag("slow")
    void bothDoTheSame(Dialogue dialogue) {
        assertNull(difference(dialogue, Topology.IPV4));
    }

    @ParameterizedTest
    @MethodSource("multipath")
    @Tag("slow")
    void bothDoTheSameInMultipathTcp(Dialogue dialogue) {
        assertNull(difference(dialogue, Topology.IPV4));
    }

    /** One of each kind, in every run. */
    @Test
    void aFew() {
        assertNull(difference(TcpDialogues.ALL.getFirst(), Topology.IPV4));
        assertNull(difference(MultipathDialogues.ALL.getLast(), Topology.IPV4));
    }

    /** Some of the options, in every run, at the same time. */
    @Test
    void optionsThatAct() {
        List<Dialogue> few = Dialogue.read("options.txt").stream().filter(d -> IN_EVERY_RUN.contains(d.name())).toList();
        assertEquals(IN_EVERY_RUN.size(), few.size());
        assertEquals(List.of(), differences(few, Topology.IPV6, few.size()));
    }

    /** Those of the files, which take minutes, in both families. */
    @ParameterizedTest
    @ValueSource(strings = {"options.txt", "wide-tcp.txt", "tcp-icmp.txt", "tcp-ends.txt", "wide-multipath.txt"})
    @Tag("slow")
    void wideOfIpv4(String file) {
        assertEquals(List.of(), differences(Dialogue.read(file), Topology.IPV4, AT_A_TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"options.txt", "wide-tcp.txt", "tcp-icmp.txt", "tcp-ends.txt", "wide-multipath.txt"})
    @Tag("slow")
    void wideOfIpv6(String file) {
        assertEquals(List.of(), differences(Dialogue.read(file), Topology.IPV6, AT_A_TIME));
    }

    private static List<String> differences(List<Dialogue> dialogues, Topology topology, int threads) {
        return Compare.all(dialogues, Compare.Way.of(topology, threads)).stream().map(Compare.Result::difference).filter(Objects::nonNull).toList();
    }

    private static String difference(Dialogue dialogue, Topology topology) {
        return Compare.again(dialogue, Compare.Way.of(topology, 1)).difference();
    }

    @Test
    @Tag("slow")
    void generated() {
        List<Dialogue> all = LongStream.range(SEED, SEED + GENERATED).mapToObj(GeneratedDialogues::of).toList();
        List<String> differences = differences(all, Topology.IPV4, 2);
        assertTrue(differences.size() <= MAY_DIFFER, () -> differences.size() + " of " + GENERATED + " differ\n" + String.join("\n", differences));
    }

    /** Openings, joins, addresses, mappings, endings and calls of Multipath TCP, most with the counters that follow. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("slow")
    void widerMultipath(boolean v6) {
        Topology topology = v6 ? Topology.IPV6 : Topology.IPV4;
        List<Dialogue> all = MULTIPATH.stream().flatMap(file -> Dialogue.read(file).stream())
                .filter(d -> !v6 || !IPV4_ALONE.contains(d.name())).toList();
        List<String> differences = differences(all, topology, AT_A_TIME);
        assertTrue(differences.size() <= MULTIPATH_MAY_DIFFER, () -> differences.size() + " of " + all.size() + " differ\n" + String.join("\n", differences));
    }
}
