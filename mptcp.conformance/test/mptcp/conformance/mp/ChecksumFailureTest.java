package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.NONE;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payload that was changed on its way, MP_FAIL and the infinite mapping: RFC 8684 section 3.7; RFC 6824 section 3.6. */
class ChecksumFailureTest {
    private static DrillBuilder drill(int version, boolean v6) {
        return Mp.drill(version, v6).config(c -> c.checksums(true));
    }

    private static Sock server(Drill d) {
        d.conn().peerChecksums(true);
        return Mp.server(d);
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({54, 94})
    void oneOfSeveralSubflowsEndsAndItsDataComesByAnother(int version, boolean v6) {
        try (Drill d = drill(version, v6).open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            // the mapping is of two segments, only the second shows that something is wrong
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 200).badChecksum()));
            d.expect(ack(1, 101).on(b).partial().dack(101));
            d.inject(data(101, 1, 100).on(b).dack(1));
            d.expectOneOf(rst(ANY).on(b).partial().mpFail(101), rstAck(ANY, ANY).on(b).partial().mpFail(101));
            s.expectNoData().expectNoError();
            d.inject(data(101, 1, 200).dss(dss().dack(1).map(101, 101, 200)));
            d.expect(ack(1, 301).partial().dack(301));
            s.read(200);
            assertFalse(Mp.connection(d).fallback());
            assertEquals(1, d.counter("MPTcpExtDataCsumErr"));
        }
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({55, 94})
    void theOnlySubflowGoesOnAsThePathMadeIt(int version, boolean v6) {
        try (Drill d = drill(version, v6).open()) {
            Sock s = server(d);
            byte[] changed = new byte[100];
            Arrays.fill(changed, (byte) 'x');
            d.inject(data(101, 1, 100).payload(changed).dss(dss().dack(1).map(101, 101, 200).badChecksum()));
            d.expect(ack(1, 201).partial().dack(101));
            s.expectNoData();
            d.inject(data(201, 1, 100).at(200).dack(1));
            // the segment that completed the mapping is not taken
            d.expect(ack(1, 201).partial().dack(101).mpFail(101), ack(1, 201).partial().mpFail(101));
            // when it comes again it is the stream, whatever its mapping says
            d.inject(data(201, 1, 100).at(200).dss(dss().dack(1).map(101, 101, 200).badChecksum()));
            d.expect(ack(1, 301).partial().mpFail(101));
            byte[] read = s.readAny(1000);
            assertEquals(200, read.length);
            assertArrayEquals(changed, Arrays.copyOf(read, 100));
            assertTrue(Mp.connection(d).fallback());
            // MP_FAIL is said until the peer has understood
            d.inject(data(301, 1, 50).at(300).dss(dss().dack(1).map(301, 301, 50)));
            d.expect(ack(1, 351).partial().mpFail(101));
            d.inject(data(351, 1, 50).at(350).dss(dss().dack(1).map(101, 101, 0).checksum(0)));
            d.expect(ack(1, 401).dss(dss().dack(ANY).map(1, 1, 0).checksum(0)));
            d.inject(data(401, 1, 50).at(400));
            d.expect(ack(1, 451).anyOptions());
            s.readAny(1000);
            s.write(50);
            // this end says where its own plain stream begins
            d.expect(data(1, 451, 50).dss(dss().dack(ANY).map(1, 1, 0).checksum(0)));
            d.inject(ack(451, 51));
            assertEquals(0, s.socket().unacknowledged());
            s.write(50);
            d.expect(data(51, 451, 50));
            d.inject(ack(451, 101));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({53, 55})
    void aMissingChecksumOnTheOnlySubflowIsAFailureAsWell(int version) {
        try (Drill d = drill(version, false).open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100).checksum(NONE)));
            d.expect(ack(1, 101).partial().mpFail(101), ack(1, 201).partial().mpFail(101));
            s.read(100);
            assertTrue(Mp.connection(d).fallback());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(55)
    void segmentsOutOfOrderUnderAWrongChecksumAreAllDelivered(int version) {
        try (Drill d = drill(version, false).open()) {
            Sock s = server(d);
            d.inject(data(301, 1, 100).dss(dss().dack(1).map(301, 301, 200)));
            d.skipAcks();
            d.inject(data(201, 1, 100).dss(dss().dack(1).map(101, 101, 200).badChecksum()));
            d.skipAcks();
            d.inject(data(101, 1, 100));
            d.expectEventually(0, ack(1, ANY).partial().mpFail(101));
            d.skipAcks();
            d.inject(data(101, 1, 100));
            d.skipAcks();
            s.read(300);
            d.inject(data(401, 1, 100).at(400));
            d.skipAcks();
            s.read(100);
            s.expectNoError();
        }
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(55)
    void whatWasDamagedOnceComesAgain(int version, boolean v6) {
        try (Drill d = drill(version, v6).open()) {
            Sock s = server(d);
            byte[] damaged = new byte[100];
            d.inject(data(101, 1, 100).payload(damaged).dss(dss().dack(1).map(101, 101, 100).checksum(0x1234)));
            d.expect(ack(1, 101).partial().dack(101).mpFail(101), ack(1, 101).partial().mpFail(101));
            s.expectNoData();
            byte[] whole = new byte[100];
            Arrays.fill(whole, (byte) 'y');
            d.inject(data(101, 1, 100).payload(whole).dss(dss().dack(1).map(1, 1, 0).checksum(0)));
            d.skipAcks();
            assertArrayEquals(whole, s.readAny(1000));
        }
    }

    /** The network brings the damaged segment twice, before the peer has heard of it: its checksum shows it both times. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(55)
    void aSecondCopyOfWhatWasDamagedIsNotTakenEither(int version, boolean v6) {
        try (Drill d = drill(version, v6).open()) {
            Sock s = server(d);
            for (int copy = 0; copy < 2; copy++) {
                d.inject(data(101, 1, 100).payload(new byte[100]).dss(dss().dack(1).map(101, 101, 100).checksum(0x1234)));
                d.skipAcks();
            }
            s.expectNoData();
            assertEquals(2, d.counter("MPTcpExtDataCsumErr"));
            d.inject(data(201, 1, 100).at(200).dss(dss().dack(1).map(201, 201, 100)));
            d.skipAcks();
            d.inject(data(101, 1, 100).at(100).dss(dss().dack(1).map(101, 101, 100)));
            d.skipAcks();
            s.read(200).expectNoError();
        }
    }

    // --- MP_FAIL received

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({24, 56})
    void aFailOnTheOnlySubflowEndsMultipathBothWays(int version, boolean v6) {
        try (Drill d = drill(version, v6).open()) {
            Sock s = server(d);
            s.write(300);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 301).dack(301));
            s.write(200);
            d.expect(data(301, 101, 200).partial().dss(dss().dack(101).map(301, 301, 200)));
            d.inject(ack(101, 501).dack(301).mpFail(301));
            d.expect(ack(501, 101).partial().mpFail(101));
            assertTrue(Mp.connection(d).fallback());
            // on the first new data
            s.write(5000);
            int full = Mp.mss(v6) - 40 + 12;
            TcpPacket packet = d.expect(data(501, 101, full).dss(dss().dack(ANY).map(501, 501, 0).checksum(0)));
            assertEquals(0, packet.option(TcpOption.Dss.class).orElseThrow().length());
            d.skip();
            // lost: sent again with the infinite mapping, for nothing else tells the peer
            d.expectEventually(seconds(3), data(501, 101, full).partial().dss(dss().dack(ANY).map(501, 501, 0).checksum(0)));
            d.inject(ack(101, 5501));
            d.skip();
            assertEquals(0, s.socket().unacknowledged());
            s.write(100);
            d.expect(data(5501, 101, 100));
            d.inject(ack(101, 5601));
            // the other direction
            d.inject(data(101, 5601, 100));
            d.expect(ack(5601, 201));
            s.read(100);
        }
    }

    /** The peer saw no mapping of bytes that were lost: the infinite mapping counts from them. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(56)
    void bytesThatWereLostWhenThePeerFellBackComeAgainWithAMapping(int version, boolean v6) {
        try (Drill d = drill(version, v6).open()) {
            Sock s = server(d);
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 101).dack(101));
            s.write(100);
            d.expect(data(101, 101, 100).partial().dss(dss().dack(101).map(101, 101, 100)));
            d.inject(ack(101, 101).dack(101).mpFail(101));
            d.expect(ack(ANY, 101).partial().mpFail(101));
            s.write(5000);
            d.skip(); // some of it has told already, behind what was lost
            d.expectEventually(seconds(3), data(101, 101, ANY).partial().dss(dss().dack(ANY).map(101, 101, 0).checksum(0)));
            d.inject(ack(101, 5201));
            d.skip();
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    /** What came out of order, and what was half received of a mapping, is on the one line of the only subflow. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(56)
    void aFailWhileDataIsOutOfOrderEndsMultipathOnly(int version, boolean v6) {
        try (Drill d = drill(version, v6).open()) {
            Sock s = server(d);
            s.write(300);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(data(101, 1, 100).at(100).dss(dss().dack(1).map(101, 101, 200)));
            d.skipAcks();
            d.inject(data(301, 1, 100).at(300).dss(dss().dack(1).map(301, 301, 100)));
            d.skipAcks();
            s.expectNoData();
            d.inject(ack(201, 301).dack(1).mpFail(1));
            d.expect(ack(301, 201).partial().mpFail(101));
            assertTrue(Mp.connection(d).fallback());
            s.read(100); // the first half of a mapping whose checksum is not waited for any more
            d.inject(data(201, 301, 100).at(200));
            d.skipAcks();
            s.read(200).expectNoError();
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(56)
    void aFailOnOneOfSeveralEndsThatOne(int version) {
        try (Drill d = drill(version, false).open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(100);
            d.expect(data(1, 1, 100).on(b).partial().dss(dss().dack(101).map(1, 1, 100)));
            // on an acknowledgement this time
            d.inject(ack(1, 101).on(b).dack(1).mpFail(1));
            Mp.expectReset(d, b);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            s.expectNoError();
            assertFalse(Mp.connection(d).fallback());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(56)
    void aFailOnASubflowWithReinjectedDataEndsIt(int version) {
        try (Drill d = drill(version, false).config(c -> c.closeTimeoutNs(seconds(5))).open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.prefer("b");
            s.write(100);
            d.expect(data(1, 1, 100).on(b).partial().dss(dss().dack(101).map(101, 1, 100)));
            d.prefer("a");
            s.write(100);
            d.expect(data(101, 101, 100).partial().dss(dss().dack(101).map(201, 101, 100)));
            d.inject(rst(1).on(b));
            d.expect(data(201, 101, 100).partial().dss(dss().dack(101).map(101, 201, 100)));
            // the subflow carries 1-100, 201-300, 101-200: there is no plain stream to go on with
            d.inject(ack(101, 101).dack(1).mpFail(1));
            Mp.expectReset(d, d.flow("a"));
            s.expectNoError();
        }
    }

    // --- the infinite mapping received

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(24)
    void theInfiniteMappingCountsFromItsOwnSubflowNumber(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).partial().dack(201));
            s.read(100);
            // retroactive: from the last mapping on, carried by the segment after it
            d.inject(data(201, 1, 100).at(200).dss(dss().dack(1).map(101, 101, 0)));
            d.expect(ack(1, 301));
            d.inject(data(301, 1, 100).at(300));
            d.expect(ack(1, 401));
            s.read(200);
            assertTrue(Mp.connection(d).fallback());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(24)
    void theInfiniteMappingFreesBytesThatWaitedForOne(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 100).at(100).dack(1));
            d.expect(ack(1, 201).partial().dack(101));
            s.expectNoData();
            d.inject(data(201, 1, 100).at(200).dss(dss().dack(1).map(101, 101, 0)));
            d.expect(ack(1, 301));
            s.read(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(24)
    void theInfiniteMappingOnOneOfSeveralSubflowsEndsIt(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 0)));
            Mp.expectReset(d, b, 1, false);
            s.expectNoError();
            assertFalse(Mp.connection(d).fallback());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({22, 27})
    void aPeerThatStillMapsWhileThisEndIsPlainDoesNotCorruptTheStream(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            s.write(100);
            d.expect(data(1, 1, 100).anyOptions());
            d.inject(ack(1, 101)); // a proxy's: this end falls back
            d.skip();
            assertTrue(Mp.connection(d).fallback());
            d.inject(data(1, 101, 100).dss(dss().dack(101).map(1, 1, 100)));
            d.expect(version == 0 ? ack(101, 101).dss(dss().dack(ANY).map(1, 1, 0)) : ack(101, 101)); // it has seen no DSS of ours
            s.read(100);
            // the peer misses a DATA_ACK and sends again what is here: not the next bytes of the stream
            d.inject(data(101, 101, 100).dss(dss().dack(101).map(1, 101, 100)));
            Mp.expectReset(d, d.flow("a"));
            s.expectReadError(Reason.RESET);
        }
    }

    /** Keys and data that are sent again after the stream has ended: MP_CAPABLE tells of the data, and not of the end behind it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(54)
    void theSumBesideTheKeysIsOfWhatStandsBesideThem(boolean v6) {
        try (Drill d = drill(1, v6).open()) {
            d.conn().peerChecksums(true);
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            s.write(100);
            TcpOption.MpCapable first = keys(d.expect(data(1, 1, 100).anyOptions()));
            s.shutdownOutput();
            d.skip();
            TcpOption.MpCapable again = keys(d.expectEventually(seconds(4), data(1, 1, 100).anyOptions()));
            assertEquals(100, again.dataLength());
            assertEquals(first.checksum(), again.checksum());
        }
    }

    private static TcpOption.MpCapable keys(TcpPacket packet) {
        return packet.option(TcpOption.MpCapable.class).orElseThrow();
    }
}
