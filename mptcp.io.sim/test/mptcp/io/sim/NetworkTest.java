package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.address.LinkAddress;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final long MS = 1_000_000;
    private static final long FAR = 1_000_000 * MS;

    private final Network network = new Network(1);
    private final Recorder a = new Recorder();
    private final Recorder b = new Recorder();

    private static byte[] packet(int seq) {
        return TestPackets.tcp().seq(seq).ofLength(100);
    }

    @Test
    void actionsHappenInOrderOfTimeAndInsertion() {
        List<String> log = new ArrayList<>();
        network.at(5, () -> log.add("b" + network.nowNs()));
        network.at(3, () -> log.add("a" + network.nowNs()));
        network.at(5, () -> log.add("c" + network.nowNs()));
        network.after(4, () -> network.at(1, () -> log.add("late" + network.nowNs())));
        SimTimer every = network.every(3, () -> log.add("e" + network.nowNs()));
        network.at(10, every::cancel);
        network.runUntil(20);
        assertEquals(List.of("a3", "e3", "late4", "b5", "c5", "e6", "e9"), log);
        assertEquals(20, network.nowNs());
    }

    @Test
    void runWhileStopsWhenItsConditionEnds() {
        int[] count = {0};
        network.every(10, () -> count[0]++);
        assertTrue(network.runWhile(() -> count[0] < 5, 1_000));
        assertEquals(50, network.nowNs());
        assertFalse(network.runWhile(() -> count[0] < 500, 1_000));
        assertEquals(1_000, network.nowNs());
        assertEquals(100, count[0]);
    }

    @Test
    void runWhileSaysWhenNothingWouldEverHappen() {
        network.at(7, () -> { });
        assertFalse(network.runWhile(() -> true, FAR));
        assertEquals(7, network.nowNs());
    }

    /** Echoes, so that both directions carry traffic. */
    private static long hashOf(long seed, String spec) {
        Network network = new Network(seed);
        Recorder sink = new Recorder();
        Node echo = (p, port, now) -> port.send(p.bytes());
        network.newPath("p").between(End.of(sink), End.of(echo))
                .forward(LinkSpec.of(spec)).backward(LinkSpec.of(spec)).create();
        int[] seq = {0};
        SimTimer source = network.every(100_000, () -> sink.port.send(packet(seq[0]++)));
        network.at(200 * MS, source::cancel);
        network.runUntil(FAR);
        assertTrue(network.events() > 3_000);
        assertEquals(0, network.packetsInside());
        return network.eventHash();
    }

    @Test
    void theSameSeedGivesTheSameEventsAndAnotherSeedOthers() {
        String spec = "rate=8m,delay=3ms,jitter=1ms,loss=2%,burst=1%/20%,reorder=2%/2ms,duplicate=2%,corrupt=1%,"
                + "flip=1%,queue=10p";
        long hash = hashOf(42, spec);
        assertEquals(hash, hashOf(42, spec));
        assertNotEquals(hash, hashOf(43, spec));
        assertNotEquals(hash, hashOf(42, spec.replace("delay=3ms", "delay=3001us")));
    }

    @Test
    void theHashKnowsTheBytes() {
        long[] hashes = new long[2];
        for (int i = 0; i < 2; i++) {
            Network n = new Network(1);
            n.newPath("p").between(End.of(a), End.of(b)).create();
            a.port.send(packet(i));
            n.runFor(MS);
            hashes[i] = n.eventHash();
        }
        assertNotEquals(hashes[0], hashes[1]);
    }

    @Test
    void pathsShareTheRateAndTheQueueOfAHop() {
        Hop access1 = network.hop("access1", LinkSpec.of("delay=1ms"));
        Hop access2 = network.hop("access2", LinkSpec.of("delay=1ms"));
        Hop shared = network.hop("shared", LinkSpec.of("rate=8m,delay=4ms,queue=12p"));
        Hop back = network.hop("back", LinkSpec.of("delay=5ms"));
        Recorder a2 = new Recorder();
        Recorder b2 = new Recorder();
        SimPath one = network.newPath("one").between(End.of(a), End.of(b))
                .forward(List.of(access1, shared)).backward(List.of(back)).create();
        network.newPath("two").between(End.of(a2), End.of(b2))
                .forward(List.of(access2, shared)).backward(List.of(back)).create();
        for (int i = 0; i < 5; i++) {
            a.port.send(packet(i));
            a2.port.send(packet(i));
        }
        b.port.send(packet(99));
        network.runUntil(FAR);
        assertEquals(5, b.count());
        assertEquals(5, b2.count());
        // 100 bytes take 100 us at 8 Mbit/s; the two senders alternate at the shared hop
        assertEquals(List.of(5_100_000L, 5_300_000L, 5_500_000L, 5_700_000L, 5_900_000L), b.times);
        assertEquals(List.of(5_200_000L, 5_400_000L, 5_600_000L, 5_800_000L, 6_000_000L), b2.times);
        assertEquals(10, shared.statistics().deliveredPackets());
        assertEquals(List.of(5 * MS), a.times);

        one.down();
        for (int i = 0; i < 20; i++) {
            a.port.send(packet(i));
            a2.port.send(packet(i));
        }
        network.runUntil(2 * FAR);
        assertEquals(5, b.count(), "path one is down");
        assertEquals(5 + 13, b2.count(), "one being sent and twelve waiting");
        assertThrows(IllegalStateException.class, () -> one.hop(Direction.FORWARD));
        assertFalse(one.isUp());
        assertEquals("shared", network.hop("shared").name());
    }

    @Test
    void aPathThatIsDownLosesWhatIsOnItsWay() {
        network.newPath("p").between(End.of(a), End.of(b)).forward(LinkSpec.of("delay=10ms")).create();
        a.port.send(packet(1));
        network.runFor(MS);
        network.pathDown("p");
        a.port.send(packet(2));
        network.runFor(20 * MS);
        network.pathUp("p");
        a.port.send(packet(3));
        network.runUntil(FAR);
        assertEquals(List.of(3), b.seqs());
        assertEquals(0, network.packetsInside());
    }

    @Test
    void specificationsChangeAtRunTime() {
        SimPath path = network.newPath("p").between(End.of(a), End.of(b)).create();
        path.spec("delay=5ms");
        a.port.send(packet(1));
        network.runUntil(FAR);
        assertEquals(List.of(5 * MS), b.times);
        assertEquals("delay=5ms", path.spec(Direction.BACKWARD).toString());
        assertThrows(IllegalArgumentException.class, () -> path.spec("delay=5"));
        assertEquals("delay=5ms", path.spec(Direction.FORWARD).toString());
    }

    @Test
    void errorsNameWhatThereIs() {
        network.newPath("p1").between(End.of(a), End.of(b)).create();
        assertEquals("there is no path 'p2'; there are [p1]",
                assertThrows(IllegalArgumentException.class, () -> network.path("p2")).getMessage());
        assertEquals("there is no hop 'x'; there are [p1>, p1<]",
                assertThrows(IllegalArgumentException.class, () -> network.hop("x")).getMessage());
        assertThrows(IllegalStateException.class, () -> network.newPath("p1").between(End.of(a), End.of(b)).create());
        assertThrows(IllegalStateException.class, () -> network.newPath("q").create());
        FakeStack s = new FakeStack("s");
        assertThrows(IllegalStateException.class,
                () -> network.newPath("r").between(End.of(s.stack), End.of(s.stack)).create());
        Hop foreign = new Network(2).hop("h", LinkSpec.IDEAL);
        assertThrows(IllegalArgumentException.class, () -> network.newPath("t").forward(List.of(foreign)));
    }

    @Test
    void aPathThatCannotBeMadeLeavesNothingBehind() {
        FakeStack s = new FakeStack("s");
        FakeStack refusing = new FakeStack("t");
        refusing.refuse = true;
        PathBuilder plan = network.newPath("p").between(End.of(s.stack), End.of(refusing.stack));
        assertThrows(IllegalArgumentException.class, plan::create);
        assertEquals(0, network.paths().size());
        assertEquals(0, network.hops().size());
        assertEquals(0, s.links.size());
        refusing.refuse = false;
        plan.create();
        assertEquals(1, s.links.size());
    }

    @Test
    void aRemovedPathCanBeMadeAgain() {
        FakeStack s = new FakeStack("s");
        network.newPath("p").between(End.of(s.stack, "10.0.0.1/24"), End.of(b)).create();
        assertEquals(List.of(LinkAddress.of("10.0.0.1/24")), s.addresses.getFirst());
        b.port.send(packet(1));
        network.runFor(0);
        b.port.send(packet(2));
        network.removePath("p");
        network.runUntil(FAR);
        assertEquals(0, s.links.size());
        assertEquals(0, network.packetsInside());
        network.newPath("p").between(End.of(s.stack, "10.0.0.1/24"), End.of(b)).create();
        assertEquals(1, s.links.size());
    }
}
