package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queue management by itself, against what its RFC's pseudo-code does; and at a hop. */
class AqmTest {
    private static final long MS = 1_000_000;

    private final PacketPool pool = new PacketPool();
    private final List<Long> dropTimes = new ArrayList<>();
    private final NamedStream random = new NamedStream(1, "test");
    private Discipline queue;
    private int seq;

    private void queue(String text) {
        queue = Discipline.of(LinkSpec.of("aqm=" + text).aqm(), random, MS, (p, nowNs) -> {
            dropTimes.add(nowNs);
            pool.release(p);
        });
    }

    private Packet packet(int length, int port, int ecn) {
        byte[] bytes = TestPackets.tcp().seq(seq++).from("10.0.0.1", port).ofLength(length);
        bytes[1] = (byte) ecn;
        Packet p = pool.allocate(length, 0, 0);
        MemorySegment.copy(bytes, 0, p.memory(), ValueLayout.JAVA_BYTE, p.offset(), length);
        return p;
    }

    private boolean put(int length, int port, int ecn, long nowNs) {
        Packet p = packet(length, port, ecn);
        boolean taken = queue.enqueue(p, nowNs);
        if (!taken) {
            pool.release(p);
        }
        return taken;
    }

    // ---- CoDel, RFC 8289

    /** A queue that stands at 20 packets, one in and one out each millisecond. */
    private void stand(int from, int to, int ecn) {
        for (int t = from; t < to; t++) {
            put(1500, 1, ecn, t * MS);
            if (t - from >= 20 || from > 0) {
                Packet p = queue.dequeue(t * MS);
                if (p != null) {
                    pool.release(p);
                }
                if (queue.packets() < 20) {
                    put(1500, 1, ecn, t * MS); // what was dropped is made up for: the queue stands
                }
            }
        }
    }

    @Test
    void codelDropsByTheControlLaw() {
        queue("codel");
        stand(0, 2_000, 0);
        // Over the target from the first on that leaves, at 20 ms; an interval later the first goes.
        List<Long> expected = new ArrayList<>(List.of(120 * MS));
        long next = 120 * MS + 100 * MS;
        for (int count = 2; next < 2_000 * MS; count++) {
            expected.add((next + MS - 1) / MS * MS);
            next += (long) (100 * MS / Math.sqrt(count));
        }
        assertEquals(expected, dropTimes);
    }

    @Test
    void codelLetsBurstsAndTheLastPacketBe() {
        queue("codel");
        for (int i = 0; i < 90; i++) { // 90 ms of packets at once
            put(1500, 1, 0, 0);
        }
        for (int t = 1; t <= 90; t++) {
            pool.release(queue.dequeue(t * MS));
        }
        assertEquals(List.of(), dropTimes, "it was over the target for less than an interval");
        for (int t = 100; t < 5_000; t += 10) { // one at a time, each waiting 10 ms: no more than a packet is there
            put(1500, 1, 0, t * MS);
            pool.release(queue.dequeue((t + 10) * MS));
        }
        assertEquals(List.of(), dropTimes);
        assertNull(queue.dequeue(6_000 * MS));
    }

    @Test
    void codelMarksInsteadOfDropping() {
        queue("codel:ecn");
        stand(0, 1_000, EcnField.ECT_0);
        assertEquals(List.of(), dropTimes);
        assertTrue(queue.marked() >= 25 && queue.marked() <= 40, queue.marked() + " marks");
        stand(1_000, 2_000, EcnField.NOT_ECT);
        assertFalse(dropTimes.isEmpty(), "who cannot be told is dropped");
    }

    /** Section 5.4: back in the dropping state soon, it goes on near the rate it had. */
    @Test
    void codelRemembersItsRate() {
        queue("codel");
        stand(0, 2_000, 0);
        int before = dropTimes.size();
        while (queue.packets() > 0) {
            Packet p = queue.dequeue(2_000 * MS);
            if (p != null) {
                pool.release(p);
            }
        }
        dropTimes.clear();
        stand(2_001, 2_400, 0);
        assertTrue(dropTimes.size() > 10, before + " and then " + dropTimes);
    }

    // ---- FQ-CoDel, RFC 8290

    @Test
    void fqCodelKeepsFlowsApart() {
        queue("fqcodel");
        for (int i = 0; i < 400; i++) {
            put(1500, 1, 0, 0);
        }
        long worst = 0;
        int rare = 0;
        for (int t = 0; t < 300; t++) {
            if (t % 10 == 0) {
                put(200, 2, 0, t * MS);
            }
            Packet p = queue.dequeue(t * MS);
            if (p.length() == 200) {
                rare++;
                worst = Math.max(worst, t * MS - p.queuedNs);
            }
            pool.release(p);
        }
        assertEquals(30, rare);
        assertTrue(worst <= 2 * MS, "new queues go first, but for a quantum; worst wait " + worst);
    }

