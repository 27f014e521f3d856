package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.io.sim.packet.TcpView;
import org.junit.jupiter.api.Test;

/** {@link DirectLink} and {@link ImpairedLink}. */
class LinksTest {
    private static final long MS = 1_000_000;

    private final DirectLink.Pair pair = DirectLink.pair("a", "b", 1_500, 1 << 18);
    private final List<String> received = new ArrayList<>();
    private final PacketSink sink = (memory, offset, length, segmentSize, checksumState, now) -> {
        TcpView view = new TcpView();
        assertTrue(view.parse(memory, offset, length));
        received.add(view.seq() + "+" + view.payloadLength() + "/" + segmentSize + "/" + checksumState);
    };

    @Test
    void directDeliversInPlaceAfterFlush() {
        int[] wakes = {0};
        pair.b().onReadable(() -> wakes[0]++);
        FakeStack.write(pair.a(), TestPackets.tcp().seq(1).payload(5).build(), 0, IpLink.CHECKSUM_FULL);
        assertEquals(0, pair.b().poll(sink, 10, 0));
        assertEquals(Long.MAX_VALUE, pair.b().nextEventNs());
        pair.a().flush(0);
        assertEquals(1, wakes[0]);
        FakeStack.write(pair.a(), TestPackets.tcp().seq(2).payload(9_000).build(), 1_400, IpLink.CHECKSUM_PARTIAL);
        pair.a().flush(0);
        assertEquals(1, wakes[0], "it was readable already");
        assertEquals(0, pair.b().nextEventNs());
        assertEquals(1, pair.b().poll((memory, offset, length, size, state, now) -> {
            assertSame(pair.a().txMemory(), memory);
            sink.packet(memory, offset, length, size, state, now);
        }, 1, 0));
        assertEquals(1, pair.b().poll(sink, 10, 0));
        assertEquals(List.of("1+5/0/2", "2+9000/1400/2"), received);
        assertEquals(2, pair.b().statistics().rxPackets());
        assertEquals(pair.a().statistics().txBytes(), pair.b().statistics().rxBytes());
    }

