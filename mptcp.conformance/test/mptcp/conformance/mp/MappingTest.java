package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.DssSpec;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.MptcpCrypto;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mappings of every form, known, repeated, contradictory, late and missing: RFC 8684 sections 3.3.1, 3.3.2 and 3.7. */
class MappingTest {
    private static final int MIDDLEBOX = 6;
    private static final int MPTCP_ERROR = 1;
    private static final int HELD = 64 << 10;

    // --- numbers

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @Row({47, 51})
    void theWidthsThatAreSentFollowThePeers(boolean wideDsn, boolean wideAck) {
        try (Drill d = Mp.drill(0).open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            DssSpec spec = wideAck ? dss().dack64(1) : dss().dack32(1);
            d.inject(data(1, 1, 100).dss(wideDsn ? spec.map64(1, 1, 100) : spec.map32(1, 1, 100)));
            // a DATA_ACK is of 64 bits where the DSN was (RFC 8684 section 3.3.2)
            d.expect(ack(1, 101).dss(wideDsn ? dss().dack64(101) : dss().dack32(101)));
            s.read(100).write(50);
            DssSpec mine = wideDsn ? dss().dack64(101) : dss().dack32(101);
            d.expect(data(1, 101, 50).dss(mine.map64(1, 1, 50)));
            d.inject(ack(101, 51).dss(wideAck ? dss().dack64(51) : dss().dack32(51)));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    /** A key whose initial data sequence number is at most this far below the wrap of its lower half. */
    private static long wrappingKey(int version, int distance) {
        for (long key = 1; ; key++) {
            int low = (int) MptcpCrypto.of(version).idsn(key);
            if (low >= -distance && low < -1000) {
                return key;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(47)
    void bothLowerHalvesWrapWithBothWidths(int version) {
        long own = wrappingKey(version, 20_000);
        try (Drill d = Mp.drill(version).entropy(e -> e.keys(own)).open()) {
            d.conn().peerKey(wrappingKey(version, 20_000));
            Sock s = Mp.server(d);
            int mine = 1;
            for (int at = 101; at < 24_000; at += 500, mine += 500) {
                boolean wide = at / 500 % 3 == 0;
                DssSpec spec = wide ? dss().dack32(mine).map64(at, at, 500) : dss().dack64(mine).map32(at, at, 500);
                d.inject(data(at, mine, 500).dss(spec));
                d.expect(ack(mine, at + 500).partial().dack(at + 500));
                s.read(500).write(500);
                d.expect(data(mine, at + 500, 500).partial().dss(dss().dack(at + 500).map(mine, mine, 500)));
                d.inject(ack(at + 500, mine + 500).dss(wide ? dss().dack64(mine + 500) : dss().dack32(mine + 500)));
                d.skipAcks();
                assertEquals(0, s.socket().unacknowledged());
            }
        }
    }

    @Test
    @Row(57)
    void dataThatWasNeverSentCannotBeAcknowledged() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            s.write(100);
            d.expect(data(1, 101, 100).dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 1).dack(5000), ack(101, 1).dack(102));
            assertEquals(100, s.socket().unacknowledged());
            d.inject(ack(101, 101).dack(101));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    // --- the tightest option space

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({51, 52})
    void timestampsAndTheLongestDssFillTheOptionSpace(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            d.peer().timestamps(true).sack(true).mss(Mp.mss(v6));
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            d.inject(version == 0 ? data(1, 1, 100).nop().nop().ts().dss(dss().dack(1).map(1, 1, 100))
                    : data(1, 1, 100).nop().nop().ts().mpCapable());
            d.expect(ack(1, 101).partial().ts().dack(101));
            s.read(100);
            // a hole: acknowledgements carry SACK beside timestamps and DATA_ACK
            d.inject(data(201, 1, 100).nop().nop().ts().dss(dss().dack64(1).map64(201, 201, 100)));
            d.expect(ack(1, 101).partial().ts().sack(201, 301).dss(dss().dack64(101)));
            // data: 12 of timestamps and 28 of DSS are all 40; SACK has to wait
            s.write(100);
            TcpPacket packet = d.expect(data(1, 101, 100).partial().ts()
                    .dss(dss().dack64(101).map64(1, 1, 100)));
            assertTrue(packet.option(TcpOption.Sack.class).isEmpty());
            assertTrue(packet.option(TcpOption.Dss.class).orElseThrow().checksum() >= 0);
            // and a full segment stays within the peer's MSS
            s.write(1400);
            int full = Mp.mss(v6) - 40;
            int first = Math.min(1400, full);
            d.expect(data(101, 101, first).partial().dss(dss().dack64(101).map64(101, 101, first)));
            if (first < 1400) {
                d.expect(data(101 + first, 101, 1400 - first).anyOptions());
            }
        }
    }

    // --- repeated and contradictory mappings

    @Test
    @Row(49)
    void aMappingMayComeAgainInPieces() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 200).dss(dss().dack(1).map(101, 101, 900)));
            d.inject(data(301, 1, 300).dss(dss().dack(1).map(301, 301, 300)));
            d.inject(data(601, 1, 400).dss(dss().dack(1).map(601, 601, 400)));
            d.skipAcks();
            s.read(900).expectNoError();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(49)
    void aContradictoryMappingEndsItsSubflow(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 1000)));
            d.expect(ack(1, 101).on(b).partial().dack(201));
            d.inject(data(101, 1, 100).on(b).dss(dss().dack(1).map(5101, 101, 900)));
            Mp.expectReset(d, b, MPTCP_ERROR, false);
            s.read(100).expectNoError();
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(201, 101, 100)));
            d.expect(ack(1, 201).partial().dack(301));
            s.read(100);
            assertEquals(1, d.counter("MPTcpExtDSSNotMatching"));
        }
    }

    @Test
    @Row(60)
    void theSameBytesInOtherCutsOverTwoSubflowsAreTakenOnce() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 400).on(b).dss(dss().dack(1).map(301, 1, 400)));
            d.inject(data(101, 1, 300).dss(dss().dack(1).map(201, 101, 300)));
            d.skipAcks();
            s.expectNoData();
            d.inject(data(401, 1, 1000).dss(dss().dack(1).map(101, 401, 1000)));
            d.expect(ack(1, 1401).partial().dack(1101));
            s.read(1000).expectNoData();
            d.inject(data(401, 1, 700).on(b).dss(dss().dack(1).map(501, 401, 700)));
            d.expect(ack(1, 1101).on(b).partial().dack(1201));
            s.read(100);
            assertTrue(Mp.connection(d).duplicates() > 0);
        }
    }

    /** The habit of Linux does not follow an infinite mapping on a bare acknowledgement; who sent it may be plain all the same. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({26, 51})
    void noByteIsGivenTwiceToWhoSentAnInfiniteMapping(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            s.write(1000);
            d.expect(data(1, 101, 1000).partial());
            d.inject(ack(101, 1001).dss(dss().dack(501).map(101, 101, 0)));
            d.advance(seconds(20));
            assertTrue(d.skip().stream().noneMatch(p -> p.payload().length > 0));
            s.expectNoError();
        }
    }

    // --- bytes without a mapping

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({26, 50})
    void withoutAnyMappingTheSubflowIsBroken(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 1000).on(b).dss(dss().dack(1).map(101, 1, 1000)));
            d.expect(ack(1, 1001).on(b).partial().dack(1101));
            s.read(1000);
            d.skipAcks();
            int at = 1001;
            for (; at + 1000 <= 1001 + HELD; at += 1000) {
                d.inject(data(at, 1, 1000).on(b).dack(1));
                d.expect(ack(1, at + 1000).on(b).partial().dack(1101));
            }
            d.inject(data(at, 1, 1000).on(b).dack(1));
            Mp.expectReset(d, b, MIDDLEBOX, false);
            s.expectNoData().expectNoError();
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(1101, 101, 100)));
            d.expect(ack(1, 201).partial().dack(1201));
            s.read(100);
            assertEquals(1, d.counter("MPTcpExtNoDSSInWindow"));
        }
    }

    @Test
    @Row({26, 50})
    void theOnlySubflowIsBrokenAsWell() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 201).partial().dack(101));
            s.expectNoData();
            // a few bytes do not fill anything: after some time they count as unmapped
            d.expectNothing(seconds(9));
            d.advance(seconds(1));
            // the peer learns that this was all there was
            d.expect(rstAck(1, 201).fastClose().tcpRst(0, MIDDLEBOX));
            s.expectReadError(Reason.RESET);
        }
    }

    @Test
    @Row({50, 93})
    void aMappingThatACoalescerLostIsSentAgain() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            // two segments joined, the mapping of the second is gone
            d.inject(data(101, 1, 200).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 301).partial().dack(201));
            s.read(100);
            d.inject(data(301, 1, 100).dss(dss().dack(1).map(301, 301, 100)));
            d.expect(ack(1, 401).partial().dack(201));
            s.expectNoData();
            // the peer misses the DATA_ACK
            d.inject(data(401, 1, 100).dss(dss().dack(1).map(201, 401, 100)));
            d.expect(ack(1, 501).partial().dack(401));
            s.read(200);
            d.expectNothing(seconds(30));
            s.expectNoError();
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }

    /** The peer has fallen back and cannot make it known, or it is broken: the stream would stand still for ever. */
    @Test
    @Row({26, 50})
    void aMappingThatWasLostAndIsNotSentAgain() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 200).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 301).partial().dack(201));
            s.read(100);
            d.inject(data(301, 1, 100).dss(dss().dack(1).map(301, 301, 100)));
            d.expect(ack(1, 401).partial().dack(201));
            d.expectNothing(seconds(69));
            s.expectNoData().expectNoError();
            d.advance(seconds(1));
            d.expect(rstAck(1, 401).fastClose().tcpRst(0, MIDDLEBOX));
            s.expectReadError(Reason.RESET);
        }
    }

    /** That an option which is no mapping came first does not hide that mappings pass, and that one was lost on the way. */
    @Test
    @Row({50, 93})
    void aMappingThatACoalescerLostIsNoStrippingWhereAnAddressCameFirst() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            d.inject(ack(1, 1).addAddr(address(2, "10.9.0.9")));
            d.skipAcks();
            s.expectConnected();
            d.inject(data(1, 1, 200).dss(dss().dack(1).map(1, 1, 100)));
            d.expect(ack(1, 201).partial().dack(101));
            s.read(100);
            d.inject(data(201, 1, 50).dack(1));
            d.expect(ack(1, 251).partial().dack(101));
            d.inject(data(251, 1, 150).dss(dss().dack(1).map(101, 251, 150)));
            d.expect(ack(1, 401).partial().dack(251));
            s.read(150).expectNoError();
        }
    }

    @Test
    @Row({50, 93})
    void whatCameOutOfOrderAndGotNoMappingIsNotHeldForEver() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(201, 1, 100).at(200).dack(1));
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.skipAcks();
            s.read(100);
            d.inject(data(301, 1, 100).dss(dss().dack(1).map(301, 301, 100)));
            d.skipAcks();
            d.expectNothing(seconds(11));
            assertEquals(1, d.counter("MPTcpExtNoDSSInWindow"));
            s.expectNoError();
        }
    }

    /** With checksums a mapping in pieces waits with its subflow: what was left there without a mapping is not in its way. */
    @Test
    @Row({50, 93})
    void bytesWithoutAMappingDoNotKeepLaterPiecesOut() {
        try (Drill d = Mp.drill(1).config(c -> c.checksums(true).receiveBuffer(HELD, HELD)).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 200).dss(dss().dack(1).map(101, 101, 100)));
            d.skipAcks();
            s.read(100);
            int at = 301;
            for (; at < 301 + HELD; at += 1000) {
                d.inject(data(at, 1, 1000).at(at - 101).dss(dss().dack(1).map(at - 100, at, 1000)));
                d.skipAcks();
                s.read(1000);
            }
            d.inject(data(at, 1, 100).at(at - 101).dss(dss().dack(1).map(at - 100, at, 200)));
            d.expect(ack(1, at + 100).partial());
            d.inject(data(at + 100, 1, 100).at(at - 1));
            d.expect(ack(1, at + 200).partial().dack(at + 100));
            s.read(200);
        }
    }

    @Test
    @Row(50)
    void aLateMappingFreesBytesThatCameOutOfOrder() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(301, 1, 100).at(300).dack(1), data(201, 1, 100).at(200).dack(1));
            d.skipAcks();
            s.expectNoData();
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 300)));
            d.expect(ack(1, 401).partial().dack(401));
            s.read(300);
            d.expectNothing(seconds(30));
        }
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(93)
    void splitAndJoinedSegmentsKeepTheirMappings(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            // a segment cut into three, each with the whole mapping or none
            d.inject(data(101, 1, 400).dss(dss().dack(1).map(101, 101, 1200)), data(501, 1, 400).dack(1),
                    data(901, 1, 400).dss(dss().dack(1).map(101, 101, 1200)));
            d.skipAcks();
            s.read(1200);
            // three joined into one, under a mapping that covers them all
            d.inject(data(1301, 1, 3000).dss(dss().dack(1).map(1301, 1301, 3000)));
            d.expect(ack(1, 4301).partial().dack(4301));
            s.read(3000);
        }
    }

    // --- first data

    @Test
    @Row({4, 51})
    void capableWithDataAndChecksum() {
        try (Drill d = Mp.drill(1).config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).partial().mpCapable());
            d.inject(ack(1, 1).mpCapable());
            d.skipAcks();
            Sock s = d.accept();
            d.inject(data(1, 1, 100).mpCapable(capable()));
            d.expect(ack(1, 101).partial().dack(101));
            s.read(100);
            assertFalse(Mp.connection(d).fallback());
        }
    }

    @Test
    @Row(23)
    void aResetOfAnUnprovenJoinLeavesTheOthers() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(rst(1).on(b).tcpRst(1, 5));
            s.expectNoError();
            assertEquals(1, Mp.connection(d).subflows().size());
            assertEquals(1, d.counter("MPTcpExtMPRstRx"));
        }
    }
}