    @Test
    void fqCodelSharesBytesNotPackets() {
        queue("fqcodel");
        for (int i = 0; i < 3_000; i++) {
            put(1500, 1, 0, 0);
            put(500, 2, 0, 0);
            put(500, 2, 0, 0);
            put(500, 2, 0, 0);
        }
        long large = 0;
        long small = 0;
        for (int i = 0; i < 4_000; i++) {
            Packet p = queue.dequeue(0);
            large += p.length() == 1500 ? 1500 : 0;
            small += p.length() == 500 ? 500 : 0;
            pool.release(p);
        }
        assertEquals(1.0, (double) large / small, 0.01);
    }

    @Test
    void fqCodelDropsFromTheFattestQueue() {
        queue("fqcodel");
        for (int i = 0; i < 50; i++) {
            put(1500, 1, 0, 0);
        }
        put(200, 2, 0, 0);
        assertTrue(queue.makeRoom(MS));
        assertEquals(25, dropTimes.size(), "half of it");
        assertEquals(26, queue.packets());
        boolean there = false;
        for (Packet p = queue.dequeue(MS); p != null; p = queue.dequeue(MS)) {
            there |= p.length() == 200;
            pool.release(p);
        }
        assertTrue(there, "the thin flow has lost nothing");
        assertEquals(0, queue.bytes());
        assertFalse(queue.makeRoom(MS));
    }

    // ---- RED

