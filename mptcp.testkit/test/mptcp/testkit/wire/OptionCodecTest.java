package mptcp.testkit.wire;

import static mptcp.testkit.wire.Wild.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mptcp.testkit.wire.TcpOption.AddAddr;
import mptcp.testkit.wire.TcpOption.Dss;
import mptcp.testkit.wire.TcpOption.MpCapable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option against bytes that were written by hand from the figures of the RFCs. */
class OptionCodecTest {
    private static final long KEY_A = 0x0102030405060708L;
    private static final long KEY_B = 0x1112131415161718L;

    static Stream<Arguments> golden() throws Exception {
        InetAddress v4 = InetAddress.getByName("192.0.2.2");
        InetAddress v6 = InetAddress.getByName("2001:db8::2");
        String v6Hex = "20010db8 00000000 00000000 00000002";
        byte[] hmac = HexFormat.of().parseHex("a1".repeat(20));
        return Stream.of(
                // RFC 9293 section 3.2, RFC 7323, RFC 2018
                one("01", new TcpOption.Nop()),
                one("00", new TcpOption.Eol()),
                one("0204 05b4", new TcpOption.Mss(1460)),
                one("0303 07", new TcpOption.WindowScale(7)),
                one("0402", new TcpOption.SackPermitted()),
                one("050a 00000001 00000009", sack(1, 9)),
                one("0512 00000001 00000009 fffffff0 00000000", sack(1, 9, 0xfffffff0L, 0)),
                one("080a 00000064 ffffffff", new TcpOption.Timestamps(100, 0xffffffffL)),
                one("fd04 f989", new TcpOption.Other(253, new byte[] {(byte) 0xf9, (byte) 0x89})),
                // RFC 8684 figure 4: MP_CAPABLE of version 1
                one("1e04 01 01", new MpCapable(1, 1, ABSENT, ABSENT, ABSENT, ABSENT)),
                one("1e0c 01 81 0102030405060708", new MpCapable(1, 0x81, KEY_A, ABSENT, ABSENT, ABSENT)),
                one("1e14 01 01 0102030405060708 1112131415161718",
                        new MpCapable(1, 1, KEY_A, KEY_B, ABSENT, ABSENT)),
                one("1e16 01 01 0102030405060708 1112131415161718 03e8",
                        new MpCapable(1, 1, KEY_A, KEY_B, 1000, ABSENT)),
                one("1e18 01 81 0102030405060708 1112131415161718 03e8 beef",
                        new MpCapable(1, 0x81, KEY_A, KEY_B, 1000, 0xbeef)),
                // RFC 6824 figure 4
                one("1e0c 00 81 0102030405060708", new MpCapable(0, 0x81, KEY_A, ABSENT, ABSENT, ABSENT)),
                // RFC 8684 figures 5 to 7: MP_JOIN
                one("1e0c 11 02 deadbeef 01020304", new TcpOption.JoinSyn(1, 2, 0xdeadbeefL, 0x01020304)),
                one("1e10 10 03 1112131415161718 aabbccdd", new TcpOption.JoinSynAck(0, 3, KEY_B, 0xaabbccddL)),
                one("1e18 10 00 " + "a1".repeat(20), new TcpOption.JoinAck(0, hmac)),
                // RFC 8684 figure 9: DSS
                one("1e08 20 01 00000005", new Dss(5, 4, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, 0, 0)),
                one("1e0c 20 03 0102030405060708", new Dss(KEY_A, 8, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, 0, 0)),
                one("1e0e 20 04 00000005 00000001 03e8", new Dss(ABSENT, ABSENT, 5, 4, 1, 1000, ABSENT, 0, 0)),
                one("1e12 20 0c 0102030405060708 00000001 03e8",
                        new Dss(ABSENT, ABSENT, KEY_A, 8, 1, 1000, ABSENT, 0, 0)),
                one("1e14 20 0c 0102030405060708 00000001 03e8 0000",
                        new Dss(ABSENT, ABSENT, KEY_A, 8, 1, 1000, 0, 0, 0)),
                one("1e1c 20 1f 1112131415161718 0102030405060708 00000000 0001 cafe",
                        new Dss(KEY_B, 8, KEY_A, 8, 0, 1, 0xcafe, 1, 0)),
                one("1e16 20 07 1112131415161718 00000005 00000001 03e8",
                        new Dss(KEY_B, 8, 5, 4, 1, 1000, ABSENT, 0, 0)),
                one("1e04 20 10", new Dss(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, 1, 0)),
                // RFC 8684 figure 12: ADD_ADDR, the echo without the HMAC
                one("1e10 30 07 c0000202 1112131415161718", new AddAddr(0, 7, v4, ABSENT, KEY_B)),
                one("1e12 30 07 c0000202 1f90 1112131415161718", new AddAddr(0, 7, v4, 8080, KEY_B)),
                one("1e08 31 07 c0000202", new AddAddr(1, 7, v4, ABSENT, ABSENT)),
                one("1e0a 31 07 c0000202 1f90", new AddAddr(1, 7, v4, 8080, ABSENT)),
                one("1e1c 30 07 " + v6Hex + "1112131415161718", new AddAddr(0, 7, v6, ABSENT, KEY_B)),
                one("1e1e 30 07 " + v6Hex + "1f90 1112131415161718", new AddAddr(0, 7, v6, 8080, KEY_B)),
                one("1e14 31 07 " + v6Hex, new AddAddr(1, 7, v6, ABSENT, ABSENT)),
                // RFC 6824 figure 12: the IP version in place of the flags
                one("1e08 34 07 c0000202", new AddAddr(4, 7, v4, ABSENT, ABSENT)),
                one("1e0a 34 07 c0000202 1f90", new AddAddr(4, 7, v4, 8080, ABSENT)),
                one("1e14 36 07 " + v6Hex, new AddAddr(6, 7, v6, ABSENT, ABSENT)),
                one("1e16 36 07 " + v6Hex + "1f90", new AddAddr(6, 7, v6, 8080, ABSENT)),
                // RFC 8684 figures 13, 11, 16, 14, 15
                one("1e05 40 07 09", new TcpOption.RemoveAddr(0, List.of(7, 9))),
                one("1e03 51", new TcpOption.MpPrio(1, ABSENT)),
                one("1e04 51 07", new TcpOption.MpPrio(1, 7)),
                one("1e0c 60 00 0102030405060708", new TcpOption.MpFail(0, KEY_A)),
                one("1e0c 70 00 0102030405060708", new TcpOption.FastClose(0, KEY_A)),
                one("1e04 81 06", new TcpOption.TcpRst(1, 6)),
                one("1e05 fc 0102", new TcpOption.OtherMptcp(15, 0xc, new byte[] {1, 2})),
                // a known subtype of a length that it cannot have
                one("1e05 01 0102", new TcpOption.OtherMptcp(0, 1, new byte[] {1, 2})),
                one("1e06 20 01 0102", new TcpOption.OtherMptcp(2, 0, new byte[] {1, 1, 2})),
                one("1e03 40", new TcpOption.OtherMptcp(4, 0, new byte[0])));
    }

