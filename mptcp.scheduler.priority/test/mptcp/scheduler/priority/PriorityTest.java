package mptcp.scheduler.priority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class PriorityTest {
    private final FakeSubflows view = new FakeSubflows();

    private String fill(PacketScheduler scheduler) {
        StringBuilder order = new StringBuilder();
        for (long answer; (answer = scheduler.select(FakeRequest.write(), view, 0)) != PacketScheduler.WAIT; ) {
            int sf = Long.numberOfTrailingZeros(answer);
            view.inFlight[sf] += FakeSubflows.MSS;
            order.append(sf);
        }
        return order.toString();
    }

    private void threeOfTwoSegments() {
        view.add(2, 10);
        view.add(2, 10);
        view.add(2, 10);
    }

    @Test
    void inOrderOfSlotsWithoutASetting() {
        threeOfTwoSegments();
        assertEquals("001122", fill(new Priority(List.of(), true)));
    }

    @Test
    void inTheGivenOrderTheOthersAfterIt() {
        threeOfTwoSegments();
        assertEquals("220011", fill(new Priority(List.of("2"), true)));
    }

    @Test
    void withoutOverflowOnlyTheBestCarriesData() {
        threeOfTwoSegments();
        Priority standby = new Priority(List.of("1", "0", "2"), false);
        assertEquals("11", fill(standby));
        view.usable = 0b101;
        assertEquals("00", fill(standby), "the next takes over when it is gone");
    }

    @Test
    void aBackupComesLastWhateverTheOrderSays() {
        threeOfTwoSegments();
        view.backups = 0b100;
        Priority scheduler = new Priority(List.of("2", "1"), true);
        assertEquals("1100", fill(scheduler), "not even when the windows of the regular ones are full");
        view.usable = 0b100;
        assertEquals("22", fill(scheduler));
    }

    @Test
    void reinjectionFollowsTheOrder() {
        threeOfTwoSegments();
        assertEquals(PacketScheduler.grant(1),
                new Priority(List.of("2", "1"), true).select(FakeRequest.reinject(0b100), view, 0));
    }

    @Test
    void settings() {
        threeOfTwoSegments();
        var factory = new PriorityFactory();
        var settings = Map.of("priority.order", "1,1,0", "priority.overflow", "false");
        assertEquals("11", fill(factory.create(new FakeContext(settings))));
        var wrong = new FakeContext(Map.of("priority.order", "32"));
        assertThrows(IllegalArgumentException.class, () -> factory.create(wrong));
    }

    @Test
    void byLinkTagAndAddress() {
        threeOfTwoSegments();
        view.tag(2, "wifi");
        var factory = new PriorityFactory();
        assertEquals("112200", fill(factory.create(new FakeContext(Map.of("priority.order", "10.0.2.1, wifi, link1")))));
    }

    /** Two over the same kind of link, the lower slot first, and then the rest. */
    @Test
    void severalOfOneTag() {
        threeOfTwoSegments();
        view.tag(2, "wifi").tag(1, "wifi");
        assertEquals("112200", fill(new Priority(List.of("wifi"), true)));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new Priority(List.of("2"), true));
    }
}
