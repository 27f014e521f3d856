package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.core.wire.IpHeader;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;

/** What is not looked at again: exactly the pairs that were found right, and only while addresses are as they were. */
class KnownPairsTest {
    private final KnownPairs known = new KnownPairs();

    private static IpHeader header(InetAddress from, InetAddress to) {
        byte[] packet = PacketEncoder.encode(new TcpPacket(from, to, 0, 64, 1, 2, 3, 4, 16, 5, 0, List.of(), new byte[0]));
        IpHeader ip = new IpHeader();
        assertEquals(IpHeader.Result.OK, ip.parse(MemorySegment.ofArray(packet), 0, packet.length, true));
        return ip;
    }

    private static IpHeader header(String from, String to) {
        return header(InetAddress.ofLiteral(from), InetAddress.ofLiteral(to));
    }

    @Test
    void nothingIsKnownAtFirst() {
        assertFalse(known.holds(header("0.0.0.0", "0.0.0.0"), 0));
        assertFalse(known.holds(header("10.0.0.1", "10.0.0.2"), 0));
    }

    @Test
    void thePairAndNoOther() {
        known.add(header("10.0.0.1", "10.0.0.2"), 3);
        assertTrue(known.holds(header("10.0.0.1", "10.0.0.2"), 3));
        for (String[] other : new String[][] {{"10.0.0.2", "10.0.0.1"}, {"10.0.0.1", "10.0.0.3"}, {"10.0.0.3", "10.0.0.2"},
            {"::a00:1", "::a00:2"}}) {
            assertFalse(known.holds(header(other[0], other[1]), 3), other[0]);
        }
        known.add(header("fd00::1", "fd00::2"), 3);
        assertTrue(known.holds(header("fd00::1", "fd00::2"), 3));
        assertFalse(known.holds(header("fd01::1", "fd00::2"), 3));
        assertFalse(known.holds(header("fd00::1", "fd01::2"), 3));
    }

    /** An address that went, or came to be ours, makes another answer. */
    @Test
    void notAfterAChange() {
        known.add(header("10.0.0.1", "10.0.0.2"), 3);
        assertFalse(known.holds(header("10.0.0.1", "10.0.0.2"), 4));
        assertFalse(known.holds(header("10.0.0.1", "10.0.0.2"), 2));
    }

    /** Against a model, with more pairs than there are places: what it holds was added, and since the last change. */
    @Test
    void asAModel() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        boolean[][] right = new boolean[64][64];
        int changes = 0;
        int held = 0;
        for (int i = 0; i < 20_000; i++) {
            int from = random.nextInt(64);
            int to = random.nextInt(64);
            IpHeader ip = header(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) from}), InetAddress.getByAddress(new byte[] {10, 0, 1, (byte) to}));
            switch (random.nextInt(20)) {
                case 0 -> {
                    if (random.nextInt(10) == 0) {
                        changes++;
                        right = new boolean[64][64];
                    }
                }
                case 1, 2, 3, 4, 5, 6 -> {
                    known.add(ip, changes);
                    right[from][to] = true;
                    assertTrue(known.holds(ip, changes));
                }
                default -> {
                    boolean holds = known.holds(ip, changes);
                    held += holds ? 1 : 0;
                    assertTrue(right[from][to] || !holds, () -> from + " to " + to + " was never looked at");
                }
            }
        }
        assertTrue(held > 0);
    }
}
