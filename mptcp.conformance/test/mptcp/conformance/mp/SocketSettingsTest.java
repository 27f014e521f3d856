package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.api.socket.PacketOptions;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamSocket;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket's settings do to its packets, and to what leaves when. */
class SocketSettingsTest {
    private static final int CLASS = 0xb8;
    private static final int HOPS = 7;
    private static final SocketConfig PACKETS = SocketConfig.DEFAULT.withNoDelay(true)
            .withPackets(PacketOptions.DEFAULT.withTrafficClass(CLASS | 3).withHopLimit(HOPS));

    /** All packets have them: the SYN, acknowledgements, data, a joined subflow's SYN, resets. ECN bits are the stack's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(171)
    void packetsOfAClient(boolean v6) {
        try (Drill d = Mp.drill(1, v6).open()) {
            Sock s = d.connect(PACKETS);
            d.expect(syn(0).partial().mpCapable().trafficClass(CLASS).hopLimit(HOPS));
            d.inject(synAck(0, 1).mss(1440).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable().trafficClass(CLASS).hopLimit(HOPS));
            s.write(100);
            d.expect(data(1, 1, 100).partial().mpCapable().trafficClass(CLASS).hopLimit(HOPS));
            d.inject(ack(1, 101).dack(101));
            Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.expect(syn(0).on(b).partial().mpJoin().trafficClass(CLASS).hopLimit(HOPS));
            s.abort();
            d.expect(rstAck(101, 1).anyOptions().trafficClass(CLASS).hopLimit(HOPS));
        }
    }

    @Test
    @Row(171)
    void packetsOfAnAcceptedSocketAreAsItsListenerHasThem() {
        try (Drill d = Mp.drill(1).open()) {
            d.listen(8080, PACKETS);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).partial().mpCapable().trafficClass(CLASS).hopLimit(HOPS));
            d.inject(ack(1, 1).mpCapable());
            Sock s = d.accept().write(10);
            d.expect(data(1, 1, 10).anyOptions().trafficClass(CLASS).hopLimit(HOPS));
            d.inject(syn(0).on(d.joinFlow("b")).mpJoin(join().id(2)));
            d.expect(synAck(0, 1).on("b").partial().mpJoin(join().anyBackup()).trafficClass(CLASS).hopLimit(HOPS));
            s.socket().reconfigure(s.socket().config().withPackets(PacketOptions.DEFAULT));
            d.inject(data(1, 11, 5).mpCapable());
            d.expect(ack(11, 6).anyOptions().trafficClass(0).hopLimit(64));
        }
    }

    /** Linux: a corked rest leaves after 200 ms. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    @Row(172)
    void whatIsCorkedLeavesInTheEnd(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = d.handshakeClient();
            s.socket().cork(true);
            s.write(100);
            d.expectNothing(ms(199));
            d.expectWithin(ms(2), data(1, 1, 100).anyOptions());
            d.inject(version < 0 ? ack(1, 101) : ack(1, 101).dack(101));
            s.write(50); // and the next as well, a retransmission timeout after it was written
            d.expectNothing(ms(199));
            d.expectWithin(ms(2), data(101, 1, 50).anyOptions());
        }
    }

    @Test
    @Row(172)
    void inFreeBsdItWaits() {
        try (Drill d = Mp.drill(-1).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.handshakeClient();
            s.socket().cork(true);
            s.write(100);
            d.expectNothing(seconds(5));
            s.socket().cork(false);
            d.run();
            d.expect(data(1, 1, 100).anyOptions());
        }
    }

    /** What completes a segment leaves at once, and the rest waits its own time. */
    @Test
    @Row(172)
    void wholeSegmentsDoNotWait() {
        try (Drill d = Mp.drill(-1).open()) {
            Sock s = d.handshakeClient();
            int mss = Mp.subflow(d, d.flow("a")).mss();
            s.socket().cork(true);
            s.write(mss + 10);
            d.expect(data(1, 1, mss).anyOptions());
            d.expectNothing(ms(100)); // while something is outstanding
            d.inject(ack(1, 1 + mss));
            d.expectNothing(ms(199));
            d.expectWithin(ms(200), data(1 + mss, 1, 10).anyOptions());
        }
    }

