package mptcp.gateway.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The formats of RFC 8803 section 6, written by hand from its figures and tables. */
final class ConvertMessageTest {
    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    static Stream<Arguments> figures() {
        ByteBuffer none = ByteBuffer.allocate(0);
        return Stream.of(
                Arguments.of("01 01 2263", List.of()),
                Arguments.of("01 02 2263 01 01 0000", List.of(new ConvertTlv.Info())),
                Arguments.of("01 06 2263 0a 05 01bb 20010db8000000000000000000000001",
                        List.of(new ConvertTlv.Connect(at("2001:db8::1", 443), none))),
                Arguments.of("01 06 2263 0a 05 0050 00000000000000000000ffff c0000201",
                        List.of(new ConvertTlv.Connect(at("192.0.2.1", 80), none))),
                Arguments.of("01 07 2263 0a 06 0050 00000000000000000000ffff c0000201 22020000",
                        List.of(new ConvertTlv.Connect(at("192.0.2.1", 80), bytes("22020000")))),
                Arguments.of("01 03 2263 14 02 0000 020405b4",
                        List.of(new ConvertTlv.ExtendedTcpHeader(bytes("020405b4")))),
                Arguments.of("01 03 2263 15 02 0000 1e220000", List.of(new ConvertTlv.SupportedTcpExtensions(List.of(30, 34)))),
                Arguments.of("01 08 2263 16 02 0000 cafebabe 0a 05 ffff 20010db8000000000000000000000001",
                        List.of(new ConvertTlv.Cookie(bytes("cafebabe")),
                                new ConvertTlv.Connect(at("2001:db8::1", 65535), none))),
                Arguments.of("01 02 2263 1e 01 60 00",
                        List.of(new ConvertTlv.Failure(ConvertError.CONNECTION_RESET, bytes("00")))));
    }

    @ParameterizedTest
    @MethodSource("figures")
    void bothWays(String hex, List<ConvertTlv> tlvs) throws Exception {
        assertEquals(bytes(hex), new ConvertMessage(tlvs).encode());
        assertEquals(new ConvertMessage(tlvs), ConvertMessage.decode(bytes(hex)));
        assertEquals(bytes(hex).remaining(), ConvertMessage.length(bytes(hex)));
    }

    /** Table 2. */
    @ParameterizedTest
    @CsvSource({"0, UNSUPPORTED_VERSION", "1, MALFORMED_MESSAGE", "2, UNSUPPORTED_MESSAGE", "3, MISSING_COOKIE",
        "32, NOT_AUTHORIZED", "33, UNSUPPORTED_TCP_OPTION", "64, RESOURCE_EXCEEDED", "65, NETWORK_FAILURE",
        "96, CONNECTION_RESET", "97, DESTINATION_UNREACHABLE"})
    void errors(int code, ConvertError error) throws Exception {
        assertEquals(code, error.code());
        ConvertMessage message = ConvertMessage.decode(ByteBuffer.wrap(new byte[] {1, 2, 0x22, 0x63, 30, 1, (byte) code, 7}));
        assertEquals(new ConvertTlv.Failure(error, bytes("07")), message.find(ConvertTlv.Failure.class).orElseThrow());
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 0x22, 0x63, 30, 1, (byte) code, 7}),
                ConvertMessage.of(error, (byte) 7).encode());
    }

    @ParameterizedTest
    @CsvSource({
        "02 01 2263, UNSUPPORTED_VERSION",
        "00 01 2263, UNSUPPORTED_VERSION",
        "01 01 2264, MALFORMED_MESSAGE",
        "01 00 2263, ",
        "01 02 2263, MALFORMED_MESSAGE",
        "01 01 2263 01010000, MALFORMED_MESSAGE",
        "01 02 2263 01 00 0000, MALFORMED_MESSAGE",
        "01 02 2263 01 02 0000, MALFORMED_MESSAGE",
        "01 03 2263 01 02 0000 00000000, MALFORMED_MESSAGE",
        "01 03 2263 01 01 0000 01 01 0000, MALFORMED_MESSAGE",
        "01 02 2263 00 01 0000, UNSUPPORTED_MESSAGE",
        "01 02 2263 02 01 0000, UNSUPPORTED_MESSAGE",
        "01 05 2263 0a 04 0050 00000000 00000000 00000000, MALFORMED_MESSAGE",
        "01 02 2263 1e 01 0500, MALFORMED_MESSAGE"})
    void whatIsNone(String hex, ConvertError error) {
        assertEquals(error, assertThrows(ConvertException.class, () -> ConvertMessage.decode(bytes(hex))).error());
    }

    @Test
    void kindsOfOptions() throws Exception {
        assertEquals(List.of(), new ConvertTlv.Connect(at("192.0.2.1", 80), bytes("00000000")).kinds());
        assertEquals(List.of(34, 30), new ConvertTlv.Connect(at("192.0.2.1", 80), bytes("01 2204aabb 1e03ff")).kinds());
        for (String broken : List.of("22", "2201", "2203", "1e04ff")) {
            assertThrows(ConvertException.class, () -> new ConvertTlv.Connect(at("192.0.2.1", 80), bytes(broken)).kinds());
        }
    }

    @Test
    void anErrorEchoesWhatFits() throws Exception {
        ByteBuffer message = ConvertMessage.of(ConvertError.MALFORMED_MESSAGE, new byte[5000]).encode();
        assertEquals(1020, message.remaining());
        assertEquals(1020, ConvertMessage.length(message));
        assertTrue(ConvertMessage.decode(message).find(ConvertTlv.Failure.class).isPresent());
        assertThrows(IllegalArgumentException.class,
                () -> new ConvertMessage(new ConvertTlv.Cookie(ByteBuffer.allocate(1013))).encode());
    }

    /** Whatever comes, it is a message or is told to be none. */
    @Test
    void anyBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] any = new byte[4 * (1 + random.nextInt(12))];
            random.nextBytes(any);
            any[0] = 1;
            any[1] = (byte) (any.length / 4);
            any[2] = 0x22;
            any[3] = 0x63;
            if (any.length > 4) {
                any[4] = List.of((byte) 1, (byte) 10, (byte) 20, (byte) 21, (byte) 22, (byte) 30).get(random.nextInt(6));
                any[5] = (byte) random.nextInt(any.length / 4 + 1);
            }
            try {
                ConvertMessage message = ConvertMessage.decode(ByteBuffer.wrap(any));
                assertEquals(message, ConvertMessage.decode(message.encode()), () -> "seed " + seed);
            } catch (ConvertException _) {
                // told
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(any), e);
            }
        }
    }
}
