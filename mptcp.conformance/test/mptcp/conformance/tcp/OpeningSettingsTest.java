package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A socket's own time for connecting (FreeBSD's TCP_KEEPINIT), and a socket without options of TCP (its TCP_NOOPT). */
class OpeningSettingsTest {
    private static final SocketConfig BARE = SocketConfig.DEFAULT.withTcpOptions(false);

    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).delayedAckNs(0));
    }

    private static void gone(Sock s, Drill d, long afterNs) {
        d.advance(afterNs - ms(1));
        s.expectNoError();
        d.advance(ms(2));
        d.skip();
        s.expectError(Reason.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource
    @Row(178)
    void howLongAConnectMayTake(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.connect(SocketConfig.DEFAULT.withConnectTimeout(ms(3500)));
            gone(s, d, ms(3500));
        }
        try (Drill d = drill(profile).open()) {
            Sock s = d.connect(SocketConfig.DEFAULT.withConnectTimeout(seconds(90)));
            gone(s, d, seconds(90)); // longer than the profile's 75 s, too
        }
    }

    /** SYNs go on as they would; the next one is not drawn nearer. */
    @Test
    @Row(178)
    void itCountsFromWhenItIsSet() {
        try (Drill d = drill(WireProfile.BSD).open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
            d.advance(ms(500));
            s.socket().reconfigure(SocketConfig.DEFAULT.withConnectTimeout(seconds(2)));
            d.expectAfter(ms(1700), syn(0).anyOptions());
            gone(s, d, ms(300));
        }
    }

    @Test
    @Row(178)
    void itEndsWithTheHandshake() {
        try (Drill d = drill(WireProfile.BSD).open()) {
            Sock s = d.connect(SocketConfig.DEFAULT.withMptcpVersion(-1).withConnectTimeout(seconds(2)));
            d.expect(syn(0).anyOptions());
            d.inject(synAck(0, 1).mss(1000));
            d.expect(ack(1, 1));
            d.expectNothing(seconds(100));
            s.expectNoError();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Row(179)
    void noSegmentHasOptions(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.connect(BARE);
            d.expect(syn(0).exact());
            d.inject(synAck(0, 1).mss(1000).sackOk().ts(5, 0).wscale(3));
            d.expect(ack(1, 1).exact());
            s.write(1500);
            d.expect(data(1, 1, 1000).exact());
            d.inject(ack(1, 1001));
            d.expect(data(1001, 1, 500).exact());
            d.inject(ack(1, 1501), data(11, 1501, 10));
            d.expect(ack(1501, 1).exact()); // a gap is told by no SACK
            d.inject(data(1, 1501, 10));
            d.expect(ack(1501, 21).exact());
            s.read(20).close();
            d.expect(fin(1501, 21).exact());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Row(179)
    void noneOfAListenersConnectionsHas(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080, BARE);
            d.inject(syn(0).mss(1000).sackOk().ts(5, 0).wscale(3).mpCapable());
            d.expect(synAck(0, 1).exact());
            d.inject(ack(1, 1));
            Sock s = d.accept().write(10);
            d.expect(data(1, 1, 10).exact());
            assertEquals(-1, BARE.mptcpVersion(), "nor is there Multipath TCP");
            assertTrue(s.conn() != null);
        }
    }
}
