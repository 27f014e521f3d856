package mptcp.scheduler.weighted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class WeightedTest {
    private final FakeSubflows view = new FakeSubflows();
    private final int[] sent = new int[4];

    private void send(PacketScheduler scheduler, int segments, int bytes) {
        for (int i = 0; i < segments; i++) {
            int sf = Long.numberOfTrailingZeros(scheduler.select(FakeRequest.write(), view, 0));
            scheduler.onSent(sf, 0, bytes, 0);
            sent[sf] += bytes;
        }
    }

    @Test
    void bytesAreAsTheWeights() {
        view.add(10, 10);
        view.add(10, 10);
        view.add(10, 10);
        send(new Weighted(Weights.of("3, 2")), 600, 1_000);
        assertEquals(300_000, sent[0], 1_000);
        assertEquals(200_000, sent[1], 1_000);
        assertEquals(100_000, sent[2], 1_000, "not given: 1");
    }

    @Test
    void segmentsAreSpreadAndNotBunched() {
        view.add(10, 10);
        view.add(10, 10);
        Weighted scheduler = new Weighted(Weights.of("2, 1"));
        for (int round = 0; round < 10; round++) {
            int before = sent[1];
            send(scheduler, 3, 1_000);
            assertEquals(1_000, sent[1] - before, "one in three");
        }
    }

    @Test
    void whatAFullWindowLosesIsNotMadeUpFor() {
        int a = view.add(10, 10);
        view.add(10, 10);
        Weighted scheduler = new Weighted(Weights.of("1, 1"));
        view.full(a);
        send(scheduler, 100, 1_000);
        assertEquals(100_000, sent[1], "the other one takes all");
        view.empty(a);
        sent[1] = 0;
        send(scheduler, 10, 1_000);
        assertEquals(5_000, sent[a], 1_000);
    }

    @Test
    void aSubflowThatComesLaterStartsFromTheVirtualTimeOfTheOthers() {
        view.add(10, 10);
        Weighted scheduler = new Weighted(Weights.of(""));
        send(scheduler, 50, 1_000);
        int late = view.add(10, 10);
        scheduler.onSubflow(late, SubflowEvent.ESTABLISHED, view, 0);
        send(scheduler, 10, 1_000);
        assertEquals(5_000, sent[late], 1_000);
    }

    @Test
    void manyBytesDoNotUpsetTheTags() {
        view.add(10, 10);
        view.add(10, 10);
        Weighted scheduler = new Weighted(Weights.of("1, 1"));
        long[] total = new long[2];
        for (int i = 0; i < 40_000; i++) {
            int sf = Long.numberOfTrailingZeros(scheduler.select(FakeRequest.write(), view, 0));
            scheduler.onSent(sf, 0, 1 << 30, 0);
            total[sf]++;
        }
        assertEquals(20_000, total[0], 1, "40 TiB");
    }

    @Test
    void theSettingIsAListOfWeights() {
        view.add(10, 10);
        view.add(10, 10);
        var factory = new WeightedFactory();
        send(factory.create(new FakeContext(Map.of("weighted.weights", "1, 4"))), 500, 1_000);
        assertEquals(400_000, sent[1], 1_000);
        var wrong = new FakeContext(Map.of("weighted.weights", "1,0"));
        var error = assertThrows(IllegalArgumentException.class, () -> factory.create(wrong));
        assertTrue(error.getMessage().contains("weighted.weights"), error.getMessage());
    }

    @Test
    void weightsByLinkTagAndAddress() {
        view.add(10, 10);
        view.add(10, 10);
        int third = view.add(10, 10);
        view.tag(third, "cell,cost=5");
        var factory = new WeightedFactory();
        send(factory.create(new FakeContext(Map.of("weighted.weights", "cost=5=1, link2=2, 10.0.1.1=3"))), 600, 1_000);
        assertEquals(300_000, sent[0], 1_000);
        assertEquals(200_000, sent[1], 1_000);
        assertEquals(100_000, sent[2], 1_000);
        var wrong = new FakeContext(Map.of("weighted.weights", "wifi=heavy"));
        assertThrows(IllegalArgumentException.class, () -> factory.create(wrong));
    }

    /** What is said of a link while data flows holds for the next bytes. */
    @Test
    void tagsMayChange() {
        view.add(10, 10);
        view.add(10, 10);
        PacketScheduler scheduler = new Weighted(Weights.of("wifi=3"));
        send(scheduler, 100, 1_000);
        assertEquals(sent[0], sent[1], 1_000);
        view.tag(0, "wifi");
        sent[0] = 0;
        send(scheduler, 100, 1_000);
        assertEquals(75_000, sent[0], 2_000);
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new Weighted(Weights.of("3, 1")));
    }
}
