package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies of every kind come and go while the kernel is sent to and heard. */
@Timeout(60)
final class SwapTest {
    private static final long STEP = 1 << 20;
    private static final int SWAPS = 1_000;
    private static final int SWAPS_AT_A_TIME = 20;
    private static final int LOW = -100;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    static Stream<Arguments> rolesAndKinds() {
        return Stream.of(Role.values())
                .flatMap(role -> Stream.of(PolicyKind.values()).map(kind -> Arguments.of(role, kind)));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyKindIsSwapped(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            for (PolicyKind kind : PolicyKind.values()) {
                t.awaitMore(STEP);
                c.choose(kind, "builtin");
            }
            for (PolicyKind kind : PolicyKind.values()) {
                t.awaitMore(STEP);
                c.choose(kind, Trial.policy(kind).name());
            }
            t.awaitMore(STEP);
            assertEquals(2, c.subflows().size(), trial::state);
            t.finish();
            assertEquals(0, trial.counter("MPTcpPolicyFailures"), trial::state);
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    @ParameterizedTest
    @MethodSource("rolesAndKinds")
    void aPolicyLeavesAsWithItsBundle(Role role, PolicyKind kind) throws Exception {
        try (Trial trial = new Trial(LAB.lab())) {
            PolicyFactory<?> factory = trial.registered(kind);
            Conversation c = trial.connectTwice(role, Trial.IPV6);
            assertEquals(factory.name(), c.snapshot().policies().get(kind));
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            trial.factory().policies().remove(factory);
            assertEquals("builtin", c.snapshot().policies().get(kind), "when remove returns, nobody uses it");
            assertFalse(trial.factory().policies().list(kind).stream().anyMatch(e -> e.name().equals(factory.name())));
            t.awaitMore(STEP);
            trial.factory().policies().add(kind, factory, 1, "interop");
            trial.await("the policy is back in use", () -> c.snapshot().policies().get(kind).equals(factory.name()));
            t.awaitMore(STEP);
            assertEquals(2, c.subflows().size(), trial::state);
            t.finish();
            assertTrue(trial.counter("MPTcpPolicySwaps") >= 2, trial::state);
            assertEquals(0, trial.counter("MPTcpPolicyFailures"), trial::state);
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    /** By choices for the connection and for the host, and by departures, of all policies there are. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void aThousandMixedSwaps(Role role) throws Exception {
        try (Trial trial = new Trial(LAB.lab(), Protocol.MPTCP, c -> c.maxSubflows(2))) {
            Map<PolicyKind, List<PolicyFactory<?>>> all = AllPolicies.others();
            all.forEach((kind, factories) -> factories.forEach(f -> add(trial, kind, f)));
            Conversation c = trial.connectTwice(role, Trial.IPV4);
            Transfers t = c.transfer(Outgoing.ENDLESS);
            t.awaitMore(STEP);
            SplittableRandom random = new SplittableRandom(role.ordinal());
            for (int i = 1; trial.counter("MPTcpPolicySwaps") < SWAPS; i++) {
                PolicyKind kind = PolicyKind.values()[random.nextInt(PolicyKind.values().length)];
                PolicyFactory<?> factory = all.get(kind).get(random.nextInt(all.get(kind).size()));
                swap(c, kind, factory, random.nextInt(4));
                if (i % SWAPS_AT_A_TIME == 0) {
                    t.awaitMore(1);
                }
            }
            t.awaitMore(STEP);
            assertEquals(2, c.subflows().size(), trial::state);
            t.finish();
            assertEquals(0, trial.counter("MPTcpPolicyFailures"), trial::state);
            assertEquals(List.of(), trial.view().troubles(), trial::state);
        }
    }

    private static void add(Trial trial, PolicyKind kind, PolicyFactory<?> factory) {
        trial.factory().policies().add(kind, factory, LOW, "interop");
    }

    private static void swap(Conversation c, PolicyKind kind, PolicyFactory<?> factory, int how) {
        PolicyControl control = c.trial().stack().policies();
        switch (how) {
            case 0 -> control.choose(kind, factory.name());
            case 1 -> c.choose(kind, factory.name());
            case 2 -> control.choose(c.ours().id(), kind, null);
            default -> {
                c.choose(kind, factory.name());
                c.trial().factory().policies().remove(factory);
                assertNotEquals(factory.name(), c.snapshot().policies().get(kind));
                add(c.trial(), kind, factory);
            }
        }
    }
}
