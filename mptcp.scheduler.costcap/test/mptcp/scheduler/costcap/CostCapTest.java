package mptcp.scheduler.costcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mptcp.api.hint.Hint;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

/** Windows of 10 segments of 1000 bytes; the cheap one has 100 ms, so 100 kB a second, the dear one 20. */
class CostCapTest {
    private static final long MS = 1_000_000;
    private static final long NOW = 1_000 * MS;

    private final FakeSubflows view = new FakeSubflows();
    private final int cheap = view.add(10, 100);
    private final int dear = view.add(10, 20);
    private final FakeContext context = new FakeContext(view);
    private final CostCap scheduler = new CostCap(10 * MS, context);
    private final long onCheap = PacketScheduler.grant(cheap);
    private final long onDear = PacketScheduler.grant(dear);

    CostCapTest() {
        view.tag(dear, "cell,cost=5");
        view.tag(cheap, "wifi,cost=1");
    }

    private long select(double withinMs) {
        return scheduler.select(FakeRequest.write(5_000).hinted(Hint.NONE, NOW + (long) (withinMs * MS)), view, NOW);
    }

    private long select() {
        return scheduler.select(FakeRequest.write(5_000), view, NOW);
    }

    @Test
    void withoutADeadlineTheCheapOneAlone() {
        assertEquals(onCheap, select());
        view.full(cheap);
        assertEquals(PacketScheduler.WAIT, select());
        assertEquals(1, context.statistics().value("held"));
        assertEquals(Long.MAX_VALUE, context.takeTimer());
        view.timeouts[cheap] = 1;
        assertEquals(onDear, select(), "which does not deliver");
    }

    /** 50 ms on the cheap one, 60 where it has to wait for a tenth of a window; 10 on the dear one. */
    @Test
    void theDearOneForWhatWouldBeLate() {
        assertEquals(onCheap, select(50));
        assertEquals(onDear, select(49.9));
        assertEquals(onCheap, select(9.9), "late on both");
        view.full(cheap);
        assertEquals(PacketScheduler.WAIT, select(60));
        assertEquals(onDear, select(59.9));
        assertEquals(PacketScheduler.WAIT, select(9.9), "late on both");
        assertEquals(2, context.statistics().value("paid"));
    }

    /** It takes 10 ms there, with a margin of 10: the last moment is 40 ms from now. */
    @Test
    void atTheLastMomentItDoesNotWaitAnyLonger() {
        view.full(cheap);
        assertEquals(PacketScheduler.WAIT, select(60));
        assertEquals(40 * MS, context.takeTimer());
        view.srttNs[cheap] = 10 * MS;
        assertEquals(PacketScheduler.WAIT, select(21));
        assertEquals(MS, context.takeTimer());
        assertEquals(onDear, select(20));
    }

    /** 20,000 bytes at 100 kB a second, 50 ms and a full window: 250 ms. */
    @Test
    void whatWasWrittenLastWouldBeLate() {
        view.full(cheap);
        view.written = 100_000;
        view.unmapped = 20_000;
        view.deadlineNs = NOW + 250 * MS;
        assertEquals(PacketScheduler.WAIT, select(240));
        view.deadlineNs = NOW + 249 * MS;
        assertEquals(onDear, select(240));
    }

    @Test
    void neverBeyondTheCap() {
        view.tag(dear, "cost=5,cap=10000");
        view.full(cheap);
        view.sent[dear] = 7_000;
        view.inFlight[dear] = 1_000;
        assertEquals(PacketScheduler.grant(1 << dear, 1_000), select(30), "7 sent, 1 and this one may have to be sent again");
        view.inFlight[dear] = 2_000;
        assertEquals(PacketScheduler.WAIT, select(30));
        assertEquals(1, context.statistics().value("capped"));
        view.inFlight[dear] = 0;
        view.sent[dear] = 9_000;
        view.usable = 1 << dear;
        assertEquals(PacketScheduler.WAIT, select(30), "even if there is no other");
    }

    /** A cap is a link's. */
    @Test
    void anEndedSubflowAndAnotherOfTheSameLinkCount() {
        view.tag(dear, "cost=5,cap=20000");
        view.sent[dear] = 8_000;
        scheduler.onSubflow(dear, SubflowEvent.CLOSED, view, NOW);
        view.remove(dear);
        int again = view.add(10, 20);
        assertEquals(dear, again);
        view.tag(again, "cost=5,cap=20000");
        view.full(cheap);
        view.sent[again] = 10_000;
        assertEquals(PacketScheduler.grant(1 << again, 1_000), select(30), "18,000 of 20,000");
        int third = view.add(10, 20);
        view.link[third] = view.link[again];
        view.tag(third, "cost=9");
        view.queued[third] = 500;
        assertEquals(PacketScheduler.grant(third), select(30), "the others of the link have left it 500 bytes");
        view.full(third);
        assertEquals(PacketScheduler.WAIT, select(30));
    }

    @Test
    void theLeastDearOneWithRoom() {
        int dearest = view.add(10, 5);
        view.tag(dearest, "cost=20");
        view.full(cheap);
        assertEquals(onDear, select(30));
        view.full(dear);
        assertEquals(PacketScheduler.grant(dearest), select(30));
    }

    @Test
    void reinjectionGoesToTheCheapestWithinItsCap() {
        int other = view.add(10, 500);
        view.tag(other, "cost=1");
        assertEquals(PacketScheduler.grant(other), scheduler.select(FakeRequest.reinject(1 << cheap), view, NOW));
        view.full(other);
        assertEquals(onDear, scheduler.select(FakeRequest.reinject(1 << cheap), view, NOW));
        view.tag(dear, "cost=5,cap=100");
        assertEquals(PacketScheduler.WAIT, scheduler.select(FakeRequest.reinject(1 << cheap), view, NOW));
    }

    @Test
    void theSettingIsDescribedAndBounded() {
        CostCapFactory factory = new CostCapFactory();
        assertEquals("costcap.margin", factory.settings().getFirst().name());
        context.set("costcap.margin", "soon");
        assertThrows(IllegalArgumentException.class, () -> factory.create(context));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new CostCapFactory().create(new FakeContext()));
    }
}
