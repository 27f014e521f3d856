package mptcp.conformance.tcp;

import mptcp.api.socket.WireProfile;
import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Window scaling: RFC 7323 section 2. */
class WindowScaleTest {
    /** Section 2.2: the window of a SYN is never scaled, in either direction. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(105)
    void synWindowsAreNotScaled(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.profile(mptcp.api.socket.WireProfile.BSD)).config(c -> c.receiveBuffer(40_000, 40_000).windowScale(3)).open()) {
            d.listen(8080);
            d.inject(syn(0).win(2000).mss(1000).wscale(7));
            d.expect(synAck(0, 1).win(40_000).mss(v6 ? 1440 : 1460).wscale(3));
            d.inject(ack(1, 1).win(16)); // 2048
            Sock s = d.accept();
            s.write(10_000);
            d.expect(data(1, 1, 1000), data(1001, 1, 1000));
            d.expectNothing();
            d.inject(data(1, 1, 8).win(100)); // 12,800
            d.expect(data(2001, 9, 1000).win(39_992 >> 3));
            assertEquals(7, d.skip().size());
        }
    }

    /** Without the peer's option neither end scales. */
    @Test
    @Row(105)
    void withoutTheOptionNothingIsScaled() {
        try (Drill d = Tcp.plain().config(c -> c.receiveBuffer(1 << 20, 1 << 20).windowScale(7)).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).win(65_535).mss(1460));
            d.inject(ack(1, 1).win(100));
            Sock s = d.accept();
            d.inject(data(1, 1, 10).win(100));
            d.expect(ack(1, 11).win(65_535));
            s.write(200);
            d.expect(data(1, 11, 100));
            d.expectNothing();
        }
    }

    /** Section 2.3: more than 14 is taken as 14. */
    @ParameterizedTest
    @CsvSource({"14, 14", "15, 14", "255, 14", "0, 0"})
    @Row(105)
    void shiftsAreLimited(int offered, int used) {
        try (Drill d = Tcp.plain().config(c -> c.sendBuffer(1 << 20, 1 << 20)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1000).wscale(offered));
            d.expect(synAck(0, 1).mss(1460).wscale(ANY));
            d.inject(ack(1, 1).win(1));
            Sock s = d.accept();
            s.write(20_000);
            long sent = d.skip().stream().mapToInt(p -> p.payload().length).sum();
            assertEquals(Math.min(1L << used, 10_000), sent);
        }
    }

    /** What this end offers is enough for its largest buffer, and at most 14. */
    @ParameterizedTest
    @CsvSource({"65536, 14", "1073741824, 14"})
    @Row(105)
    void theOfferIsAtMostFourteen(int buffer, int most) {
        try (Drill d = Tcp.plain().config(c -> c.receiveBuffer(4096, buffer)).open()) {
            d.connect();
            TcpPacket p = d.expect(syn(0).anyOptions());
            long shift = p.option(mptcp.testkit.wire.TcpOption.WindowScale.class).orElseThrow().shift();
            assertEquals(true, shift <= most && 65_535L << shift >= Math.min(buffer, 65_535L << 14));
        }
    }

    /** Section 2.3: it is sent on a SYN/ACK only if it came on the SYN; what comes later is ignored. */
    @Test
    @Row(105)
    void theOptionOutsideASynDoesNotCount() {
        try (Drill d = Tcp.plain().open()) {
            d.peer().window(100);
            Sock s = d.handshakeServer();
            d.inject(ack(1, 1).win(100).wscale(7));
            s.write(200);
            d.expect(data(1, 1, 100));
            d.expectNothing(seconds(0));
        }
    }

    /** Left out by setting: neither offered nor answered, and the peer's windows are taken as they are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(105)
    void itCanBeLeftOut(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.profile(mptcp.api.socket.WireProfile.BSD)).config(c -> c.windowScaling(false)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1000).wscale(7));
            d.expect(synAck(0, 1).mss(v6 ? 1440 : 1460));
            d.inject(ack(1, 1).win(1500));
            Sock s = d.accept();
            s.write(3000);
            d.expect(data(1, 1, 1000).win(65_535));
            d.expectNothing();
        }
    }
}
