package mptcp.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import org.junit.jupiter.api.Test;

/** On a stack that this thread drives. */
class HostConfiguratorTest {
    private static final PolicyKind KIND = PolicyKind.SCHEDULER;

    private final StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    private final DrivenStack stack = factory.createDriven(
            StackConfig.builder("host").policySettings(Map.of("own", "1", "both", "1")).build());
    private final HostConfigurator configurator = new HostConfigurator(stack, factory.policies());

    private void offer(String name, int ranking) {
        factory.policies().add(KIND, new SchedulerFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public PacketScheduler create(PolicyContext connection) {
                return (_, _, _) -> PacketScheduler.WAIT;
            }
        }, ranking, "test");
    }

    private boolean apply(String scheduler, String... settings) {
        return configurator.apply(() -> Wish.of(scheduler, "", "", "", List.of(settings)), true);
    }

    private String inUse() {
        return stack.policies().inUse(KIND);
    }

    @Test
    void whatIsThereIsChosenAndReleased() {
        offer("best", 10);
        offer("other", 0);
        assertTrue(apply("other"));
        assertEquals("other", inUse());
        assertTrue(apply(""));
        assertEquals("best", inUse());
    }

    @Test
    void whatIsNotThereIsChosenLater() {
        assertFalse(apply("later"));
        assertEquals("builtin", inUse());
        offer("best", 10);
        offer("later", 0);
        assertTrue(apply("later"));
        assertEquals("later", inUse());
    }

    @Test
    void whatPeopleChooseMeanwhileStays() {
        offer("one", 0);
        offer("two", 0);
        apply("one");
        stack.policies().choose(KIND, "two");
        assertTrue(apply("one"));
        assertEquals("two", inUse(), "nothing new was wished for");
        apply("two");
        assertTrue(apply("one"));
        assertEquals("one", inUse());
    }

    @Test
    void nothingIsReleasedThatWasNotChosenHere() {
        offer("one", 0);
        stack.policies().choose(KIND, "one");
        offer("best", 10);
        assertTrue(apply(""));
        assertEquals("one", inUse());
    }

    @Test
    void settingsAreAddedToThoseOfTheHostAndTakenBack() {
        apply("", "both=2", "more=3");
        assertEquals(Map.of("own", "1", "both", "2", "more", "3"), stack.config().policySettings());
        apply("", "more=4");
        assertEquals(Map.of("own", "1", "both", "1", "more", "4"), stack.config().policySettings());
        apply("");
        assertEquals(Map.of("own", "1", "both", "1"), stack.config().policySettings());
    }

    private void applyHost(Map<String, String> settings) {
        assertTrue(configurator.apply(() -> Wish.ofHost(settings), true));
    }

    @Test
    void settingsOfTheHostAreChangedAndTakenBack() {
        applyHost(Map.of("subflows", "3", "rto.min", "50ms"));
        assertEquals(3, stack.config().maxSubflows());
        assertEquals(50_000_000, stack.config().minRtoNs());
        applyHost(Map.of("subflows", "3"));
        assertEquals(200_000_000, stack.config().minRtoNs());
        applyHost(Map.of());
        assertEquals(8, stack.config().maxSubflows());
    }

    @Test
    void whatPeopleSetMeanwhileStays() {
        applyHost(Map.of("subflows", "3"));
        stack.reconfigure(stack.config().toBuilder().maxSubflows(5).build());
        applyHost(Map.of("subflows", "3", "ecn", "true"));
        assertEquals(5, stack.config().maxSubflows(), "nothing new was said about it");
        assertTrue(stack.config().ecn());
    }

    @Test
    void nonsenseChangesNothing() {
        applyHost(Map.of("subflows", "3"));
        applyHost(Map.of("subflows", "4", "rto.max", "1ms"));
        assertEquals(3, stack.config().maxSubflows());
        applyHost(Map.of("subflows", "5"));
        assertEquals(5, stack.config().maxSubflows());
    }
}
