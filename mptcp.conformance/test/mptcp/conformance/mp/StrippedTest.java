package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A middlebox that takes the options away at one place of the handshake or from the first data, in one direction or both,
 * as either end sees it: plain TCP, and every byte arrives. RFC 8684 section 3.7; RFC 6824 section 3.6.
 */
class StrippedTest {
    /** What does not come through. */
    enum Place { SYN, SYN_ACK, THIRD_ACK, DATA_TO_STACK, DATA_TO_PEER }

    static Stream<Arguments> cases() {
        return Mp.variants().flatMap(v -> Stream.of(Place.values())
                .map(place -> Arguments.of(v.get()[0], v.get()[1], place)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Row({19, 21, 22, 27, 95})
    void theStackIsTheServer(int version, boolean v6, Place place) {
        try (Drill d = Mp.drill(version, v6).open()) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            boolean offered = place != Place.SYN;
            d.inject(capable(syn(0).mss(Mp.mss(v6)), offered));
            d.expect(capable(synAck(0, 1).mss(Mp.mss(v6)), offered));
            boolean agreed = offered && place != Place.SYN_ACK && place != Place.THIRD_ACK;
            d.inject(capable(ack(1, 1), agreed));
            d.skipAcks();
            Sock s = d.accept();
            long peer = 1;
            if (place == Place.DATA_TO_PEER) {
                // the server speaks first; what acknowledges it knows of no mapping
                s.write(100);
                d.expect(data(1, 1, 100).partial().dss(dss().dack(1).map(1, 1, 100)));
                d.inject(ack(1, 101));
                assertEquals(0, s.socket().unacknowledged());
                plain(d, s, peer, 101);
                return;
            }
            if (place == Place.DATA_TO_STACK) {
                d.inject(data(1, 1, 100));
                d.expect(ack(1, 101).anyOptions());
                s.read(100);
                peer = 101;
            }
            plain(d, s, peer, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Row({20, 22, 27, 95})
    void theStackIsTheClient(int version, boolean v6, Place place) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = d.connect(SocketConfig.DEFAULT.withNoDelay(true));
            d.expect(syn(0).partial().mpCapable());
            boolean agreed = place != Place.SYN && place != Place.SYN_ACK;
            d.inject(capable(synAck(0, 1).mss(Mp.mss(v6)), agreed));
            d.expect(agreed ? ack(1, 1).partial().mpCapable() : ack(1, 1));
            s.expectConnected();
            long peer = 1;
            long stack = 1;
            if (place == Place.THIRD_ACK || place == Place.DATA_TO_PEER) {
                s.write(100);
                d.expect(data(1, 1, 100).anyOptions());
                d.inject(ack(1, 101));
                stack = 101;
                assertEquals(0, s.socket().unacknowledged());
            } else if (place == Place.DATA_TO_STACK) {
                d.inject(data(1, 1, 100));
                d.expect(ack(1, 101).anyOptions());
                s.read(100);
                peer = 101;
            }
            plain(d, s, peer, stack);
        }
    }

    /** The third ACK was lost, and the server, which had only the end of an empty stream, answers as plain TCP does. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({20, 22, 27})
    void anEndWithoutOptionsIsPlain(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mpCapable().mss(Mp.mss(v6)));
            d.expect(ack(1, 1).partial().mpCapable());
            s.expectConnected();
            d.inject(fin(1, 1));
            d.expect(ack(1, 2).anyOptions());
            assertTrue(Mp.connection(d).fallback());
            s.expectEof().write(100);
            d.expect(data(1, 2, 100).anyOptions());
            d.inject(ack(2, 101));
            s.expectNoError();
        }
    }

    private static Segment capable(Segment segment, boolean with) {
        return with ? segment.mpCapable() : segment;
    }

    /** Both directions and the end in plain TCP; from these relative numbers on. */
    private static void plain(Drill d, Sock s, long peer, long stack) {
        assertTrue(Mp.connection(d).fallback());
        assertFalse(Mp.connection(d).fallbackReason().isBlank());
        d.inject(data(peer, stack, 200));
        d.expect(ack(stack, peer + 200).anyOptions());
        s.read(200);
        s.write(300);
        d.expect(data(stack, peer + 200, 300).anyOptions());
        d.inject(ack(peer + 200, stack + 300));
        assertEquals(0, s.socket().unacknowledged());
        s.write(300);
        d.expect(data(stack + 300, peer + 200, 300));
        d.inject(ack(peer + 200, stack + 600));
        s.shutdownOutput();
        d.expect(fin(stack + 600, peer + 200));
        d.inject(fin(peer + 200, stack + 601));
        d.expect(ack(stack + 601, peer + 201));
        s.expectEof().expectNoError();
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(92)
    void mappingsCountFromWhateverTheNumbersWereRewrittenTo(int version, boolean v6) {
        for (int isn : new int[] {0, 1, 0x7fff_fff0, 0xffff_ff9c}) {
            try (Drill d = Mp.drill(version, v6).entropy(e -> e.isns(isn, isn)).open()) {
                d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
                d.flow("a").peerIsn(~isn);
                Sock s = d.handshakeServer();
                d.inject(Mp.first(d, 300));
                d.expect(ack(1, 301).partial().dack(301));
                s.read(300).write(300);
                d.expect(data(1, 301, 300).partial().dss(dss().dack(301).map(1, 1, 300)));
                d.inject(data(301, 301, 300).dss(dss().dack(301).map(301, 301, 300)));
                d.expect(ack(301, 601).partial().dss(dss().dack(ANY)));
                s.read(300);
                assertEquals(0, s.socket().unacknowledged());
            }
        }
    }
}