    /** Holds the queue, and so the average, at a length. @return the share that was dropped */
    private double red(String text, int length, int ecn) {
        queue(text);
        for (int i = 0; i < length; i++) {
            queue.enqueue(packet(1500, 1, 0), 0);
        }
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            boolean taken = put(1500, 1, ecn, i * MS);
            refused += taken || i < 20_000 ? 0 : 1;
            while (queue.packets() > length) {
                pool.release(queue.dequeue(i * MS));
            }
        }
        return refused / 40_000.0;
    }

    /** Floyd and Jacobson, section 4: packets between drops are even from 1 to 1/p - 1, so one of 1/2p goes. */
    @Test
    void redDropsAtEvenDistances() {
        assertEquals(0, red("red:min=5:max=15:p=10%", 4, 0));
        double p = 0.1 * (10.0 - 5) / (15 - 5);
        assertEquals(2 * p, red("red:min=5:max=15:p=10%", 10, 0), 0.003);
        double gentle = 0.1 + 0.9 * (21.0 - 15) / 15;
        assertTrue(red("red:min=5:max=15:p=10%", 21, 0) > gentle, "over the maximum it goes on rising");
        assertEquals(1, red("red:min=5:max=15:p=10%", 31, 0));
        assertEquals(0, red("red:min=5:max=15:p=10%:ecn", 10, EcnField.ECT_0), "marked instead");
        assertTrue(queue.marked() > 3_000);
        assertTrue(red("red:min=5:max=15:p=10%:ecn", 21, EcnField.ECT_0) > gentle, "over the maximum marks do not do");
    }

    @Test
    void redForgetsWhileTheQueueIsEmpty() {
        red("red:min=5:max=15:p=10%", 20, 0);
        double before = ((Red) queue).average();
        long nowNs = 60_000 * MS;
        while (queue.packets() > 0) {
            pool.release(queue.dequeue(nowNs));
        }
        assertNull(queue.dequeue(nowNs));
        put(1500, 1, 0, nowNs + 1_000 * MS); // a thousand packets' time later
        assertEquals(before * Math.pow(1 - 0.002, 1_000), ((Red) queue).average(), before * 0.02);
        while (queue.packets() > 0) {
            pool.release(queue.dequeue(nowNs + 1_000 * MS));
        }
        double left = ((Red) queue).average();
        for (int i = 1; i <= 10; i++) { // also if what comes is dropped again
            put(1500, 1, 0, nowNs + 1_000 * MS + i * 100 * MS);
            if (queue.packets() > 0) {
                pool.release(queue.dequeue(nowNs + 1_000 * MS + i * 100 * MS));
            }
        }
        assertEquals(left * Math.pow(1 - 0.002, 1_000), ((Red) queue).average(), left * 0.02);
    }

    // ---- PIE, RFC 8033, and the dual queue, RFC 9332

    /** Arrivals of {@code over} times what leaves. @return mean delay in ms in the second half */
    private double flood(double over, int ms, int ecn) {
        double owed = 0;
        long sum = 0;
        int counted = 0;
        for (int t = 0; t < ms; t++) {
            for (owed += over; owed >= 1; owed--) {
                put(1500, 1, ecn, t * MS);
            }
            Packet p = queue.dequeue(t * MS);
            if (p != null) {
                sum += t >= ms / 2 ? t * MS - p.queuedNs : 0;
                counted += t >= ms / 2 ? 1 : 0;
                pool.release(p);
            }
        }
        return (double) sum / counted / MS;
    }

    @Test
    void pieHoldsTheDelayAtItsTarget() {
        queue("pie");
        int refused = 0;
        for (int t = 0; t < 150; t++) {
            refused += put(1500, 1, 0, t * MS) ? 0 : 1;
            refused += put(1500, 1, 0, t * MS) ? 0 : 1;
            pool.release(queue.dequeue(t * MS));
        }
        assertEquals(0, refused, "a burst of 150 ms is let through");
        queue("pie");
        assertEquals(15, flood(1.1, 60_000, 0), 3);
        // A drop waits for a sum of 0.85 first (section 5.4), and comes with the probability then: one in 1.85/p packets.
        assertEquals(0.1 / 1.1, ((Pie) queue).dropProbability() / 1.85, 0.015);
        Pie pie = (Pie) queue;
        double p = pie.dropProbability();
        while (queue.packets() > 0) {
            pool.release(queue.dequeue(60_000 * MS));
        }
        queue.dequeue(60_300 * MS);
        assertTrue(pie.dropProbability() < p * 0.9, "it decays while there is no queue");
        queue.dequeue(120_000 * MS);
        assertEquals(0, pie.dropProbability());
    }

    @Test
    void pieMarksWhileThereIsLittleToDo() {
        queue("pie:ecn");
        flood(1.03, 4_000, EcnField.ECT_0); // nobody heeds the marks, so that it ends with drops
        assertTrue(queue.marked() > 0);
    }

    @Test
    void dualPi2HoldsTheClassicDelay() {
        queue("dualpi2");
        assertEquals(15, flood(1.1, 60_000, EcnField.NOT_ECT), 4);
        DualPi2 dual = (DualPi2) queue;
        assertEquals(Math.sqrt(0.1 / 1.1), dual.baseProbability(), 0.05, "drops go by the square");
    }

    @Test
    void dualPi2KeepsScalableTrafficAtAMillisecond() {
        queue("dualpi2");
        int scalable = 0;
        int marked = 0;
        long worst = 0;
        for (int t = 0; t < 20_000; t++) {
            if (t % 6 != 5) { // 108 % in all, which classic drops make up for
                put(1500, 1, EcnField.NOT_ECT, t * MS);
            }
            if (t % 4 == 0) {
                put(1500, 2, EcnField.ECT_1, t * MS);
            }
            Packet p = queue.dequeue(t * MS);
            if (p == null) {
                continue; // the last ones were dropped
            }
            if (EcnField.of(p) == EcnField.ECT_1 || EcnField.of(p) == EcnField.CE) {
                scalable += t > 10_000 ? 1 : 0;
                marked += t > 10_000 && EcnField.of(p) == EcnField.CE ? 1 : 0;
                worst = Math.max(worst, t > 10_000 ? t * MS - p.queuedNs : 0); // when the controller has settled
            }
            pool.release(p);
        }
        assertTrue(worst <= 2 * MS, "the classic queue does not stand in its way: " + worst);
        double base = ((DualPi2) queue).baseProbability();
        assertEquals(2 * base, (double) marked / scalable, 0.1, "coupled: twice the base, of which classic has the square");
    }

    // ---- marks

    @Test
    void marksKeepTheChecksumOfTheHeader() {
        for (int ecn : new int[] {EcnField.ECT_0, EcnField.ECT_1, EcnField.CE}) {
            byte[] bytes = TestPackets.tcp().ofLength(60);
            bytes[1] = (byte) (ecn | 0xb8);
            TestPackets.view(bytes).seal();
            Packet p = pool.allocate(60, 0, 0);
            MemorySegment.copy(bytes, 0, p.memory(), ValueLayout.JAVA_BYTE, p.offset(), 60);
            assertTrue(EcnField.mark(p));
            byte[] expected = bytes.clone();
            expected[1] |= EcnField.CE;
            TestPackets.view(expected).seal();
            assertEquals(headerSum(expected), headerSum(p.bytes()));
            assertEquals(EcnField.CE, EcnField.of(p));
        }
        Packet none = packet(60, 1, 0);
        assertFalse(EcnField.mark(none));
        assertEquals(0, EcnField.of(none));
        byte[] six = TestPackets.tcp6().ofLength(80);
        six[1] = 0x20;
        Packet p = pool.allocate(80, 0, 0);
        MemorySegment.copy(six, 0, p.memory(), ValueLayout.JAVA_BYTE, p.offset(), 80);
        assertEquals(EcnField.ECT_0, EcnField.of(p));
        assertTrue(EcnField.mark(p));
        assertEquals(0x30, p.bytes()[1]);
    }

    private static int headerSum(byte[] ip) {
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += (ip[i] & 0xff) << 8 | ip[i + 1] & 0xff;
        }
        return (sum & 0xffff) + (sum >>> 16);
    }

    // ---- at a hop

    @ParameterizedTest
    @ValueSource(strings = {"none", "red", "codel", "fqcodel", "pie", "dualpi2", "step:ecn", "red:ecn", "fqcodel:ecn"})
    void everyPacketIsAccountedFor(String aqm) {
        Recorder source = new Recorder();
        Recorder sink = new Recorder();
        Network network = new Network(1);
        network.newPath("p").between(End.of(source), End.of(sink))
                .forward(LinkSpec.of("rate=12m,delay=5ms,queue=60p,aqm=" + aqm)).create();
        Hop hop = network.hop("p>");
        for (int i = 0; i < 3_000; i++) {
            for (int j = 0; j <= i % 3; j++) {
                source.port.send(TestPackets.tcp().seq(i).from("10.0.0.1", 1 + i % 7).ofLength(1_500));
            }
            if (i == 2_000) {
                hop.spec("aqm=pie"); // what waits is taken over
            }
            network.runFor(MS);
        }
        HopStatistics mid = hop.statistics();
        assertEquals(mid.enteredPackets(),
                mid.deliveredPackets() + mid.dropped() + mid.queuedPackets() + mid.inFlight());
        assertTrue(mid.maxQueuedBytes() <= 60 * 1_500);
        network.runFor(1_000 * MS);
        HopStatistics end = hop.statistics();
        assertEquals(end.enteredPackets(), end.deliveredPackets() + end.dropped());
        assertEquals(end.deliveredPackets(), sink.count());
        assertEquals(0, network.packetsInside());
        assertTrue(end.droppedAqm() > 0, end.toString());
    }

    @Test
    void mahimahiTracesSayWhenPacketsGo() {
        Recorder source = new Recorder();
        Recorder sink = new Recorder();
        Network network = new Network(1);
        network.newPath("p").between(End.of(source), End.of(sink)).forward(LinkSpec.of("queue=100p")).create();
        network.hop("p>").deliveries(DeliveryTrace.of("5\n5\n7\n20\n"));
        for (int i = 0; i < 4; i++) {
            source.port.send(TestPackets.tcp().ofLength(1_500));
        }
        for (int i = 0; i < 3; i++) {
            source.port.send(TestPackets.tcp().ofLength(500)); // three in one opportunity
        }
        source.port.send(TestPackets.tcp().ofLength(1_500));
        network.runUntil(1_000 * MS);
        assertEquals(List.of(5 * MS, 5 * MS, 7 * MS, 20 * MS, 25 * MS, 25 * MS, 25 * MS, 25 * MS), sink.times);
        source.port.send(TestPackets.tcp().ofLength(1_500)); // at 1 s: rounds of 20 ms, the next at 1.005 s
        network.runUntil(1_003 * MS);
        source.port.send(TestPackets.tcp().ofLength(500));
        network.runUntil(2_000 * MS);
        assertEquals(List.of(1_000 * MS, 1_005 * MS), sink.times.subList(8, 10), "opportunities do not wait");
        assertEquals(4 * 1_500 * 8 / 0.02, DeliveryTrace.of("5\n5\n7\n20\n").rateBps());
    }

    @Test
    void wifiRepeatsAndSeldomLoses() {
        Recorder source = new Recorder();
        Recorder sink = new Recorder();
        Network network = new Network(1);
        network.newPath("p").between(End.of(source), End.of(sink)).forward(LinkSpec.of("rate=12m,wifi=50%/3")).create();
        for (int i = 0; i < 8_000; i++) {
            source.port.send(TestPackets.tcp().seq(i).ofLength(1_500));
        }
        network.runUntil(60_000 * MS);
        assertEquals(8_000.0 / 16, 8_000 - sink.count(), 70, "four attempts in vain");
        long lastNs = sink.times.getLast();
        double attempts = 1 + 0.5 + 0.25 + 0.125;
        assertTrue(lastNs > 8_000 * MS * attempts && lastNs < 8_000 * MS * attempts * 1.5, "took " + lastNs);
    }
}
