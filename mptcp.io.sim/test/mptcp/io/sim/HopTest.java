package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mptcp.io.sim.packet.TcpView;
import org.junit.jupiter.api.Test;

class HopTest {
    private static final long MS = 1_000_000;
    private static final long FAR = 1_000_000 * MS;

    private final Recorder sink = new Recorder();
    private final Recorder source = new Recorder();
    private Network network;
    private Hop hop;

    private void link(String spec) {
        link(1, spec);
    }

    private void link(long seed, String spec) {
        network = new Network(seed);
        network.newPath("p").between(End.of(source), End.of(sink)).forward(LinkSpec.of(spec)).create();
        hop = network.hop("p>");
    }

    /** Sends packets with the sequence numbers from..to-1, one each microsecond. */
    private void send(int from, int to, int length) {
        for (int i = from; i < to; i++) {
            source.port.send(TestPackets.tcp().seq(i).ofLength(length));
            network.runFor(1_000);
        }
    }

    private void burst(int count, int length) {
        for (int i = 0; i < count; i++) {
            source.port.send(TestPackets.tcp().seq(i).ofLength(length));
        }
    }

    @Test
    void sendsAtExactlyTheRate() {
        link("rate=7m");
        burst(1_000, 1_400);
        network.runUntil(FAR);
        assertEquals(1_000, sink.count());
        for (int i = 0; i < 1_000; i++) {
            assertEquals((i + 1) * 1_400L * 8 * 1_000_000_000 / 7_000_000, sink.times.get(i));
        }
    }

    @Test
    void overheadTakesItsShareOfTheRate() {
        link("rate=8m,overhead=100");
        burst(10, 900);
        network.runUntil(FAR);
        assertEquals(10 * MS, sink.times.get(9));
    }

    @Test
    void delayIsAddedToSerialisation() {
        link("rate=12m,delay=10ms");
        burst(2, 1_500);
        network.runUntil(FAR);
        assertEquals(List.of(11 * MS, 12 * MS), sink.times);
    }

    @Test
    void aNewRateHoldsForThePacketsThatWait() {
        link("rate=12m");
        burst(4, 1_500);
        network.at(1_500_000, () -> hop.spec("rate=24m"));
        network.runUntil(FAR);
        assertEquals(List.of(MS, 2 * MS, 2_500_000L, 3 * MS), sink.times);
    }

    @Test
    void aRateThatIsLiftedLetsTheQueueGoAtOnce() {
        link("rate=12m");
        burst(4, 1_500);
        network.at(500_000, () -> hop.spec("rate=max"));
        network.runUntil(FAR);
        assertEquals(List.of(MS, MS, MS, MS), sink.times);
        assertEquals(List.of(0, 1, 2, 3), sink.seqs());
    }

    @Test
    void queueDropsAtTheTailByBytes() {
        link("rate=12m,queue=4500");
        burst(10, 1_500);
        assertEquals(3, hop.statistics().queuedPackets());
        assertEquals(4_500, hop.statistics().queuedBytes());
        network.runUntil(FAR);
        assertEquals(List.of(0, 1, 2, 3), sink.seqs()); // one being sent, three waiting
        assertEquals(6, hop.statistics().droppedQueue());
        assertEquals(4_500, hop.statistics().maxQueuedBytes());
        assertEquals(0, hop.statistics().queuedBytes());
        assertEquals(0, hop.statistics().inFlight());
    }

    @Test
    void queueDropsAtTheTailByPackets() {
        link("rate=12m,queue=2p");
        burst(10, 100);
        network.runUntil(FAR);
        assertEquals(List.of(0, 1, 2), sink.seqs());
    }

