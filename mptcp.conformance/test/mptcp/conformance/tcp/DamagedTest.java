package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.RawPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checksums, headers that do not hold together, and urgent data: RFC 9293 sections 3.1 and 3.8.5. */
class DamagedTest {
    private static final int TCP_CHECKSUM = 16;

    private static int tcpAt(boolean v6) {
        return v6 ? 40 : 20;
    }

    /** Every length near the multiples of the summing loop, both ways: the decoder of the tests checks ours. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(123)
    void everyLength(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            long at = 1;
            for (int length = 1; length <= 67; length++) {
                d.inject(data(at, at, length));
                d.expect(ack(at, at + length));
                s.read(length).write(length);
                d.expect(data(at, at + length, length));
                at += length;
                d.inject(ack(at, at));
            }
            assertEquals(0, d.counter("TcpInCsumErrors"));
        }
    }

    /** Any bit of header, options or payload: dropped in silence and counted. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(123)
    void everyBitCounts(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            byte[] good = d.encode(data(1, 1, 9));
            int from = tcpAt(v6) + 4; // other ports would be another connection
            for (int i = from; i < good.length; i++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] bad = good.clone();
                    bad[i] ^= (byte) (1 << bit);
                    d.injectRaw(bad);
                }
            }
            d.expectNothing(seconds(1));
            s.expectNoData();
            d.injectRaw(good);
            d.expect(ack(1, 10));
            s.read(9);
        }
    }

    /** The pseudo-header: addresses belong to the sum. */
    @Test
    @Row(123)
    void theAddressesAreSummed() {
        try (Drill d = Tcp.plain(true).open()) {
            d.listen(8080);
            byte[] packet = d.encode(segment("S", 0, 0).mss(1440));
            packet[23] ^= 1; // of the source address, which no other checksum covers in IPv6
            d.injectRaw(packet);
            d.expectNothing(seconds(1));
            assertEquals(1, d.counter("TcpInCsumErrors"));
        }
    }

    /** Zero is no exemption: TCP has no "no checksum". */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(123)
    void zeroIsWrong(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            byte[] packet = d.encode(data(1, 1, 10));
            packet[tcpAt(v6) + TCP_CHECKSUM] = 0;
            packet[tcpAt(v6) + TCP_CHECKSUM + 1] = 0;
            d.injectRaw(packet);
            d.expectNothing(seconds(1));
            s.expectNoData();
        }
    }

    /** Lengths that contradict each other, extension headers, options, fragments. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(123)
    void headersThatDoNotHoldTogether(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            byte[] good = d.encode(data(1, 1, 10));
            for (int words : new int[] {0, 1, 4, 9, 15}) {
                d.injectRaw(RawPackets.dataOffset(good.clone(), words));
            }
            for (int n = 1; n < good.length; n++) {
                d.injectRaw(RawPackets.truncated(good, n));
            }
            for (int version : new int[] {0, 5, 7, 15}) {
                d.injectRaw(RawPackets.version(good, version));
            }
            for (int length : new int[] {0, 8, 19, 20, 39, good.length + 1, 65_535}) {
                d.injectRaw(RawPackets.ipLength(good, length));
            }
            RawPackets.fragments(good, 16).forEach(d::injectRaw);
            d.expectNothing(seconds(1));
            s.expectNoData();
            assertEquals(List.of(), d.skip());
            d.injectRaw(v6 ? RawPackets.ipv6Extension(good, 60, 16) : RawPackets.ipv4Options(good, new byte[] {1, 1, 1, 0}));
            d.expect(ack(1, 11));
            s.read(10);
        }
    }

    // ---- urgent data

    /** The bytes stay in the stream, wherever the pointer points. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 10, 11, 65_535})
    @Row(124)
    void urgentDataIsInTheStream(int pointer) {
        try (Drill d = Tcp.plain(pointer % 2 == 0).open()) {
            Sock s = d.handshakeServer();
            d.inject(urgent(1, 10, pointer));
            d.expect(ack(1, 11));
            d.inject(data(11, 1, 10));
            d.expect(ack(1, 21));
            s.read(20);
        }
    }

    /** Without text, out of order, with FIN. */
    @Test
    @Row(124)
    void urgentSegmentsOfAllKinds() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(urgent(1, 0, 7));
            d.expectNothing();
            d.inject(urgent(11, 10, 3));
            d.expect(ack(1, 1));
            d.inject(segment("F.U", 21, 0).ack(1).urgent(1));
            d.expect(ack(1, 1));
            d.inject(urgent(1, 10, 2));
            d.expect(ack(1, 22));
            s.read(20).expectEof();
            s.close();
            d.expect(fin(1, 22));
        }
    }

    /** A pointer without the flag means nothing. */
    @Test
    @Row(124)
    void aPointerWithoutTheFlag() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10).urgent(4));
            d.expect(ack(1, 11));
            s.read(10);
        }
    }

    private static Segment urgent(long seq, long length, int pointer) {
        return segment(".U", seq, length).ack(1).urgent(pointer);
    }
}
