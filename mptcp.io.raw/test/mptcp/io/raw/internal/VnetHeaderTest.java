package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import org.junit.jupiter.api.Test;

/** The fields as virtio 1.2 section 5.1.6 has them. */
final class VnetHeaderTest {
    private static final int PACKET = 16;
    private static final int HEADER = PACKET - 10;

    private final MemorySegment memory = MemorySegment.ofArray(new byte[4096]);

    private void packet(int version, int ipHeader, int tcpHeader, int flags) {
        memory.set(JAVA_BYTE, PACKET, (byte) (version << 4 | (version == 4 ? ipHeader / 4 : 0)));
        memory.set(JAVA_BYTE, PACKET + ipHeader + 12, (byte) (tcpHeader / 4 << 4));
        memory.set(JAVA_BYTE, PACKET + ipHeader + 13, (byte) flags);
    }

    private void assertHeader(int flags, int type, int headers, int size, int start, int offset) {
        assertEquals(flags, memory.get(JAVA_BYTE, HEADER) & 0xff, "flags");
        assertEquals(type, memory.get(JAVA_BYTE, HEADER + 1) & 0xff, "gso_type");
        int[] expected = {headers, size, start, offset};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], memory.get(JAVA_SHORT_UNALIGNED, HEADER + 2 + 2 * i), "field " + i);
        }
    }

    @Test
    void ipv4() {
        packet(4, 24, 60, 0x10);
        VnetHeader.write(memory, PACKET, 0, 3000, 1400, IpLink.CHECKSUM_PARTIAL);
        assertHeader(1, 1, 84, 1400, 24, 16);
        assertEquals(1400, VnetHeader.segmentSize(memory, HEADER));
        assertEquals(IpLink.CHECKSUM_PARTIAL, VnetHeader.checksumState(memory, HEADER));
    }

    @Test
    void ipv6WithReducedWindow() {
        packet(6, 40, 60, 0x90);
        VnetHeader.write(memory, PACKET, 0, 3000, 1380, IpLink.CHECKSUM_PARTIAL);
        assertHeader(1, 4 | 0x80, 100, 1380, 40, 16);
        assertEquals(1380, VnetHeader.segmentSize(memory, HEADER));
    }

    @Test
    void onlyAChecksum() {
        packet(6, 40, 20, 0x10);
        VnetHeader.write(memory, PACKET, 0, 60 + 1400, 1400, IpLink.CHECKSUM_PARTIAL);
        assertHeader(1, 0, 0, 0, 40, 16);
        assertEquals(0, VnetHeader.segmentSize(memory, HEADER));
    }

    @Test
    void nothingToDo() {
        packet(4, 20, 20, 0x10);
        memory.asSlice(HEADER, 10).fill((byte) -1);
        VnetHeader.write(memory, PACKET, 0, 100, 0, IpLink.CHECKSUM_FULL);
        assertHeader(0, 0, 0, 0, 0, 0);
        assertEquals(IpLink.CHECKSUM_FULL, VnetHeader.checksumState(memory, HEADER));
        memory.set(JAVA_BYTE, HEADER, (byte) 2);
        assertEquals(IpLink.CHECKSUM_VERIFIED, VnetHeader.checksumState(memory, HEADER));
        assertThrows(IllegalArgumentException.class,
                () -> VnetHeader.write(memory, PACKET, 0, 3000, 1400, IpLink.CHECKSUM_FULL));
    }
}
