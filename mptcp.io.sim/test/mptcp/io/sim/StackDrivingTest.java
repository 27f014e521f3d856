package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.io.sim.packet.TcpView;
import org.junit.jupiter.api.Test;

class StackDrivingTest {
    private static final long MS = 1_000_000;

    private final Network network = new Network(1);
    private final FakeStack s = new FakeStack("s");
    private final FakeStack t = new FakeStack("t");
    private final List<String> received = new ArrayList<>();

    private void connect(Offload offload, String spec) {
        network.newPath("p").between(End.of(s.stack, "10.0.0.1/24"), End.of(t.stack, "10.0.0.2/24"))
                .forward(LinkSpec.of(spec)).backward(LinkSpec.of(spec)).offload(offload).create();
        t.sink = (memory, offset, length, segmentSize, checksumState, now) -> {
            TcpView view = new TcpView();
            assertTrue(view.parse(memory, offset, length));
            boolean valid = checksumState == IpLink.CHECKSUM_VERIFIED || view.checksumValid();
            String what = view.seq() + "+" + view.payloadLength() + "/" + segmentSize + "@" + now;
            received.add(what + (valid ? "" : " bad"));
        };
    }

    @Test
    void turnsAStackWhenPacketsArriveAndAtItsDeadlines() {
        connect(Offload.NONE, "delay=2ms");
        s.afterPoll = now -> now < 5 * MS ? 5 * MS : Long.MAX_VALUE;
        network.at(MS, () -> s.write(0, TestPackets.tcp().seq(1).ofLength(100), 0, IpLink.CHECKSUM_FULL));
        network.runUntil(100 * MS);
        assertEquals(List.of("1+60/0@3000000"), received);
        assertEquals(List.of(0L, MS, 5 * MS), s.turns); // the run begins, after the action, the deadline
        assertEquals(List.of(0L, MS, 3 * MS), t.turns);
        assertEquals(1, s.links.getFirst().statistics().txPackets());
        assertEquals(100, t.links.getFirst().statistics().rxBytes());
    }

    /** A network without payload takes what can be without: stacks that are so, links that leave payload alone. */
    @Test
    void withoutPayload() {
        assertThrows(IllegalArgumentException.class, () -> new Network(1, true).add(s.stack));
        s.payloadFree = true;
        t.payloadFree = true;
        assertThrows(IllegalArgumentException.class, () -> network.add(s.stack));
        Network free = new Network(1, true);
        PathBuilder path = free.newPath("p").between(End.of(s.stack, "10.0.0.1/24"), End.of(t.stack, "10.0.0.2/24"));
        assertThrows(IllegalStateException.class, () -> path.offload(Offload.SPLIT).create());
        SimPath made = path.offload(Offload.NONE).create();
        assertEquals(IpLink.CAP_TX_CHECKSUM, s.links.getFirst().capabilities());
        t.sink = (_, _, length, _, checksumState, now) -> received.add(length + "/" + checksumState + "@" + now);
        free.at(MS, () -> s.write(0, TestPackets.tcp().seq(1).ofLength(100), 0, IpLink.CHECKSUM_PARTIAL));
        free.runUntil(2 * MS);
        assertEquals(List.of("100/" + IpLink.CHECKSUM_VERIFIED + "@" + MS), received);
        assertThrows(IllegalArgumentException.class, () -> made.spec("flip=1%"));
        PathBuilder boxed = free.newPath("q").between(End.of(s.stack), End.of(t.stack))
                .middlebox((_, _, _, _) -> Middlebox.Verdict.PASS);
        assertThrows(IllegalStateException.class, boxed::create);
    }

    @Test
    void aDeadlineThatMovesFiresOnlyAtItsLastPlace() {
        network.add(s.stack);
        long[] due = {10 * MS};
        List<Long> expired = new ArrayList<>();
        s.afterPoll = now -> {
            if (now >= due[0]) {
                expired.add(now);
                due[0] = Long.MAX_VALUE;
            }
            return due[0];
        };
        network.at(5 * MS, () -> due[0] = 30 * MS);
        network.at(6 * MS, () -> due[0] = 20 * MS);
        network.runUntil(100 * MS);
        assertEquals(List.of(20 * MS), expired);
        assertEquals(List.of(0L, 5 * MS, 6 * MS, 20 * MS), s.turns);
    }

    @Test
    void packetsOfOneMomentAreOneTurn() {
        connect(Offload.NONE, "delay=2ms");
        network.at(0, () -> {
            for (int i = 0; i < 40; i++) {
                s.write(0, TestPackets.tcp().seq(i).ofLength(60), 0, IpLink.CHECKSUM_FULL);
            }
        });
        network.runUntil(10 * MS);
        assertEquals(40, received.size());
        assertEquals(List.of(2 * MS, 2 * MS, 2 * MS), t.turns.stream().filter(n -> n > 0).toList()); // 16 + 16 + 8
    }

