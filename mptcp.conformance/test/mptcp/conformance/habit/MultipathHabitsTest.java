package mptcp.conformance.habit;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the profiles decide of Multipath TCP; each test shows both answers. */
class MultipathHabitsTest {
    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).delayedAckNs(0));
    }

    private static boolean linux(WireProfile profile) {
        return profile != WireProfile.BSD;
    }

    /** A server without Nagle's algorithm whose first 100 bytes have arrived and were read. */
    private static Sock server(Drill d) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        Sock s = d.handshakeServer();
        d.inject(data(1, 1, 100).mpCapable());
        d.expect(ack(1, 101).partial().dack(101));
        return s.read(100);
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("announcesWithoutDss")
    void announcements(WireProfile profile) {
        try (Drill d = drill(profile).secondAddress().open()) {
            server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            var told = ack(1, 101).addAddr(address(id, "10.0.2.1"));
            d.expect(linux(profile) ? told : told.partial().dack(101));
            d.inject(ack(101, 1).dack(1).addAddr(address(3, "10.0.2.2")));
            var echo = ack(1, 101).addAddr(address(3, "10.0.2.2").echo());
            d.expect(linux(profile) ? echo : echo.partial().dack(101));
            d.withdraw(id); // which both send with a DSS, as Linux was seen to do
            d.expect(ack(1, 101).partial().dack(101).removeAddr(id));
        }
    }

    /** The segment that announces says nothing of data that came before it: another does. */
    @Test
    @ShowsHabit("announcesWithoutDss")
    void whatIsOwedIsAcknowledgedAllTheSame() {
        try (Drill d = Drill.v4().secondAddress().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.skip();
            s.read(100);
            for (int i = 0; i < 21; i++) { // until acknowledgements are delayed
                d.inject(data(101 + 100 * i, 1, 100).dss(dss().dack(1).map(101 + 100 * i, 101 + 100 * i, 100)));
                d.skip();
                s.read(100);
            }
            d.inject(data(2201, 1, 100).dss(dss().dack(1).map(2201, 2201, 100)));
            d.expectNothing();
            int id = d.announce(d.secondLocalAddress(), 0);
            d.expect(ack(1, 2301).addAddr(address(id, "10.0.2.1")), ack(1, 2301).dack(2301));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("resetsTellReasons")
    void resets(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            s.abort();
            if (linux(profile)) {
                d.expectUnordered(rstAck(1, 101).fastClose().tcpRst(0, 0), rstAck(1, 1).on(b).fastClose().tcpRst(0, 0));
            } else {
                d.expectUnordered(rstAck(1, 101).fastClose(), rstAck(1, 1).on(b).fastClose());
            }
        }
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(ack(101, 1).fastClose());
            d.expect(linux(profile) ? rstAck(1, 101).tcpRst(0, 0) : rstAck(1, 101));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("acksAsWideAsMappings")
    void widths(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.handshakeServer();
            // out of order: what the keys bring is not the next yet
            d.inject(data(101, 1, 100).dss(dss().dack(1).map32(101, 101, 100)));
            d.skip();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 201).partial().dss(linux(profile) ? dss().dack32(201) : dss().dack64(201)));
            s.read(200);
            d.inject(data(201, 1, 100).dss(dss().dack(1).map64(201, 201, 100)));
            d.expect(ack(1, 301).dss(dss().dack64(301)));
            d.inject(data(301, 1, 100).dss(dss().dack(1).map32(301, 301, 100)));
            d.expect(ack(1, 401).dss(linux(profile) ? dss().dack32(401) : dss().dack64(401)));
            s.read(200);
            // a DATA_FIN alone tells nothing of it
            d.inject(ack(401, 1).dss(dss().dack(1).map64(401, 0, 1).fin()));
            d.expect(ack(1, 401).dss(linux(profile) ? dss().dack32(402) : dss().dack64(402)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("dataFinTimeoutNs")
    void theEndIsRepeated(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d).shutdownOutput();
            d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            long[] waits = linux(profile) ? new long[] {200, 200, 400, 800, 1600} : new long[] {230, 460, 920, 1840};
            for (long wait : waits) {
                d.expectBetween(ms(wait), ms(wait) + 100, ack(1, 101).dss(dss().dack(101).dataFin(1)));
            }
        }
    }

    /** At a round trip of 200 ms. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("joinProofByRoundTrips")
    void theProofOfAJoinIsRepeated(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.handshakeClient();
            s.write(100);
            d.expect(data(1, 1, 100).partial());
            d.inject(ack(1, 101).dack(101));
            Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.expect(syn(0).on(b).partial().mpJoin());
            d.advance(ms(200));
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(4)));
            d.expect(ack(1, 1).on(b).mpJoin());
            long[] waits = linux(profile) ? new long[] {400, 400, 400} : new long[] {800, 1600, 3200};
            for (long wait : waits) {
                d.expectAfter(ms(wait), ack(1, 1).on(b).mpJoin());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("dataFinEverywhere")
    void theEndGoesByEverySubflow(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            s.shutdownOutput();
            if (linux(profile)) {
                d.expectUnordered(ack(1, 101).dss(dss().dack(101).dataFin(1)), ack(1, 1).on(b).dss(dss().dack(101).dataFin(1)));
            } else {
                d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            }
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            var answer = ack(1, 201);
            d.expect(linux(profile) ? answer.dss(dss().dack(201).dataFin(1)) : answer.dack(201));
            d.inject(ack(201, 1).dack(2), data(201, 1, 100).dss(dss().dack(2).map(201, 201, 100)));
            d.expect(ack(1, 301).dack(301)); // acknowledged: it is said no more
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("dataFinAckedApart")
    void theAnswerToTheLastEnd(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d).shutdownOutput();
            d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            d.inject(ack(101, 1).dack(2));
            d.inject(ack(101, 1).dss(dss().dack(2).dataFin(101)));
            d.expect(fin(1, 101).dack(102));
            if (linux(profile)) {
                d.expect(ack(2, 101).dack(102));
            }
            d.expectNothing(ms(100));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("keysBeforeDataFin")
    void anEndBeforeAnyData(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).mpCapable());
            s.shutdownOutput();
            if (!linux(profile)) {
                d.expect(ack(1, 1).mpCapable());
            }
            d.expect(ack(1, 1).dss(dss().dack(1).dataFin(1)));
            // Nothing comes back: the keys may have been lost, and without them the peer would take it for plain TCP.
            d.expectWithin(ms(2_000), ack(1, 1).mpCapable());
            d.expect(ack(1, 1).dss(dss().dack(1).dataFin(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("infiniteOnlyWithData")
    void aLengthOfZero(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).map(101, 101, 0)));
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(linux(profile) ? ack(1, 201).dack(201) : ack(1, 201));
        }
    }

    /** D to H name algorithms, of which one is known (RFC 8684 section 3.1): who wants another as well may be taken at his word or not. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("strictCapable")
    void otherAlgorithmsBesideTheKnownOne(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable(capable().flags(0x03)));
            d.expect(linux(profile) ? synAck(0, 1).mss(1460) : synAck(0, 1).mss(1460).mpCapable());
            assertEquals(linux(profile) ? 0 : 1, d.counter("MPTcpExtMPCapableSYNRX"));
        }
    }

    /** What the flags or the version of the third segment ask for is looked at as on the SYN. */
    @ParameterizedTest
    @ValueSource(ints = {0x141, 0x100, 0x001, 0x201})
    @ShowsHabit("strictCapable")
    void theThirdSegmentAsksForSomethingElse(int versionAndFlags) {
        for (WireProfile profile : WireProfile.values()) {
            try (Drill d = drill(profile).open()) {
                d.listen(8080);
                d.inject(syn(0).mss(1460).mpCapable());
                d.expect(synAck(0, 1).mss(1460).mpCapable());
                d.inject(ack(1, 1).mpCapable(capable().version(versionAndFlags >> 8).flags(versionAndFlags & 0xff)));
                Sock s = d.accept();
                assertEquals(1, d.counter("MPTcpExtMPCapableFallbackACK"));
                assertTrue(d.stack().inspector().connections().getFirst().fallback());
                d.inject(data(1, 1, 100));
                d.expect(ack(1, 101));
                s.read(100);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("strictCapable")
    void aDssWhereTheKeysShouldBe(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(ack(1, 1).dack(1));
            assertEquals(linux(profile) ? 1 : 0, d.counter("MPTcpExtMPCapableFallbackACK"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("refusalAcknowledges")
    void aJoinsSegmentWithoutMapping(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b));
            d.expect(rstAck(1, linux(profile) ? 101 : 1).on(b).tcpRst(0, 6));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("endsUnaccepted")
    void theOnlySubflowIsGoneBeforeItIsAccepted(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(ack(1, 1).mpCapable(), data(1, 1, 100).mpCapable());
            d.skip();
            d.inject(rst(101));
            Sock s = d.accept();
            if (linux(profile)) {
                s.expectWriteError(Reason.BROKEN_PIPE);
            } else {
                s.write(100); // another subflow may carry it
                s.expectNoError();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("answersVersion0")
    void theOlderVersion(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.conn().version(0);
            d.inject(syn(0).mss(1460).mpCapable());
            var plain = synAck(0, 1).mss(1460);
            d.expect(linux(profile) ? plain : plain.mpCapable());
        }
    }

    /** The setting decides, whatever the profile says. */
    @ParameterizedTest
    @EnumSource
    @Row(13)
    void theSettingForTheOlderVersion(WireProfile profile) {
        for (int oldest = 0; oldest <= 1; oldest++) {
            int lowest = oldest;
            try (Drill d = drill(profile).config(c -> c.oldestMptcpVersion(lowest)).open()) {
                d.listen(8080);
                d.conn().version(0);
                d.inject(syn(0).mss(1460).mpCapable());
                var plain = synAck(0, 1).mss(1460);
                d.expect(lowest == 0 ? plain.mpCapable() : plain);
                d.inject(lowest == 0 ? ack(1, 1).mpCapable() : ack(1, 1));
                d.skipAcks();
                d.accept();
                assertEquals(lowest == 1, d.stack().inspector().connections().getFirst().fallback());
            }
        }
    }

    @Test
    @Row(75)
    void announcementsAreRepeatedAfterTheSettingAtTheLatest() {
        for (long timeout : new long[] {0, 100}) {
            try (Drill d = Drill.v4().config(c -> c.addAddressTimeoutNs(ms(timeout))).secondAddress().open()) {
                Sock s = d.handshakeServer();
                d.inject(data(1, 1, 100).mpCapable());
                d.skip();
                s.read(100);
                int id = d.announce(d.secondLocalAddress(), 0);
                d.expect(ack(1, 101).addAddr(address(id, "10.0.2.1")));
                if (timeout == 0) {
                    d.expectNothing(seconds(100));
                } else {
                    d.expectAfter(ms(100), ack(1, 101).addAddr(address(id, "10.0.2.1")));
                    d.expectAfter(ms(200), ack(1, 101).addAddr(address(id, "10.0.2.1")));
                }
            }
        }
    }

    /**
     * RFC 8684 section 3.7: data was acknowledged without a DSS, before any was acknowledged with one. That the peer's own first
     * data came with its keys shows only that options pass in the other direction.
     */
    @Test
    @Row(22)
    void theFirstDataIsAcknowledgedPlainlyAfterTheKeysCameWithData() {
        try (Drill d = drill(WireProfile.LINUX).open()) {
            Sock s = server(d);
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 101));
            assertTrue(d.stack().inspector().connections().getFirst().fallback());
            d.skip();
            d.inject(data(101, 101, 100));
            s.read(100);
            d.skip();
            s.write(50);
            d.expect(data(101, 201, 50).partial());
            d.inject(ack(201, 151));
            d.skip();
            s.expectNoError();
        }
    }

    /** With a mapping of its own proven, an acknowledgement without options is a breach, and no fallback. */
    @Test
    @Row(22)
    void laterPlainAcknowledgementsAreNoFallback() {
        try (Drill d = drill(WireProfile.LINUX).open()) {
            Sock s = server(d);
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 101).dack(101));
            s.write(100);
            d.expect(data(101, 101, 100).partial().dss(dss().dack(101).map(101, 101, 100)));
            d.inject(ack(101, 201));
            assertFalse(d.stack().inspector().connections().getFirst().fallback());
            d.inject(ack(101, 201).dack(201));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("asksForOwnChecksums")
    void whoAsksForChecksums(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable(capable().flags(0x81)));
            d.expect(synAck(0, 1).partial().mpCapable(capable().flags(linux(profile) ? 0x01 : 0x81)));
        }
    }
}
