package mptcp.conformance;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.NONE;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.DssSpec;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.InternetChecksum;
import mptcp.testkit.wire.MptcpCrypto;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;

/** Mappings and DATA_ACKs: RFC 8684 sections 3.3.1, 3.3.2 and 3.7. */
class DssTest {
    /** A server whose first 100 bytes have arrived. */
    private static Sock server(Drill d) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        Sock s = d.handshakeServer();
        d.inject(data(1, 1, 100).mpCapable());
        d.expect(ack(1, 101).dack(101));
        return s.read(100);
    }

    /** A key whose initial data sequence number is less than 60,000 before the wrap of its lower half. */
    private static long wrappingKey() {
        for (long key = 1; ; key++) {
            if ((int) MptcpCrypto.V1.idsn(key) >= -60_000 && (int) MptcpCrypto.V1.idsn(key) < -2_000) {
                return key;
            }
        }
    }

    @Test
    @Row({29, 46})
    void mappingsCountFromTheSubflowsOwnStart() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            s.write(3000);
            d.expect(data(1, 101, 1432).dss(dss().dack(101).map64(1, 1, 3000)),
                    data(1433, 101, 1432).dss(dss().dack(101).map64(1, 1, 3000)),
                    data(2865, 101, 136).dss(dss().dack(101).map64(1, 1, 3000)));
            d.inject(ack(101, 3001).dack(3001));
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(500);
            d.expect(data(1, 1, 500).on(b).dss(dss().dack(101).map(3001, 1, 500)));
            d.inject(ack(1, 501).on(b).dack(3501));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @Test
    @Row(47)
    void narrowAndWideNumbersMix() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack32(1).map32(101, 101, 100)));
            d.expect(ack(1, 201).dack(201));
            d.inject(data(201, 1, 100).dss(dss().dack64(1).map32(201, 201, 100)));
            d.expect(ack(1, 301).dack(301));
            d.inject(data(301, 1, 100).dss(dss().dack32(1).map64(301, 301, 100)));
            d.expect(ack(1, 401).dack(401));
            s.read(300);
        }
    }

    @Test
    @Row(47)
    void lowerHalfOfReceivedNumbersWraps() {
        try (Drill d = Scripts.mptcp().open()) {
            d.conn().peerKey(wrappingKey());
            Sock s = server(d);
            for (int at = 101; at < 62_000; at += 1000) {
                d.inject(data(at, 1, 1000).dss(dss().dack32(1).map32(at, at, 1000)));
                d.expect(ack(1, at + 1000).dack(at + 1000));
                s.read(1000);
                d.skipAcks();
            }
        }
    }

    @Test
    @Row(47)
    void lowerHalfOfReceivedAcknowledgementsWraps() {
        long key = wrappingKey();
        try (Drill d = Scripts.mptcp().entropy(e -> e.keys(key)).open()) {
            Sock s = server(d);
            for (int at = 1; at < 62_000; at += 1000) {
                s.write(1000);
                d.expect(data(at, 101, 1000).dss(dss().dack(101).map(at, at, 1000)));
                d.inject(ack(101, at + 1000).dss(dss().dack32(at + 1000)));
                assertEquals(0, s.socket().unacknowledged());
            }
        }
    }

    @Test
    @Row(48)
    void oneMappingCoversManySegments() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 1000).dss(dss().dack(1).map(101, 101, 3000)));
            d.expect(ack(1, 1101).dack(1101));
            d.inject(data(1101, 1, 1000), data(2101, 1, 1000));
            d.expect(ack(1, 2101).dack(2101), ack(1, 3101).dack(3101));
            s.read(3000);
        }
    }

    @Test
    @Row({48, 60})
    void segmentsOfOneMappingArriveInAnyOrder() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(data(2101, 1, 1000).dss(dss().dack(1).map(101, 101, 3000)));
            d.expect(ack(1, 101).dack(101));
            d.inject(data(1101, 1, 1000));
            d.expect(ack(1, 101).dack(101));
            d.inject(data(101, 1, 1000));
            d.expect(ack(1, 3101).dack(3101));
            s.read(3000);
        }
    }

    @Test
    @Row(49)
    void aMappingSaidTwiceIsTolerated() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 500).dss(dss().dack(1).map(101, 101, 1000)));
            d.expect(ack(1, 601).dack(601));
            d.inject(data(601, 1, 500).dss(dss().dack(1).map(101, 101, 1000)));
            d.expect(ack(1, 1101).dack(1101));
            s.read(1000);
            d.inject(data(101, 1, 500).dss(dss().dack(1).map(101, 101, 1000)));
            d.expect(ack(1, 1101).dack(1101));
            s.expectNoData().expectNoError();
        }
    }

    @Test
    @Row(50)
    void dataWaitsForItsMapping() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 500).at(100));
            d.skipAcks();
            s.expectNoData().expectNoError();
            d.inject(data(601, 1, 500).dss(dss().dack(1).map(101, 101, 1000)));
            d.expect(ack(1, 1101).dack(1101));
            s.read(1000);
        }
    }

    @Test
    @Row(51)
    void everyCombinationOfFlagsIsReadByItsFlags() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            int at = 101;
            for (int width = 4; width <= 8; width += 4) {
                for (int i = 0; i < 3; i++) {
                    DssSpec spec = i == 0 ? dss() : i == 1 ? dss().dack32(1) : dss().dack64(1);
                    d.inject(data(at, 1, 10).dss(width == 4 ? spec.map32(at, at, 10) : spec.map64(at, at, 10)));
                    at += 10;
                    d.expect(ack(1, at).dack(at));
                    s.read(10);
                }
            }
            d.inject(data(at, 1, 10).dss(dss().reserved(0xe0).dack(1).map(at, at, 10)));
            d.expect(ack(1, at + 10).dack(at + 10));
            s.read(10);
        }
    }

    @Test
    @Row(52)
    void checksumCoversTheWideNumberAlways() {
        try (Drill d = Scripts.mptcp().config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map32(101, 101, 100)));
            d.expect(ack(1, 201).dack(201));
            s.read(100);
            // what the stack sends is verified by the testkit
            s.write(3000);
            assertEquals(3, d.skip().size());
        }
    }

    @Test
    @Row(52)
    void zeroIsAChecksumLikeOthers() {
        try (Drill d = Scripts.mptcp().config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Sock s = server(d);
            long dsn = MptcpCrypto.V1.idsn(d.conn().peerKey()) + 101;
            byte[] payload = new byte[2];
            int sum = InternetChecksum.dss(dsn, 101, 2, payload);
            payload[0] = (byte) (sum >> 8);
            payload[1] = (byte) sum;
            assertEquals(0, InternetChecksum.dss(dsn, 101, 2, payload));
            d.inject(data(101, 1, 2).payload(payload).dss(dss().dack(1).map(101, 101, 2).checksum(0)));
            d.expect(ack(1, 103).dack(103));
            s.read(2);
        }
    }

    @Test
    @Row(53)
    void checksumNobodyAskedForIsIgnored() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100).checksum(0x1234)));
            d.expect(ack(1, 201).dack(201));
            s.read(100).expectNoError();
            assertFalse(Scripts.connection(d).fallback());
        }
    }

    @Test
    @Row(53)
    void missingChecksumIsAFailure() {
        try (Drill d = Scripts.mptcp().config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100).checksum(NONE)));
            d.expectOneOf(rst(1).on(b).partial(), rstAck(1, 1).on(b).partial(), rstAck(1, 101).on(b).partial());
            s.expectNoData().expectNoError();
        }
    }

    @Test
    @Row(54)
    void badChecksumAmongSeveralSubflowsEndsOne() {
        try (Drill d = Scripts.mptcp().config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100).badChecksum()));
            d.expectOneOf(rst(1).on(b).partial().mpFail(101), rstAck(1, 1).on(b).partial().mpFail(101),
                    rstAck(1, 101).on(b).partial().mpFail(101));
            s.expectNoData().expectNoError();
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).dack(201));
            s.read(100);
        }
    }

    @Test
    @Row(55)
    void badChecksumOnTheOnlySubflowIsReported() {
        try (Drill d = Scripts.mptcp().config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100).badChecksum()));
            d.expect(ack(1, 101).partial().mpFail(101));
            d.skipAcks();
            s.expectNoData().expectNoError();
            d.inject(data(101, 1, 100));
            d.skipAcks();
            // the infinite mapping on the peer's next data counts from the data that failed
            d.inject(data(201, 1, 100).at(200).dss(dss().dack(1).map(101, 101, 0)));
            d.skipAcks();
            s.read(200);
            assertTrue(Scripts.connection(d).fallback());
        }
    }

    @Test
    @Row(56)
    void mpFailOnTheOnlySubflowIsAnsweredWithTheInfiniteMapping() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            s.write(100);
            d.expect(data(1, 101, 100).dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 101).mpFail(1));
            d.expect(ack(101, 101).partial().mpFail(101));
            // on the first new data
            s.write(50);
            d.expect(data(101, 101, 50).dss(dss().dack(101).map(101, 101, 0)));
            s.expectNoError();
            assertTrue(Scripts.connection(d).fallback());
            d.inject(ack(101, 151));
            assertEquals(0, s.socket().unacknowledged());
            s.write(50);
            d.expect(data(151, 101, 50));
        }
    }

    @Test
    @Row(56)
    void mpFailOnOneOfSeveralSubflowsEndsIt() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(100);
            d.expect(data(1, 1, 100).on(b).dss(dss().dack(101).map(1, 1, 100)));
            d.inject(rst(1).on(b).mpFail(1));
            d.expectWithin(seconds(3), data(1, 101, 100).dss(dss().dack(101).map(1, 1, 100)));
            s.expectNoError();
            assertFalse(Scripts.connection(d).fallback());
        }
    }

    @Test
    @Row(57)
    void onlyTheDataAckFreesData() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            s.write(1000);
            d.expect(data(1, 101, 1000).dss(dss().dack(101).map(1, 1, 1000)));
            d.inject(ack(101, 1001).dack(1));
            assertEquals(1000, s.socket().unacknowledged());
            d.inject(ack(101, 1001).dack(501));
            assertEquals(500, s.socket().unacknowledged());
            d.inject(ack(101, 1001).dack(1001));
            assertEquals(0, s.socket().unacknowledged());
            d.inject(ack(101, 1001).dack(501));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @Test
    @Row(58)
    void theWindowIsTheConnectionsOnEverySubflow() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            Flow b = d.joinServer("b");
            List<Integer> windows = new ArrayList<>();
            d.inject(data(101, 1, 500).dss(dss().dack(1).map(101, 101, 500)));
            windows.add(d.expect(ack(1, 601).dack(601)).window());
            d.inject(data(1, 1, 500).on(b).dss(dss().dack(1).map(601, 1, 500)));
            windows.add(d.expect(ack(1, 501).on(b).dack(1101)).window());
            d.advance(ms(10));
            assertTrue(windows.get(0) >= windows.get(1), () -> "unread bytes take room: " + windows);
        }
    }

    @Test
    @Row(60)
    void dataOfSeveralSubflowsIsPutInOrder() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 500).on(b).dss(dss().dack(1).map(601, 1, 500)));
            d.expect(ack(1, 501).on(b).dack(101));
            s.expectNoData();
            d.inject(data(101, 1, 500).dss(dss().dack(1).map(101, 101, 500)));
            var seen = d.expect(ack(1, 601).partial().dack(1101));
            assertTrue(seen.option(TcpOption.Dss.class).isPresent());
            d.skipAcks();
            s.read(1000);
            // the same data once more, by the other way
            d.inject(data(501, 1, 500).on(b).dss(dss().dack(1).map(101, 501, 500)));
            d.expect(ack(1, 1001).on(b).dack(1101));
            s.expectNoData();
        }
    }
}
