package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.testkit.wire.RawPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** IP fragments, which the stack does not put together, and packets whose lengths lie. */
@Timeout(60)
final class FragmentTest {
    private static final long MB = 1_000_000;

    @Test
    void fragments() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            byte[] whole = p.wire().seg().data(p.next(), 1200).dack().map(p.next(), p.wire().next(), 1200).bytes();
            List<byte[]> pieces = new ArrayList<>();
            for (int size : new int[] {8, 16, 64, 512}) {
                pieces.addAll(RawPackets.fragments(whole, size));
            }
            t.storm(20_000, i -> pieces.get(i % pieces.size()));
            assertEquals(1000, p.app().drain().read());
            p.exchange(1000);
            t.bystanderGoesOn();
            Memory m = t.report("IP fragments of all sizes, overlapping, 20000", Figures.Foe.BLIND,
                    "dropped; nothing is kept");
            assertTrue(m.heap() + m.outside() < 2 * MB, m::text);
        }
    }

    @Test
    void lengthsThatLie() {
        try (Target t = new Target()) {
            Peer p = t.peer().timestamps(true).connect();
            p.exchange(1000);
            byte[] whole = p.wire().seg().data(p.next(), 300).dack().map(p.next(), p.wire().next(), 300).bytes();
            t.storm(20_000, i -> switch (i % 5) {
                case 0 -> RawPackets.ipLength(whole, t.random().nextInt(65_536) | 0x200);
                case 1 -> RawPackets.dataOffset(whole, t.random().nextInt(5));
                case 2 -> RawPackets.truncated(whole, 1 + t.random().nextInt(whole.length - 1));
                case 3 -> RawPackets.version(whole, t.random().nextInt(4));
                default -> RawPackets.badTcpChecksum(whole);
            });
            assertEquals(1000, p.app().drain().read());
            p.exchange(1000);
            t.bystanderGoesOn();
            t.report("packets whose lengths or checksums are wrong, 20000", Figures.Foe.BLIND, "dropped");
        }
    }
}