    @Test
    void workFromAnotherThreadIsATurn() throws InterruptedException {
        network.add(s.stack);
        network.runUntil(MS);
        Thread other = new Thread(() -> s.onWork.run());
        other.start();
        other.join();
        assertEquals(MS, network.nextEventNs());
        int before = s.turns.size();
        assertTrue(network.runWhile(() -> s.turns.size() < before + 1, 2 * MS));
        network.remove(s.stack);
        assertNull(s.onWork);
        assertEquals(List.of(), network.stacks());
    }

    @Test
    void aStackThatNeverRestsIsFound() {
        network.add(s.stack);
        s.afterPoll = now -> now;
        s.turns.clear();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> network.runUntil(MS));
        assertTrue(e.getMessage().contains("stack s asks for turns without end"), e.getMessage());
    }

    @Test
    void superSegmentsAreSplitOrCarriedWhole() {
        byte[] big = TestPackets.tcp().seq(100).payload(3_000).build();
        big[36] ^= 0x55; // not a complete checksum
        connect(Offload.SPLIT, "delay=1ms");
        assertEquals(IpLink.CAP_TX_CHECKSUM | IpLink.CAP_TX_SUPER, s.links.getFirst().capabilities());
        s.write(0, big, 1_400, IpLink.CHECKSUM_PARTIAL);
        network.runUntil(10 * MS);
        assertEquals(List.of("100+1400/0@1000000", "1500+1400/0@1000000", "2900+200/0@1000000"), received);
        received.clear();
        network.removePath("p");
        connect(Offload.WHOLE, "delay=1ms");
        s.write(0, big, 1_400, IpLink.CHECKSUM_PARTIAL);
        network.runUntil(20 * MS);
        assertEquals(List.of("100+3000/1400@11000000"), received);
    }

    @Test
    void partialChecksumsAreCompletedAndDamageIsNotHidden() {
        byte[] packet = TestPackets.tcp().seq(5).payload(500).build();
        packet[36] ^= 0x55;
        connect(Offload.SPLIT, "ideal");
        s.write(0, packet, 0, IpLink.CHECKSUM_PARTIAL);
        network.runUntil(MS);
        assertEquals(List.of("5+500/0@0"), received);
        received.clear();
        network.removePath("p");
        connect(Offload.WHOLE, "flip=100%");
        s.write(0, packet, 0, IpLink.CHECKSUM_PARTIAL);
        network.runUntil(2 * MS);
        assertEquals(List.of("5+500/0@1000000"), received);
        network.hop("p>").spec(LinkSpec.of("corrupt=100%"));
        received.clear();
        for (int i = 0; i < 64; i++) {
            s.write(0, TestPackets.tcp().seq(5).payload(500).build(), 0, IpLink.CHECKSUM_FULL);
        }
        t.sink = (memory, offset, length, segmentSize, checksumState, now) -> {
            assertEquals(IpLink.CHECKSUM_FULL, checksumState);
            TcpView view = new TcpView();
            received.add("" + (view.parse(memory, offset, length) && view.checksumValid()));
        };
        network.runUntil(3 * MS);
        assertEquals(64, received.size());
        assertEquals(0, received.stream().filter("true"::equals).count());
    }

    @Test
    void theTransmitStageRunsFullAndEmptiesAtFlush() {
        connect(Offload.NONE, "ideal");
        IpLink link = s.links.getFirst();
        int count = 0;
        for (long at = link.claim(1_500); at != IpLink.NO_ROOM; at = link.claim(1_500)) {
            link.commit(at, 1_500, 0, IpLink.CHECKSUM_FULL);
            count++;
        }
        assertTrue(count >= 100, count + " packets");
        link.flush(0);
        long at = link.claim(1_500);
        assertTrue(at >= 0);
        assertThrows(IllegalStateException.class, () -> link.claim(100));
        assertThrows(IllegalStateException.class, () -> link.commit(at + 1, 100, 0, 0));
        link.abort(at);
        assertEquals(at, link.claim(1_000));
        assertThrows(IllegalStateException.class, () -> link.commit(at, 1_001, 0, 0));
    }

    @Test
    void linksBecomeTheStacksOwnAndDropAfterClose() {
        connect(Offload.NONE, "delay=1ms");
        assertEquals("p", s.links.getFirst().name());
        assertEquals(1_500, s.links.getFirst().mtu());
        assertEquals(List.of(LinkAddress.of("10.0.0.2/24")), t.addresses.getFirst());
        s.write(0, TestPackets.tcp().ofLength(60), 0, IpLink.CHECKSUM_FULL);
        network.runUntil(500_000);
        t.stack.removeLink("p");
        network.runUntil(10 * MS);
        assertEquals(List.of(), received);
        assertEquals(0, network.packetsInside());
    }
}