    @Test
    void theDirectRingNeverLosesOrOverwrites() {
        SplittableRandom random = new SplittableRandom(11);
        DirectRing ring = new DirectRing(1 << 18);
        Deque<Long> expected = new ArrayDeque<>();
        long written = 0;
        int full = 0;
        for (int i = 0; i < 200_000; i++) {
            if (random.nextInt(2) == 0) {
                int length = random.nextInt(10) == 0 ? random.nextInt(8, 66_000) : random.nextInt(8, 1_500);
                long at = ring.claim(length + random.nextInt(100));
                if (at == IpLink.NO_ROOM) {
                    full++;
                } else if (random.nextInt(20) == 0) {
                    ring.abort(at);
                } else {
                    long stamp = written++ << 20 | length;
                    ring.memory().set(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, at, stamp);
                    ring.memory().set(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, at + length - 8, stamp);
                    ring.commit(at, length, length & 0xff);
                    expected.add(stamp);
                    ring.publish();
                }
            } else if (ring.readable()) {
                long stamp = expected.remove();
                int length = (int) (stamp & 0xf_ffff);
                assertEquals(length, ring.length());
                assertEquals(length & 0xff, ring.segmentSize());
                MemorySegment memory = ring.memory();
                long end = ring.offset() + length - 8;
                assertEquals(stamp, memory.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, end));
                if (length >= 16) {
                    assertEquals(stamp,
                            memory.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, ring.offset()));
                }
                ring.release();
            } else {
                assertTrue(expected.isEmpty());
            }
        }
        assertTrue(full > 100 && written > 50_000, full + " times full, " + written + " written");
    }

    @Test
    void aClosedDirectEndSwallowsWhatIsSent() {
        pair.b().close();
        for (int i = 0; i < 1_000; i++) {
            FakeStack.write(pair.a(), TestPackets.tcp().payload(1_000).build(), 0, IpLink.CHECKSUM_FULL);
            pair.a().flush(0);
        }
        assertEquals(0, pair.b().poll(sink, 10, 0));
        assertThrows(IllegalArgumentException.class, () -> DirectLink.pair("a", "b", 1_500, 1_000));
    }

    @Test
    void impairedDelaysWhatTheStackSends() {
        ImpairedLink link = new ImpairedLink(pair.a(), 1, LinkSpec.of("rate=12m,delay=10ms"), LinkSpec.IDEAL);
        assertEquals("a", link.name());
        assertEquals(1_500, link.mtu());
        assertEquals(1_280, new ImpairedLink(pair.b(), 1, LinkSpec.of("mtu=1280"), LinkSpec.IDEAL).mtu());
        FakeStack.write(link, TestPackets.tcp().seq(1).payload(2_920).build(), 1_460, IpLink.CHECKSUM_PARTIAL);
        link.flush(5 * MS);
        assertEquals(6 * MS, link.nextEventNs());
        assertEquals(0, link.poll(sink, 10, 6 * MS));
        assertEquals(7 * MS, link.nextEventNs());
        link.flush(16 * MS - 1);
        assertEquals(0, pair.b().poll(sink, 10, 16 * MS - 1));
        assertEquals(16 * MS, link.nextEventNs());
        link.poll(sink, 10, 16 * MS);
        assertEquals(1, pair.b().poll(sink, 10, 16 * MS));
        link.poll(sink, 10, 17 * MS);
        assertEquals(1, pair.b().poll(sink, 10, 17 * MS));
        assertEquals(List.of("1+1460/0/2", "1461+1460/0/2"), received);
        assertEquals(Long.MAX_VALUE, link.nextEventNs());
    }

    @Test
    void impairedDelaysAndLosesWhatTheStackReceives() {
        ImpairedLink link = new ImpairedLink(pair.a(), 1, LinkSpec.IDEAL, LinkSpec.of("delay=3ms"));
        link.inbound().dropNext(1);
        for (int i = 0; i < 3; i++) {
            FakeStack.write(pair.b(), TestPackets.tcp().seq(i).payload(10).build(), 0, IpLink.CHECKSUM_FULL);
        }
        pair.b().flush(0);
        assertEquals(0, link.poll(sink, 10, 0));
        assertEquals(3 * MS, link.nextEventNs());
        assertEquals(1, link.poll(sink, 1, 3 * MS));
        assertEquals(0, link.nextEventNs(), "one is still there");
        assertEquals(1, link.poll(sink, 10, 3 * MS));
        assertEquals(List.of("1+10/0/2", "2+10/0/2"), received);
        assertEquals(1, link.statistics().rxDropped());
        assertEquals(2, link.statistics().rxPackets());
    }

    @Test
    void impairedSendsOnlyWhatPassesAndCountsTheRest() {
        ImpairedLink link = new ImpairedLink(pair.a(), 3, LinkSpec.of("loss=50%"), LinkSpec.IDEAL);
        for (int i = 0; i < 400; i++) {
            FakeStack.write(link, TestPackets.tcp().seq(i).payload(10).build(), 0, IpLink.CHECKSUM_FULL);
            link.flush(i);
        }
        int passed = pair.b().poll(sink, 1_000, 400);
        assertEquals(200, passed, 40);
        assertEquals(400 - passed, link.statistics().txDropped());
        assertEquals(400, link.statistics().txPackets());
        link.outbound().down();
        FakeStack.write(link, TestPackets.tcp().payload(10).build(), 0, IpLink.CHECKSUM_FULL);
        link.flush(500);
        assertEquals(0, pair.b().poll(sink, 1_000, 500));
    }

    @Test
    void impairedDropsWhenTheInnerLinkIsFull() {
        ImpairedLink link = new ImpairedLink(pair.a(), 3, LinkSpec.IDEAL, LinkSpec.IDEAL);
        for (int i = 0; i < 1_000; i++) {
            FakeStack.write(link, TestPackets.tcp().seq(i).payload(1_000).build(), 0, IpLink.CHECKSUM_FULL);
            link.flush(i);
        }
        long dropped = link.statistics().txDropped();
        assertTrue(dropped > 0);
        int passed = 0;
        for (int n = pair.b().poll(sink, 64, 0); n > 0; n = pair.b().poll(sink, 64, 0)) {
            passed += n;
        }
        assertEquals(1_000 - dropped, passed);
    }
}
