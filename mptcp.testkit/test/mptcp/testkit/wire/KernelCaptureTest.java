package mptcp.testkit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads captures of two Linux kernels that speak Multipath TCP to each other, and writes every packet again. */
class KernelCaptureTest {
    private static final int ETHERNET_HEADER = 14;

    /** The IP packets of an Ethernet capture. */
    private static List<byte[]> packets(String name) throws IOException {
        try (InputStream in = KernelCaptureTest.class.getResourceAsStream(name)) {
            ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).position(24);
            List<byte[]> packets = new ArrayList<>();
            while (file.hasRemaining()) {
                byte[] frame = new byte[file.position(file.position() + 8).getInt()];
                file.getInt();
                file.get(frame);
                packets.add(Arrays.copyOfRange(frame, ETHERNET_HEADER, frame.length));
            }
            return packets;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel-mptcp.pcap", "kernel-mptcp-csum.pcap"})
    void whatIsReadIsWrittenAlike(String name) throws Exception {
        int mptcp = 0;
        for (byte[] packet : packets(name)) {
            byte[] sealed = withChecksums(packet);
            TcpPacket decoded = PacketDecoder.decode(sealed);
            assertFalse(decoded.options().stream().anyMatch(TcpOption.OtherMptcp.class::isInstance),
                    () -> "not understood: " + decoded.options());
            mptcp += decoded.options().stream().anyMatch(TcpOption::mptcp) ? 1 : 0;
            byte[] again = PacketEncoder.encode(decoded);
            // the identification and what follows from it is not kept
            byte[] expected = sealed.clone();
            System.arraycopy(again, 4, expected, 4, 2);
            System.arraycopy(again, 10, expected, 10, 2);
            assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(again));
        }
        assertTrue(mptcp > 50, "MPTCP packets: " + mptcp);
    }

    /** The kernel left the checksums to a device that did not exist. */
    private static byte[] withChecksums(byte[] packet) {
        return RawPackets.dataOffset(packet, packet[32] >> 4 & 0xf);
    }

    @Test
    void tokensFollowFromTheKeysOnTheWire() throws Exception {
        List<Long> keys = new ArrayList<>();
        int joins = 0;
        for (byte[] packet : packets("kernel-mptcp.pcap")) {
            TcpPacket decoded = PacketDecoder.decode(withChecksums(packet));
            decoded.option(TcpOption.MpCapable.class)
                    .filter(c -> Wild.present(c.receiverKey()))
                    .ifPresent(c -> keys.addAll(List.of(c.senderKey(), c.receiverKey())));
            TcpOption.JoinSyn join = decoded.option(TcpOption.JoinSyn.class).orElse(null);
            if (join != null) {
                joins++;
                assertTrue(keys.stream().anyMatch(key -> MptcpCrypto.V1.token(key) == (int) join.token()));
            }
        }
        assertTrue(joins > 0);
    }

    @Test
    void dssChecksumsOfTheKernelAreRight() throws Exception {
        int checked = 0;
        for (byte[] packet : packets("kernel-mptcp-csum.pcap")) {
            TcpPacket decoded = PacketDecoder.decode(withChecksums(packet));
            TcpOption.Dss dss = decoded.option(TcpOption.Dss.class).orElse(null);
            if (dss == null || !dss.hasMapping() || dss.dsnWidth() != 8
                    || dss.length() - dss.dataFin() != decoded.payload().length) {
                continue;
            }
            checked++;
            assertEquals(dss.checksum(),
                    InternetChecksum.dss(dss.dsn(), (int) dss.ssn(), (int) dss.length(), decoded.payload()));
        }
        assertTrue(checked > 5, "mappings: " + checked);
    }
}