    @Test
    @Row(172)
    void noDelayPushesWhatIsCorked() {
        try (Drill d = Mp.drill(-1).open()) {
            Sock s = d.handshakeClient();
            s.socket().cork(true);
            s.write(100);
            d.expectNothing();
            s.socket().reconfigure(SocketConfig.DEFAULT.withNoDelay(true));
            d.run();
            d.expect(data(1, 1, 100).anyOptions());
            s.write(10); // once: the cork is on
            d.expectNothing(ms(199));
            s.socket().cork(false);
            d.run();
            d.expect(data(101, 1, 10).anyOptions());
        }
    }

    /** TCP_NOTSENT_LOWAT: writing stops at the limit, and is worth while again below half of it. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    @Row(173)
    void writingDoesNotRunAheadOfSending(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = d.handshakeClient();
            s.socket().reconfigure(SocketConfig.DEFAULT.withNoDelay(true).withUnsentLowWater(4000));
            d.run();
            int window = 65_535;
            int left = 200_000;
            int taken = 0;
            for (int n = s.offer(left); n > 0; n = s.offer(left - taken)) {
                taken += n;
            }
            int sent = d.skip().stream().mapToInt(p -> p.payload().length).sum();
            int ahead = taken - sent;
            assertTrue(ahead >= 4000 && ahead < 4000 + window / 2, "what is written and not sent: " + ahead); // a buffer more at the most
            s.expectNotReady(StreamSocket.WRITABLE);
            assertEquals(0, s.offer(1));
            d.inject(version < 0 ? ack(1, 1 + sent).win(window) : ack(1, 1 + sent).win(window).dss(dss().dack(1 + sent)));
            sent += d.skip().stream().mapToInt(p -> p.payload().length).sum();
            d.inject(version < 0 ? ack(1, 1 + sent).win(window) : ack(1, 1 + sent).win(window).dss(dss().dack(1 + sent)));
            d.skip();
            s.expectReady(StreamSocket.WRITABLE);
            assertEquals(100, s.offer(100));
            d.skip();
        }
    }

    /** What waits for room is told of it once there is some. */
    @Test
    @Row(173)
    void aWriterThatWaitsIsTold() {
        try (Drill d = Mp.drill(-1).open()) {
            Sock s = d.handshakeClient();
            s.socket().reconfigure(SocketConfig.DEFAULT.withUnsentLowWater(2000));
            d.run();
            while (s.offer(50_000) > 0) {
                // until the congestion window is full and so is the limit
            }
            int sent = d.skip().stream().mapToInt(p -> p.payload().length).sum();
            int[] told = {0};
            s.socket().listener((socket, ready) -> told[0] += (ready & StreamSocket.WRITABLE) != 0 ? 1 : 0);
            d.run();
            assertEquals(0, told[0]);
            assertEquals(0, s.offer(1));
            d.inject(ack(1, 1 + sent));
            int more;
            do { // there was a buffer more than the limit says
                d.inject(ack(1, 1 + sent));
                more = d.skip().stream().mapToInt(p -> p.payload().length).sum();
                sent += more;
            } while (more > 0);
            assertEquals(1, Math.min(1, told[0]));
        }
    }

    @Test
    @Row(171)
    void theEcnBitsAreTheStacks() {
        try (Drill d = Mp.drill(-1).config(c -> c.ecn(true)).open()) {
            Sock s = d.connect(PACKETS);
            d.expect(segment("SEW", 0, 0).anyOptions().trafficClass(CLASS));
            d.inject(segment("S.E", 0, 0).ack(1).mss(1000));
            d.expect(ack(1, 1).anyOptions().trafficClass(CLASS));
            s.write(10);
            d.expect(data(1, 1, 10).anyOptions().trafficClass(CLASS | 2));
        }
    }
}
