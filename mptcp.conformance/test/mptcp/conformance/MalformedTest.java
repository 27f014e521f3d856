package mptcp.conformance;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.RawPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets that no well-behaved peer sends: dropped in silence, or read as far as they are sound. */
class MalformedTest {
    static Stream<Arguments> broken() {
        return Stream.of(
                broken("wrong TCP checksum", RawPackets::badTcpChecksum),
                broken("IP length beyond the packet", p -> RawPackets.ipLength(p, p.length + 20)),
                broken("IP length within the TCP header", p -> RawPackets.ipLength(p, p[0] >> 4 == 4 ? 39 : 19)),
                broken("data offset beyond the packet", p -> RawPackets.dataOffset(RawPackets.truncated(p, 60), 15)),
                broken("data offset below the header", p -> RawPackets.dataOffset(p, 4)),
                broken("cut in the TCP header", p -> RawPackets.truncated(p, p[0] >> 4 == 4 ? 30 : 50)),
                broken("cut in the IP header", p -> RawPackets.truncated(p, 12)),
                broken("IP version 5", p -> RawPackets.version(p, 5)),
                broken("one octet", p -> RawPackets.truncated(p, 1)));
    }

    private static Arguments broken(String name, UnaryOperator<byte[]> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    @Row(123)
    void isDroppedInSilence(String name, UnaryOperator<byte[]> change) {
        for (DrillBuilder builder : new DrillBuilder[] {Drill.v4(), Drill.v6()}) {
            try (Drill d = builder.config(c -> c.delayedAckNs(0)).open()) {
                Sock s = d.handshakeServer();
                d.injectRaw(change.apply(d.encode(data(1, 1, 100).mpCapable())));
                d.expectNothing(seconds(1));
                s.expectNoData().expectNoError();
                d.inject(data(1, 1, 100).mpCapable());
                d.expect(ack(1, 101).dack(101));
                s.read(100);
            }
        }
    }

    @Test
    @Row(123)
    void wrongHeaderChecksumIsDroppedInSilence() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable().change(RawPackets::badIpChecksum));
            d.expectNothing(seconds(1));
            s.expectNoData();
        }
    }

    @Test
    @Row(123)
    void ipv4OptionsArePassedOver() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable().change(p -> RawPackets.ipv4Options(p, new byte[] {1, 1, 1, 0})));
            d.expect(ack(1, 101).dack(101));
            s.read(100);
        }
    }

    @Test
    @Row(123)
    void ipv6ExtensionHeadersArePassedOver() {
        try (Drill d = Drill.v6().config(c -> c.delayedAckNs(0)).open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable().change(p -> RawPackets.ipv6Extension(p, 60, 16)));
            d.expect(ack(1, 101).dack(101));
            d.inject(data(101, 1, 100).dss(dss().map(101, 101, 100)).change(p -> RawPackets.ipv6Extension(p, 0, 8)));
            d.expect(ack(1, 201).dack(201));
            s.read(200);
        }
    }

    @Test
    @Row(123)
    void fragmentsDoNoHarm() {
        for (DrillBuilder builder : new DrillBuilder[] {Drill.v4(), Drill.v6()}) {
            try (Drill d = builder.config(c -> c.delayedAckNs(0)).open()) {
                Sock s = d.handshakeServer();
                d.injectFragments(data(1, 1, 100).mpCapable(), 64);
                d.skipAcks();
                s.expectNoError();
                d.inject(data(1, 1, 100).mpCapable());
                d.expectEventually(0, ack(1, 101).dack(101));
                s.read(100);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    @Row(100)
    void optionsOfNoSenseDoNoHarm(int[] bytes) {
        try (Drill d = Scripts.mptcp().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).rawOption(bytes));
            d.expect(synAck(0, 1).mss(1460));
            d.inject(ack(1, 1).rawOption(bytes));
            Sock s = d.accept();
            d.inject(data(1, 1, 100).rawOption(bytes));
            d.expect(ack(1, 101));
            s.read(100).expectNoError();
        }
    }

    static Stream<int[]> options() {
        return Stream.of(new int[] {8}, new int[] {8, 0}, new int[] {8, 1, 1, 1}, new int[] {8, 40, 0, 0},
                new int[] {30, 2}, new int[] {30, 3, 0xff}, new int[] {30, 4, 0x20, 0xff}, new int[] {30, 24, 0x10, 0},
                new int[] {5, 9, 0, 0, 0, 0, 0, 0, 0}, new int[] {254, 4, 1, 2}, new int[] {0, 30, 12, 0, 0, 0, 0, 0});
    }
}