    private static TcpOption sack(long... edges) {
        return new TcpOption.Sack(IntStream.range(0, edges.length / 2)
                .mapToObj(i -> new TcpOption.Sack.Block(edges[2 * i], edges[2 * i + 1]))
                .toList());
    }

    private static Arguments one(String hex, TcpOption option) {
        return Arguments.of(hex.replace(" ", ""), option);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void encodesAsTheFigureShows(String hex, TcpOption option) {
        assertEquals(hex, HexFormat.of().formatHex(OptionEncoder.encode(List.of(option))));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void decodesWhatTheFigureShows(String hex, TcpOption option) throws Exception {
        assertEquals(List.of(option), OptionDecoder.decode(HexFormat.of().parseHex(hex)));
    }

    @Test
    void optionsFollowOneAnother() throws Exception {
        byte[] area = HexFormat.of().parseHex("020405b40402080a000000010000000201010303070000");
        assertEquals(List.of(new TcpOption.Mss(1460), new TcpOption.SackPermitted(), new TcpOption.Timestamps(1, 2),
                new TcpOption.Nop(), new TcpOption.Nop(), new TcpOption.WindowScale(7), new TcpOption.Eol()),
                OptionDecoder.decode(area));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "02", // no length
        "0200", // a length below two
        "0205 05b400", // MSS of another length
        "0206 05b4", // past the end
        "0508 00000001 0000", // half a block
        "1e02", // MPTCP without a subtype
        "0001", // after the end of the list
    })
    void refusesWhatIsMalformed(String hex) {
        assertThrows(MalformedPacketException.class,
                () -> OptionDecoder.decode(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @Test
    void wildcardsAreNotForInjection() {
        assertThrows(IllegalArgumentException.class,
                () -> OptionEncoder.encode(List.of(new TcpOption.Mss(Wild.ANY))));
    }

    @Test
    void rawBytesGoThroughUnchanged() {
        byte[] bytes = {(byte) 30, 3, 0x7f, 1};
        assertEquals("1e037f01", HexFormat.of().formatHex(OptionEncoder.encode(List.of(new TcpOption.Raw(bytes)))));
    }
}
