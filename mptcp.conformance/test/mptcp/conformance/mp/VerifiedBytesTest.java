package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the stream, and what is not yet or never will be: RFC 8684 sections 3.3 and 3.7. */
class VerifiedBytesTest {
    private static Drill checksums(int version) {
        Drill d = Mp.drill(version).config(c -> c.checksums(true)).open();
        d.conn().peerChecksums(true);
        return d;
    }

    /** That its beginning came by another path, and was read, says nothing of the rest of a mapping. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(54)
    void theRestOfAMappingIsVerifiedThoughItsBeginningWasRead(int version) {
        try (Drill d = checksums(version)) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 300).badChecksum()));
            d.expect(ack(1, 201).partial().dack(101));
            s.expectNoData();
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100)));
            d.expect(ack(1, 101).on(b).partial().dack(201));
            s.read(100);
            d.inject(data(201, 1, 200).dack(1));
            d.skip();
            s.expectNoData().expectNoError();
            assertEquals(1, d.counter("MPTcpExtDataCsumErr"));
            d.inject(data(101, 1, 200).on(b).dss(dss().dack(1).map(201, 101, 200)));
            d.expect(ack(1, 301).on(b).partial().dack(401));
            s.read(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(54)
    void unverifiedBytesOfOneSubflowDoNotTouchThoseOfAnother(int version) {
        try (Drill d = checksums(version)) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 300)));
            byte[] damaged = new byte[100];
            d.inject(data(1, 1, 100).on(b).payload(damaged).dss(dss().dack(1).map(101, 1, 300).badChecksum()));
            d.skipAcks();
            s.expectNoData();
            d.inject(data(201, 1, 200).dack(1)); // what came on a is right, whatever came on b
            d.expect(ack(1, 401).partial().dack(401));
            byte[] read = s.readAny(1000);
            assertEquals(300, read.length);
            assertFalse(Arrays.equals(damaged, Arrays.copyOf(read, 100)));
            assertEquals(0, d.counter("MPTcpExtDataCsumErr"));
            assertEquals(2, Mp.connection(d).subflows().size());
        }
    }

    /** Of a mapping that is not verified yet: what the subflow waits for is kept however many holes there are behind it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(54)
    void whatIsNextIsKeptHoweverManyHolesThereAre(int version) {
        try (Drill d = checksums(version)) {
            Mp.server(d);
            d.inject(data(111, 1, 1).dss(dss().dack(1).map(101, 101, 3000)));
            for (int i = 1; i < 600; i++) {
                d.inject(data(111 + 2L * i, 1, 1).dack(1));
            }
            d.skip();
            d.inject(data(101, 1, 4).dack(1));
            d.expect(ack(1, 105).partial());
        }
    }

    // --- the window of a late acknowledgement

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(58)
    void aWindowCountsFromTheDataAckOfItsOwnSegment(int version) {
        try (Drill d = Mp.drill(version).open()) {
            int full = 1432; // of 1460 that the peer takes, less the DSS
            d.peer().window(2 * full);
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            d.inject(Mp.first(d, 100).win(2 * full));
            d.expect(ack(1, 101).partial().dack(101));
            s.read(100).write(20_000);
            d.skip();
            d.inject(ack(101, 2 * full + 1).win(full).dack(2 * full + 1));
            d.skip();
            assertEquals(3 * full, Mp.connection(d).bytesSent());
            d.inject(ack(101, 2 * full + 1).win(3 * full).dack(1)); // older: up to what was granted then, and no further
            d.expectNothing(ms(100));
            assertEquals(3 * full, Mp.connection(d).bytesSent());
        }
    }

    // --- the end of the stream

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(62)
    void aStreamEndsThoughMoreCame(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 200).dss(dss().dack(1).map(101, 101, 200)));
            d.expect(ack(1, 301).partial().dack(301));
            d.inject(ack(301, 1).dss(dss().dack(1).dataFin(251)));
            d.skip();
            s.readAny(1000);
            s.expectEof();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(62)
    void whatLiesBehindTheEndIsNoPartOfTheStream(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(301)));
            d.skip();
            d.inject(data(101, 1, 400).dss(dss().dack(1).map(101, 101, 400)));
            d.skip();
            s.read(200).expectEof();
        }
    }

    // --- numbers far away

    @ParameterizedTest
    @ValueSource(longs = {(1L << 32) - 1000, 1L << 32, 1L << 40, -(1L << 32), -5000, Long.MAX_VALUE - 10, Long.MIN_VALUE + 10})
    @Row(47)
    void aNumberFarAwayDoesNothing(long distance) {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map64(101 + distance, 101, 100)));
            d.skip();
            s.expectNoData().expectNoError();
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }

    // --- fallback

    /** A client that knows of the peer's options by an announcement alone: no DSS came. */
    private static Sock provenClient(Drill d) {
        Sock s = d.connect();
        d.expect(syn(0).partial().mpCapable());
        d.inject(synAck(0, 1).mss(1460).mpCapable());
        d.expect(ack(1, 1).partial().mpCapable());
        d.inject(ack(1, 1).addAddr(3, d.secondPeerAddress()));
        d.skip();
        return s.expectConnected();
    }

    /** Held bytes were acknowledged without a DATA_ACK: the peer may send them again, and the copy is no new data. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({26, 50})
    void whatWasAcknowledgedWithoutADataAckIsNoPlainStream(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = provenClient(d);
            Flow b = d.joinClient("b");
            d.inject(data(1, 1, 100));
            d.skip();
            s.expectNoData();
            d.inject(rst(1).on(b));
            d.skip();
            d.inject(data(101, 1, 100).at(0)); // the same bytes
            d.skip();
            assertTrue(s.socket().available() <= 100, "bytes came twice");
        }
    }

    /** A join that nobody has answered is no other subflow. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({22, 26})
    void aJoinUnderWayDoesNotPreventTheFallback(int version) {
        try (Drill d = Mp.drill(version).secondAddress().open()) {
            Sock s = provenClient(d);
            d.openSubflow("b", d.secondLocalAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.skip();
            d.inject(data(1, 1, 100));
            d.skip();
            s.read(100).expectNoError();
            assertTrue(Mp.connection(d).fallback());
            assertEquals(1, Mp.connection(d).subflows().size());
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 201).anyOptions());
            s.read(100);
        }
    }
}
