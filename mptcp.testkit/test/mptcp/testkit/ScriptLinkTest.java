package mptcp.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.link.IpLink;
import org.junit.jupiter.api.Test;

class ScriptLinkTest {
    private final List<byte[]> sent = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final ScriptLink link = new ScriptLink("test", 100, (packet, nowNs) -> {
        sent.add(packet);
        times.add(nowNs);
    });

    private long write(int length, int value) {
        long offset = link.claim(length);
        MemorySegment memory = link.txMemory();
        for (int i = 0; i < length; i++) {
            memory.set(ValueLayout.JAVA_BYTE, offset + i, (byte) value);
        }
        return offset;
    }

    @Test
    void packetsLeaveInOrderAtTheFlush() {
        long first = write(3, 7);
        link.commit(first, 3, 0, IpLink.CHECKSUM_FULL);
        long second = write(100, 8);
        link.commit(second, 2, 0, IpLink.CHECKSUM_FULL);
        assertNotEquals(first, second);
        assertTrue(sent.isEmpty());
        assertEquals(2, link.unflushed());
        link.flush(42);
        assertArrayEquals(new byte[] {7, 7, 7}, sent.get(0));
        assertArrayEquals(new byte[] {8, 8}, sent.get(1));
        assertEquals(List.of(42L, 42L), times);
        assertEquals(0, link.unflushed());
        assertEquals(5, link.statistics().txBytes());
    }

    @Test
    void whatIsNotWrittenShows() {
        link.commit(link.claim(2), 2, 0, IpLink.CHECKSUM_FULL);
        link.flush(0);
        assertArrayEquals(new byte[] {(byte) 0xa5, (byte) 0xa5}, sent.getFirst());
    }

    @Test
    void anAbortedClaimSendsNothing() {
        link.abort(link.claim(10));
        link.flush(0);
        assertTrue(sent.isEmpty());
    }

    @Test
    void roomCanBeTakenAway() {
        link.room(1);
        link.commit(write(1, 1), 1, 0, IpLink.CHECKSUM_FULL);
        assertEquals(IpLink.NO_ROOM, link.claim(1));
        link.flush(0);
        assertNotEquals(IpLink.NO_ROOM, link.claim(1));
    }

    @Test
    void rulesOfTheInterfaceAreHeld() {
        assertThrows(IllegalStateException.class, () -> link.claim(101));
        long offset = link.claim(10);
        assertThrows(IllegalStateException.class, () -> link.claim(10));
        assertThrows(IllegalStateException.class, () -> link.flush(0));
        assertThrows(IllegalStateException.class, () -> link.commit(offset + 1, 10, 0, IpLink.CHECKSUM_FULL));
        assertThrows(IllegalStateException.class, () -> link.commit(offset, 11, 0, IpLink.CHECKSUM_FULL));
        assertThrows(IllegalStateException.class, () -> link.commit(offset, 10, 5, IpLink.CHECKSUM_FULL));
        assertThrows(IllegalStateException.class, () -> link.commit(offset, 10, 0, IpLink.CHECKSUM_PARTIAL));
        link.abort(offset);
        assertThrows(IllegalStateException.class, () -> link.abort(offset));
        link.close();
        assertThrows(IllegalStateException.class, link::close);
    }

    @Test
    void packetsArriveWithinTheBudgetAndAreGoneAfterwards() {
        List<Runnable> wakes = new ArrayList<>();
        link.onReadable(() -> wakes.add(() -> { }));
        link.deliver(new byte[] {1, 2});
        link.deliver(new byte[] {3});
        assertEquals(1, wakes.size());
        List<byte[]> got = new ArrayList<>();
        MemorySegment[] seen = new MemorySegment[1];
        int polled = link.poll((memory, offset, length, segmentSize, state, nowNs) -> {
            got.add(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
            seen[0] = memory.asSlice(offset, length);
            assertEquals(0, segmentSize);
            assertEquals(IpLink.CHECKSUM_FULL, state);
            assertEquals(5, nowNs);
        }, 1, 5);
        assertEquals(1, polled);
        assertArrayEquals(new byte[] {1, 2}, got.getFirst());
        assertArrayEquals(new byte[] {0x5a, 0x5a}, seen[0].toArray(ValueLayout.JAVA_BYTE));
        assertEquals(1, link.unpolled());
    }

    @Test
    void aLongPacketMustSayWhereItIsToBeCut() {
        ScriptLink wide = new ScriptLink("wide", 100, true, (packet, nowNs) -> sent.add(packet));
        assertEquals(IpLink.CAP_TX_SUPER | IpLink.CAP_TX_CHECKSUM, wide.capabilities());
        long offset = wide.claim(1000);
        assertThrows(IllegalStateException.class, () -> wide.commit(offset, 1000, 0, IpLink.CHECKSUM_PARTIAL));
        assertThrows(IllegalStateException.class, () -> wide.commit(offset, 1000, 50, IpLink.CHECKSUM_FULL));
        wide.abort(offset);
        wide.close();
        assertTrue(sent.isEmpty());
    }
}
