package mptcp.testkit.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffloadTest {
    private static final int FLAGS = TcpFlags.ACK | TcpFlags.PSH | TcpFlags.FIN | TcpFlags.CWR;

    private static TcpPacket packet(boolean v6, int payload) throws Exception {
        byte[] bytes = new byte[payload];
        for (int i = 0; i < payload; i++) {
            bytes[i] = (byte) i;
        }
        return new TcpPacket(InetAddress.getByName(v6 ? "fd00::1" : "10.0.0.1"),
                InetAddress.getByName(v6 ? "fd00::2" : "10.0.0.2"), 0, 64, 1, 2, 0xffff_ff00, 7, FLAGS, 100, 0,
                List.of(), bytes);
    }

    /** As a stack leaves it: the checksum field holds the sum of the pseudo-header. */
    private static byte[] partial(TcpPacket packet) {
        byte[] bytes = PacketEncoder.encode(packet);
        PacketEncoder.putShort(bytes, RawPackets.headerLength(bytes) + PacketEncoder.TCP_CHECKSUM,
                RawPackets.pseudoHeaderSum(bytes));
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partsAreSegmentsOfTheirOwn(boolean v6) throws Exception {
        TcpPacket whole = packet(v6, 2500);
        List<byte[]> parts = Offload.cut(partial(whole), 1000);
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        int[] flags = {TcpFlags.ACK | TcpFlags.CWR, TcpFlags.ACK, TcpFlags.ACK | TcpFlags.PSH | TcpFlags.FIN};
        assertEquals(3, parts.size());
        for (int i = 0; i < 3; i++) {
            TcpPacket part = PacketDecoder.decode(parts.get(i)); // which looks at lengths and checksums
            assertEquals(whole.seq() + 1000 * i, part.seq());
            assertEquals(flags[i], part.flags());
            together.writeBytes(part.payload());
        }
        assertArrayEquals(whole.payload(), together.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatStaysWholeGetsItsChecksum(boolean v6) throws Exception {
        TcpPacket whole = packet(v6, 0);
        List<byte[]> parts = Offload.cut(partial(whole), 0);
        assertEquals(1, parts.size());
        assertArrayEquals(PacketEncoder.encode(whole), parts.getFirst());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherSumIsRefused(boolean v6) throws Exception {
        byte[] complete = PacketEncoder.encode(packet(v6, 100));
        assertThrows(IllegalStateException.class, () -> Offload.cut(complete, 50));
    }
}
