package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
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
}