    @Test
    void jitterVariesTheDelayAndKeepsTheOrder() {
        link("delay=10ms,jitter=2ms");
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sent.add(network.nowNs());
            source.port.send(TestPackets.tcp().seq(i).ofLength(60));
            network.runFor(100_000);
        }
        network.runUntil(FAR);
        assertEquals(java.util.stream.IntStream.range(0, 2_000).boxed().toList(), sink.seqs());
        long min = Long.MAX_VALUE;
        long max = 0;
        for (int i = 0; i < 2_000; i++) {
            long delay = sink.times.get(i) - sent.get(i);
            min = Math.min(min, delay);
            max = Math.max(max, delay);
        }
        assertTrue(min >= 8 * MS && min < 10 * MS, "least delay " + min);
        assertTrue(max <= 12 * MS && max > 11 * MS, "greatest delay " + max);
    }

    /** Each packet by itself, by less than its time on the link; and not by more than is said. */
    @Test
    void unevennessIsUnderAPacketsTimeAndKeepsTheOrder() {
        for (long most : new long[] {10 * MS, MS / 4}) {
            network = new Network(1);
            network.unevenness(most);
            sink.times.clear();
            sink.packets.clear();
            network.newPath("p").between(End.of(source), End.of(sink)).forward(LinkSpec.of("rate=12m,delay=5ms"))
                    .create();
            burst(1_000, 1_500);
            network.runUntil(FAR);
            long least = Long.MAX_VALUE;
            long greatest = 0;
            for (int i = 0; i < 1_000; i++) {
                long late = sink.times.get(i) - (5 + i + 1) * MS;
                least = Math.min(least, late);
                greatest = Math.max(greatest, late);
            }
            long bound = Math.min(most, MS);
            assertTrue(least >= 0 && least < bound / 50 && greatest < bound && greatest > bound * 49 / 50,
                    least + " to " + greatest);
            assertEquals(java.util.stream.IntStream.range(0, 1_000).boxed().toList(), sink.seqs());
        }
        assertThrows(IllegalArgumentException.class, () -> network.unevenness(-1));
    }

    @Test
    void losesThePercentageAsked() {
        link("loss=5%");
        send(0, 20_000, 60);
        network.runUntil(FAR);
        long lost = hop.statistics().droppedLoss();
        assertEquals(20_000 - lost, sink.count());
        assertEquals(1_000, lost, 100); // 3.2 standard deviations
    }

    @Test
    void burstsHaveTheMeanLengthAndShareAsked() {
        link("burst=1%/25%");
        send(0, 50_000, 60);
        network.runUntil(FAR);
        Set<Integer> arrived = new HashSet<>(sink.seqs());
        int bursts = 0;
        int lost = 0;
        for (int i = 0; i < 50_000; i++) {
            if (!arrived.contains(i)) {
                lost++;
                bursts += i == 0 || arrived.contains(i - 1) ? 1 : 0;
            }
        }
        assertEquals(lost, hop.statistics().droppedBurst());
        assertEquals(4.0, (double) lost / bursts, 0.5); // 1 / 25 %
        assertEquals(0.01 / 0.26, lost / 50_000.0, 0.005);
    }

    @Test
    void reorderedPacketsAreOvertaken() {
        link("delay=5ms,reorder=10%/3ms");
        send(0, 5_000, 60);
        network.runUntil(FAR);
        assertEquals(5_000, sink.count());
        assertEquals(500, hop.statistics().reordered(), 80);
        long late = 0;
        int highest = -1;
        for (int i = 0; i < 5_000; i++) {
            int seq = sink.seqs().get(i);
            boolean overtaken = seq < highest;
            highest = Math.max(highest, seq);
            late += overtaken ? 1 : 0;
            if (overtaken) {
                assertEquals(seq * 1_000L + 8 * MS, sink.times.get(i));
            }
        }
        assertTrue(late > 300 && late <= hop.statistics().reordered(), late + " late");
    }

    @Test
    void duplicatesArriveTwice() {
        link("duplicate=10%,delay=1ms");
        send(0, 5_000, 60);
        network.runUntil(FAR);
        long duplicated = hop.statistics().duplicated();
        assertEquals(500, duplicated, 80);
        assertEquals(5_000 + duplicated, sink.count());
        assertEquals(0, network.packetsInside());
        assertEquals(5_000, new HashSet<>(sink.seqs()).size());
    }

    @Test
    void corruptionFlipsOneBitBehindTheIpHeader() {
        link("corrupt=20%");
        byte[] original = TestPackets.tcp().ofLength(200);
        for (int i = 0; i < 5_000; i++) {
            source.port.send(original);
        }
        network.runUntil(FAR);
        int damaged = 0;
        for (byte[] p : sink.packets) {
            int bits = 0;
            for (int i = 0; i < p.length; i++) {
                int flipped = Integer.bitCount((p[i] ^ original[i]) & 0xff);
                assertTrue(i >= 20 || flipped == 0, "the IP header is spared");
                bits += flipped;
            }
            assertTrue(bits <= 1);
            damaged += bits;
            TcpView view = new TcpView();
            boolean parsed = view.parse(java.lang.foreign.MemorySegment.ofArray(p), 0, p.length);
            assertEquals(bits == 0, parsed && view.checksumValid());
        }
        assertEquals(hop.statistics().corrupted(), damaged);
        assertEquals(1_000, damaged, 100);
    }

    @Test
    void payloadFlipsLeaveTheTcpChecksumRight() {
        link("flip=50%");
        for (int length : new int[] {40, 41, 200, 201}) { // an odd last byte is the upper half of a word
            byte[] original = TestPackets.tcp().ofLength(length);
            sink.packets.clear();
            long before = hop.statistics().flipped();
            for (int i = 0; i < 2_000; i++) {
                source.port.send(original);
            }
            network.runFor(MS);
            int changed = 0;
            for (byte[] p : sink.packets) {
                assertTrue(TestPackets.view(p).checksumValid());
                assertArrayEquals(java.util.Arrays.copyOf(original, 36), java.util.Arrays.copyOf(p, 36));
                changed += java.util.Arrays.equals(p, original) ? 0 : 1;
            }
            assertEquals(hop.statistics().flipped() - before, changed);
            assertEquals(length == 40 ? 0 : 1_000, changed, length == 40 ? 0 : 150);
        }
    }

    @Test
    void aLinkThatIsDownIsABlackHole() {
        link("delay=10ms");
        send(0, 10, 60);
        hop.down(); // these ten are on the wire
        network.runFor(20 * MS);
        send(10, 20, 60);
        hop.up();
        send(20, 30, 60);
        network.runUntil(FAR);
        assertEquals(java.util.stream.IntStream.range(20, 30).boxed().toList(), sink.seqs());
        assertEquals(20, hop.statistics().droppedDown());
        assertEquals(0, network.packetsInside());
    }

    @Test
    void dropsTheNextPacketsOnRequest() {
        link("ideal");
        send(0, 2, 60);
        hop.dropNext(3);
        send(2, 10, 60);
        assertEquals(List.of(0, 1, 5, 6, 7, 8, 9), sink.seqs());
        assertEquals(3, hop.statistics().droppedRequested());
    }

    @Test
    void dropsWhatIsLongerThanTheMtu() {
        link("mtu=1400");
        burst(1, 1_400);
        burst(1, 1_401);
        network.runFor(MS);
        assertEquals(1, sink.count());
        assertEquals(1, hop.statistics().droppedMtu());
    }

    @Test
    void everyPacketIsAccountedFor() {
        link("rate=10m,delay=5ms,queue=20k,loss=3%,burst=1%/30%,reorder=5%/2ms,duplicate=4%");
        burst(200, 500);
        network.runFor(3 * MS);
        HopStatistics mid = hop.statistics();
        assertEquals(mid.enteredPackets() + mid.duplicated(),
                mid.deliveredPackets() + mid.dropped() + mid.queuedPackets() + mid.inFlight());
        assertTrue(mid.queuedPackets() > 0 && mid.inFlight() > 0);
        assertEquals(mid.queuedPackets() + mid.inFlight(), network.packetsInside());
        network.runUntil(FAR);
        HopStatistics end = hop.statistics();
        assertEquals(end.enteredPackets() + end.duplicated(), end.deliveredPackets() + end.dropped());
        assertEquals(end.deliveredPackets(), sink.count());
        assertFalse(end.dropped() == 0);
    }

    /** Which packets of 4000 do not arrive, arrive twice, or arrive changed. */
    private List<String> fates(long seed, String spec) {
        sink.packets.clear();
        link(seed, spec);
        send(0, 4_000, 100);
        network.runUntil(FAR);
        List<String> fates = new ArrayList<>();
        int[] copies = new int[4_000];
        for (byte[] p : sink.packets) {
            copies[TestPackets.view(p).seq()]++;
        }
        for (int i = 0; i < 4_000; i++) {
            if (copies[i] != 1) {
                fates.add(i + (copies[i] == 0 ? " lost" : " twice"));
            }
        }
        return fates;
    }

    @Test
    void oneImpairmentDoesNotMoveTheDrawsOfAnother() {
        List<String> lossOnly = fates(5, "loss=2%");
        assertTrue(lossOnly.size() > 50);
        assertEquals(lossOnly, fates(5, "loss=2%"));
        assertNotEquals(lossOnly, fates(6, "loss=2%"));
        assertEquals(lossOnly, fates(5, "loss=2%,delay=10ms,jitter=1ms,reorder=10%/3ms"));
        List<String> both = fates(5, "loss=2%,duplicate=3%");
        assertEquals(lossOnly, both.stream().filter(f -> f.endsWith("lost")).toList());
        List<String> twiceOnly = fates(5, "duplicate=3%");
        Set<String> lost = new HashSet<>(lossOnly);
        List<String> stillTwice =
                twiceOnly.stream().filter(f -> !lost.contains(f.replace("twice", "lost"))).toList();
        assertEquals(stillTwice, both.stream().filter(f -> f.endsWith("twice")).toList());
    }

    @Test
    void aLowerProbabilityLosesASubset() {
        Set<String> more = new HashSet<>(fates(9, "loss=4%"));
        List<String> fewer = fates(9, "loss=2%");
        assertTrue(fewer.size() > 50 && fewer.size() < more.size());
        assertTrue(more.containsAll(fewer));
    }
}
