package mptcp.io.sim.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mptcp.io.sim.TestPackets;
import org.junit.jupiter.api.Test;

class SegmentationTest {
    private static final int ALL = TcpView.FIN | TcpView.PSH | TcpView.ACK | TcpView.CWR;

    private static List<byte[]> split(byte[] packet, int size) {
        Segmentation segmentation = new Segmentation();
        int count = segmentation.begin(MemorySegment.ofArray(packet), 0, packet.length, size);
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] part = new byte[segmentation.length(i)];
            segmentation.write(i, MemorySegment.ofArray(part), 0);
            parts.add(part);
        }
        return parts;
    }

    private static void check(byte[] whole, int size, int... payloads) {
        List<byte[]> parts = split(whole, size);
        assertArrayEquals(payloads, parts.stream().mapToInt(p -> TestPackets.payloadOf(p).length).toArray());
        TcpView original = TestPackets.view(whole);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < parts.size(); i++) {
            TcpView part = TestPackets.view(parts.get(i));
            boolean last = i == parts.size() - 1;
            assertEquals(original.seq() + bytes.size(), part.seq());
            assertEquals(original.ack(), part.ack());
            assertEquals(original.window(), part.window());
            assertEquals(i == 0, part.has(TcpView.CWR));
            assertEquals(last, part.has(TcpView.FIN));
            assertEquals(last, part.has(TcpView.PSH));
            assertTrue(part.has(TcpView.ACK));
            assertEquals(parts.get(i).length, part.totalLength());
            assertTrue(part.checksumValid() && part.ipChecksumValid());
            assertArrayEquals(options(original), options(part));
            if (!part.ipv6()) {
                assertEquals(original.memory().get(TcpView.SHORT, 4) + i, part.memory().get(TcpView.SHORT, 4));
            }
            bytes.writeBytes(TestPackets.payloadOf(parts.get(i)));
        }
        assertArrayEquals(TestPackets.payloadOf(whole), bytes.toByteArray());
    }

    private static byte[] options(TcpView view) {
        return view.memory().asSlice(view.tcp() + 20, view.tcpHeaderLength() - 20)
                .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    @Test
    void cutsIpv4() {
        byte[] whole = TestPackets.tcp().seq(-700).ack(9).flags(ALL).options(30, 8, 0x20, 1, 2, 3, 4, 5).payload(3_001)
                .build();
        check(whole, 1_400, 1_400, 1_400, 201);
    }

    @Test
    void cutsIpv6() {
        byte[] whole = TestPackets.tcp6().seq(77).ack(9).flags(ALL).options(1, 1, 1, 1).payload(2_000).build();
        check(whole, 1_000, 1_000, 1_000);
    }

    @Test
    void leavesSmallSegmentsInOnePiece() {
        byte[] whole = TestPackets.tcp().flags(ALL).payload(10).build();
        check(whole, 10, 10);
        check(TestPackets.tcp().flags(ALL).build(), 10, 0);
    }

    @Test
    void completesWhateverChecksumTheSuperSegmentHad() {
        byte[] whole = TestPackets.tcp().flags(ALL).payload(100).build();
        whole[36] ^= 0x12;
        whole[10] ^= 0x12;
        check(whole, 64, 64, 36);
    }

    @Test
    void cutsSuperSegmentsTooLongForTheLengthField() {
        byte[] whole = TestPackets.tcp().flags(ALL).payload(65_400).build();
        whole = Arrays.copyOf(whole, whole.length + 135); // 65,575 bytes: more than 16 bits can say
        whole[2] = 0;
        whole[3] = 0;
        List<byte[]> parts = split(whole, 1_400);
        assertEquals(47, parts.size());
        assertEquals(65_535, parts.stream().mapToInt(p -> TestPackets.payloadOf(p).length).sum());
    }

    @Test
    void doesNotCutWhatIsNotTcp() {
        byte[] udp = TestPackets.tcp().payload(100).build();
        udp[9] = 17;
        assertEquals(List.of(), split(udp, 10));
        byte[] fragment = TestPackets.tcp().payload(100).build();
        fragment[6] = 0x20;
        assertEquals(List.of(), split(fragment, 10));
        assertThrows(IllegalArgumentException.class, () -> split(udp, 0));
    }
}
