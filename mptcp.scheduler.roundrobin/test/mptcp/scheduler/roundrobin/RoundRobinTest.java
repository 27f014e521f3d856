package mptcp.scheduler.roundrobin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

/** Row S13: the two paths of the report's scheduler. */
class RoundRobinTest {
    private final FakeSubflows view = new FakeSubflows();
    private final RoundRobin scheduler = new RoundRobin(0);

    private String choices(SendRequest... requests) {
        StringBuilder slots = new StringBuilder();
        for (SendRequest request : requests) {
            long answer = scheduler.select(request, view, 0);
            slots.append(answer == PacketScheduler.WAIT ? "-" : "" + Long.numberOfTrailingZeros(answer));
        }
        return slots.toString();
    }

    private String times(int n, SendRequest request) {
        SendRequest[] requests = new SendRequest[n];
        Arrays.fill(requests, request);
        return choices(requests);
    }

    private String writes(int n) {
        return times(n, FakeRequest.write());
    }

    @Test
    void figure10WalksTheListOnEveryWrite() {
        view.add(10, 10);
        view.add(10, 10);
        // Worked by hand from the figure: nobody waits (both flags set, master), 0, then 0 set and 1 chosen, 0, again.
        assertEquals("0010" + "0010", writes(8));
    }

    @Test
    void figure10WithThreeSubflowsReachesEachOfThem() {
        view.add(10, 10);
        view.add(10, 10);
        view.add(10, 10);
        assertEquals("00102010", writes(8));
    }

    @Test
    void aSingleSubflowIsTheMaster() {
        view.add(10, 10);
        assertEquals("000", writes(3));
    }

    @Test
    void theMasterIsTheLowestUsableSlot() {
        view.add(10, 10);
        view.add(10, 10);
        view.usable = 0b10;
        assertEquals("11", writes(2));
    }

    @Test
    void figure11SpreadsDataOverTheWaitingOnes() {
        view.add(10, 10);
        view.add(10, 10);
        view.add(10, 10);
        assertEquals("0120120120", times(10, FakeRequest.asks(0)));
    }

    @Test
    void whoAsksIsServedIfNobodyWaits() {
        view.add(10, 10);
        int other = view.add(10, 10);
        view.full(other);
        assertEquals("000", times(3, FakeRequest.asks(0)));
    }

    @Test
    void aWaitingSubflowInRetransmitIsPassedOver() {
        view.add(10, 10);
        int second = view.add(10, 10);
        view.add(10, 10);
        view.inRecovery[second] = true;
        assertEquals("020202", times(6, FakeRequest.asks(0)));
    }

    @Test
    void aWaitingSubflowIsNotStarvedByTwoThatAskInTurn() {
        view.add(10, 10);
        view.add(10, 10);
        view.add(10, 10);
        String served = choices(FakeRequest.asks(0), FakeRequest.asks(1), FakeRequest.asks(0), FakeRequest.asks(1),
                FakeRequest.asks(0), FakeRequest.asks(1));
        assertTrue(served.contains("2"), served);
    }

    @Test
    void aChosenSubflowWithoutRoomLeavesTheDataToAnother() {
        int master = view.add(10, 10);
        view.add(10, 10);
        view.full(master);
        assertEquals("1111", writes(4));
        assertEquals("1", choices(FakeRequest.asks(master)));
    }

    @Test
    void waitsOnlyIfNobodyHasRoom() {
        view.full(view.add(10, 10));
        view.full(view.add(10, 10));
        assertEquals("--", choices(FakeRequest.write(), FakeRequest.asks(1)));
    }

    @Test
    void backupsAndStaleOnesAreLeftOutWhileAnotherIsThere() {
        view.add(10, 10);
        int backup = view.add(10, 10);
        int stale = view.add(10, 10);
        view.backups = 1 << backup;
        view.stale = 1 << stale;
        assertEquals("0000", writes(4));
        assertEquals("00", choices(FakeRequest.asks(backup), FakeRequest.asks(stale)));
        view.full(0);
        assertEquals("-", choices(FakeRequest.write()), "room will come on the regular one");
    }

    @Test
    void reinjectionGoesToTheFirstThatIsNotInRetransmitAndDoesNotCarryIt() {
        int dead = view.add(10, 10);
        int recovering = view.add(10, 10);
        view.add(10, 10);
        view.timeouts[dead] = 3;
        view.inRecovery[recovering] = true;
        assertEquals("2", choices(FakeRequest.reinject(1 << dead)));
    }

    @Test
    void theQuantumIsGranted() {
        view.add(10, 10);
        long answer = new RoundRobin(4_000).select(FakeRequest.write(), view, 0);
        assertEquals(PacketScheduler.grant(1, 4_000), answer);
        assertEquals(4_000, answer >>> 32);
    }

    @Test
    void aSlotUsedAgainStartsWithoutFlags() {
        view.add(10, 10);
        view.add(10, 10);
        writes(1);
        scheduler.onSubflow(0, SubflowEvent.CLOSED, view, 0);
        scheduler.onSubflow(1, SubflowEvent.CLOSED, view, 0);
        assertEquals("0010", writes(4), "as from the start");
    }

    @Test
    void theFactoryReadsTheQuantumAndRefusesNonsense() {
        var factory = new RoundRobinFactory();
        view.add(10, 10);
        var made = factory.create(new FakeContext(Map.of("roundrobin.quantum", "2800")));
        assertEquals(2_800, made.select(FakeRequest.write(), view, 0) >>> 32);
        var wrong = new FakeContext(Map.of("roundrobin.quantum", "much"));
        var error = assertThrows(IllegalArgumentException.class, () -> factory.create(wrong));
        assertTrue(error.getMessage().contains("roundrobin.quantum"), error.getMessage());
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new RoundRobin(0));
    }
}
