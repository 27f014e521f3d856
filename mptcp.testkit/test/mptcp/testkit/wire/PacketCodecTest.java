package mptcp.testkit.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PacketCodecTest {
    /** A SYN from 10.0.0.1:1 to 10.0.0.2:2; both checksums were added up by hand. */
    private static final String GOLDEN_V4 = "4500002c 00004000 400626ca 0a000001 0a000002".replace(" ", "")
            + "00010002 00000064 00000000 6002ffff 83bd 0000 020405b4".replace(" ", "");

    private static TcpPacket packet(String source, String destination, byte[] payload) throws Exception {
        return new TcpPacket(InetAddress.getByName(source), InetAddress.getByName(destination), 0x02, 64, 1, 2, -5, 7,
                TcpFlags.ACK | TcpFlags.PSH, 65_535, 0,
                List.of(new TcpOption.Nop(), new TcpOption.Nop(), new TcpOption.Timestamps(1, 2)), payload);
    }

    private static TcpPacket v4() throws Exception {
        return packet("10.0.1.1", "10.0.1.2", new byte[] {1, 2, 3});
    }

    private static TcpPacket v6() throws Exception {
        return packet("fd00:1::1", "fd00:1::2", new byte[] {1, 2, 3});
    }

    @Test
    void headerBytesAreInTheirPlaces() throws Exception {
        TcpPacket syn = new TcpPacket(InetAddress.getByName("10.0.0.1"), InetAddress.getByName("10.0.0.2"), 0, 64, 1, 2,
                100, 0, TcpFlags.SYN, 65_535, 0, List.of(new TcpOption.Mss(1460)), new byte[0]);
        // words of the TCP checksum: pseudo-header 1421, header and option 16820; sum 17c41, folded 7c42, inverted 83bd
        assertEquals(GOLDEN_V4, HexFormat.of().formatHex(PacketEncoder.encode(syn)));
    }

    @Test
    void roundTrips() throws Exception {
        for (TcpPacket packet : List.of(v4(), v6())) {
            TcpPacket back = PacketDecoder.decode(PacketEncoder.encode(packet));
            assertArrayEquals(packet.payload(), back.payload());
            assertEquals(packet.options(), back.options());
            assertEquals(packet.from(), back.from());
            assertEquals(packet.to(), back.to());
            assertEquals(-5, back.seq());
            assertEquals(7, back.ack());
            assertEquals("P.", TcpFlags.text(back.flags()));
            assertEquals(0x02, back.trafficClass());
            assertEquals(64, back.hopLimit());
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("IPv4 header checksum", false, RawPackets::badIpChecksum),
                fault("TCP checksum", false, RawPackets::badTcpChecksum),
                fault("TCP checksum", true, RawPackets::badTcpChecksum),
                fault("total length", false, p -> RawPackets.ipLength(p, p.length + 1)),
                fault("payload length", true, p -> RawPackets.ipLength(p, p.length)),
                fault("data offset", false, p -> RawPackets.dataOffset(p, 15)),
                fault("data offset", true, p -> RawPackets.dataOffset(p, 4)),
                fault("header length", false, p -> RawPackets.ipv4Options(p, new byte[4])),
                fault("next header", true, p -> RawPackets.ipv6Extension(p, 60, 8)),
                fault("fragment", false, p -> RawPackets.fragments(p, 16).getFirst()),
                fault("next header is 44", true, p -> RawPackets.fragments(p, 16).getFirst()),
                fault("IP version", false, p -> RawPackets.version(p, 5)),
                fault("needs 20 octets", false, p -> RawPackets.truncated(p, 19)));
    }

    private static Arguments fault(String rule, boolean v6, UnaryOperator<byte[]> change) {
        return Arguments.of(rule, v6, change);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void decoderNamesTheRuleThatIsBroken(String rule, boolean v6, UnaryOperator<byte[]> change) throws Exception {
        byte[] broken = change.apply(PacketEncoder.encode(v6 ? v6() : v4()));
        String message = assertThrows(MalformedPacketException.class, () -> PacketDecoder.decode(broken)).getMessage();
        assertTrue(message.contains(rule), message);
    }

    @Test
    void fragmentsHoldThePacketBetweenThem() throws Exception {
        for (TcpPacket packet : List.of(v4(), v6())) {
            byte[] whole = PacketEncoder.encode(packet);
            boolean v6 = packet.source().getAddress().length == 16;
            int header = v6 ? 48 : 20;
            byte[] joined = new byte[0];
            for (byte[] piece : RawPackets.fragments(whole, 16)) {
                int at = joined.length;
                int offset = v6 ? (piece[42] & 0xff) << 8 | piece[43] & 0xf8
                        : ((piece[6] & 0x1f) << 8 | piece[7] & 0xff) * 8;
                assertEquals(at, offset);
                joined = Arrays.copyOf(joined, at + piece.length - header);
                System.arraycopy(piece, header, joined, at, piece.length - header);
            }
            assertArrayEquals(Arrays.copyOfRange(whole, v6 ? 40 : 20, whole.length), joined);
        }
    }

    @Test
    void dataOffsetKeepsTheChecksumRight() throws Exception {
        byte[] shorter = RawPackets.dataOffset(PacketEncoder.encode(v4()), 5);
        assertEquals(12 + 3, PacketDecoder.decode(shorter).payload().length);
    }

    @Test
    void icmpErrorsQuoteAndSum() throws Exception {
        byte[] quoted = PacketEncoder.encode(v4());
        byte[] error = IcmpPackets.tooBig(InetAddress.getByName("10.0.1.254"), quoted, 1200);
        assertEquals("45", HexFormat.of().formatHex(error, 0, 1));
        assertEquals("0a0001fe0a000101", HexFormat.of().formatHex(error, 12, 20));
        assertEquals("0304", HexFormat.of().formatHex(error, 20, 22));
        assertEquals("000004b0", HexFormat.of().formatHex(error, 24, 28));
        assertArrayEquals(Arrays.copyOf(quoted, 28), Arrays.copyOfRange(error, 28, error.length));
        assertEquals(0, InternetChecksum.of(Arrays.copyOfRange(error, 20, error.length)));

        byte[] quoted6 = PacketEncoder.encode(v6());
        byte[] error6 = IcmpPackets.unreachable(InetAddress.getByName("fd00:1::fe"), quoted6, 4);
        assertEquals("3a", HexFormat.of().formatHex(error6, 6, 7));
        assertEquals("0104", HexFormat.of().formatHex(error6, 40, 42));
        assertArrayEquals(quoted6, Arrays.copyOfRange(error6, 48, error6.length));
        byte[] body = Arrays.copyOfRange(error6, 40, error6.length);
        byte[] pseudo = InternetChecksum.pseudoHeader(Arrays.copyOfRange(error6, 8, 24),
                Arrays.copyOfRange(error6, 24, 40), 58, body.length);
        assertEquals(0, InternetChecksum.of(pseudo, body));
    }

    @Test
    void flagsReadAndWriteAlike() {
        for (int flags = 0; flags < 256; flags++) {
            assertEquals(flags, TcpFlags.of(TcpFlags.text(flags)));
        }
        assertEquals("S.", TcpFlags.text(TcpFlags.SYN | TcpFlags.ACK));
        assertThrows(IllegalArgumentException.class, () -> TcpFlags.of("X"));
    }
}
