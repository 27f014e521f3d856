package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timestamps, TS.Recent and PAWS: RFC 7323 sections 3 to 5. */
class TimestampTest {
    private static final long DAY = seconds(86_400);

    /** A connection whose peer has sent the value 1000 last. */
    private static Sock open(Drill d) {
        d.listen(8080);
        d.inject(syn(0).mss(1460).ts(1000, 0));
        long value = value(d.expect(synAck(0, 1).mss(ANY).ts(ANY, 1000)));
        d.inject(ack(1, 1).ts(1000, value));
        return d.accept();
    }

    private static long value(TcpPacket p) {
        return p.option(TcpOption.Timestamps.class).orElseThrow().value();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(104)
    void everySegmentHasThemOnceNegotiated(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = open(d);
            s.write(10);
            d.expect(data(1, 1, 10).ts(ANY, 1000));
            d.expectBetween(ms(1), seconds(3), data(1, 1, 10).ts(ANY, 1000));
            d.inject(ack(1, 11).ts(1003, 0));
            d.inject(data(1, 11, 10).ts(1005, 0));
            d.expect(ack(11, 11).ts(ANY, 1005));
            s.read(10).close();
            d.expect(fin(11, 11).ts(ANY, 1005));
            d.inject(fin(11, 12).ts(1006, 0));
            d.expect(ack(12, 12).ts(ANY, 1006));
        }
    }

    /** So that a peer in TIME-WAIT takes the next connection of these addresses and ports for newer (RFC 6191). */
    @Test
    @Row(104)
    void theClockOfTheSameAddressesAndPortsGoesOn() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).ts(1000, 0));
            long before = value(d.expect(synAck(0, 1).mss(ANY).ts(ANY, 1000)));
            d.inject(rst(1).ts(1000, before));
            d.advance(seconds(5));
            d.flow("a").restart(d.flow("a").peerIsn() + 50_000);
            d.inject(syn(0).mss(1460).ts(6000, 0));
            assertEquals(5000, value(d.expect(synAck(0, 1).mss(ANY).ts(ANY, 6000))) - before);
        }
    }

    @Test
    @Row(104)
    void noneWithoutNegotiation() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 10).ts(1, 0));
            d.expect(ack(1, 11));
            s.read(10);
        }
    }

    /** RFC 7323 section 5.4: a clock of milliseconds that goes with the time. */
    @Test
    @Row(104)
    void theClockTicksInMilliseconds() {
        try (Drill d = Tcp.plain().open()) {
            open(d);
            d.inject(data(1, 1, 10).ts(1001, 0));
            long first = value(d.expect(ack(1, 11).ts()));
            d.advance(seconds(2));
            d.inject(data(11, 1, 10).ts(1002, 0));
            assertEquals(2000, (int) (value(d.expect(ack(1, 21).ts())) - first));
        }
    }

    /** The wait until a SYN was repeated is no round trip, also where its answer echoes the first; the last one's echo tells. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(104)
    void theAnswerToARepeatedSyn(boolean echoesTheFirst) {
        try (Drill d = Tcp.plain().open()) {
            d.connect();
            long first = value(d.expect(syn(0).partial().ts(ANY, 0)));
            long last = value(d.expectEventually(seconds(2), syn(0).partial().ts(ANY, 0)));
            d.advance(ms(20));
            d.inject(synAck(0, 1).mss(1460).ts(1000, echoesTheFirst ? first : last));
            d.expect(ack(1, 1).ts(ANY, 1000));
            assertEquals(echoesTheFirst ? 0 : ms(20), Tcp.subflow(d).srttNs());
        }
    }

    /** Section 4.3: a segment behind a hole does not move TS.Recent; the one that fills it does. */
    @Test
    @Row(104)
    void tsRecentFollowsTheLeftEdge() {
        try (Drill d = Tcp.plain().open()) {
            open(d);
            d.inject(data(101, 1, 100).ts(1020, 0));
            d.expect(ack(1, 1).ts(ANY, 1000));
            d.inject(data(1, 1, 100).ts(1010, 0));
            d.expect(ack(1, 201).ts(ANY, 1010));
            d.inject(data(201, 1, 100).ts(1030, 0));
            d.expect(ack(1, 301).ts(ANY, 1030));
        }
    }

    /** Section 4.3 (2): delayed acknowledgements echo the first segment that is not acknowledged yet. */
    @Test
    @Row(104)
    void aDelayedAcknowledgementEchoesTheFirst() {
        try (Drill d = Tcp.delaying().config(c -> c.profile(mptcp.api.socket.WireProfile.BSD)).open()) {
            open(d);
            d.inject(data(1, 1, 1448).ts(1010, 0));
            d.expectNothing();
            d.inject(data(1449, 1, 1448).ts(1020, 0));
            d.expect(ack(1, 2897).ts(ANY, 1010));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(104)
    void anOldTimestampIsRefused(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = open(d);
            d.inject(data(1, 1, 10).ts(999, 0));
            d.expect(ack(1, 1).ts(ANY, 1000));
            s.expectNoData();
            assertEquals(1, d.counter("TcpExtPAWSEstab"));
            d.inject(data(1, 1, 10).ts(1000, 0));
            d.expect(ack(1, 11).ts(ANY, 1000));
            s.read(10);
        }
    }

    /** The comparison is modulo 2^32. */
    @Test
    @Row(104)
    void timestampsWrap() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).ts(0xffff_fff0L, 0));
            d.expect(synAck(0, 1).mss(1460).ts(ANY, 0xffff_fff0L));
            d.inject(ack(1, 1).ts(0xffff_fff1L, 0));
            Sock s = d.accept();
            d.inject(data(1, 1, 10).ts(5, 0));
            d.expect(ack(1, 11).ts(ANY, 5));
            d.inject(data(11, 1, 10).ts(0xffff_fff1L, 0));
            d.expect(ack(1, 11).ts(ANY, 5));
            s.read(10);
        }
    }

    /** Section 5.5: after 24 days without a segment TS.Recent says nothing any more. */
    @Test
    @Row(104)
    void afterTwentyFourDaysTsRecentIsInvalid() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = open(d);
            d.advance(23 * DAY);
            d.inject(data(1, 1, 10).ts(900, 0));
            d.expect(ack(1, 1).ts(ANY, 1000));
            d.advance(2 * DAY);
            d.inject(data(1, 1, 10).ts(900, 0));
            d.expect(ack(1, 11).ts(ANY, 900));
            s.read(10);
        }
    }

    /** Section 5.2: a reset needs no timestamp, and an old one does not hurt it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(104)
    void resetsAreNotChecked(boolean withOldTimestamp) {
        try (Drill d = Tcp.plain().open()) {
            Sock s = open(d);
            d.inject(withOldTimestamp ? rst(1).ts(1, 0) : rst(1));
            s.expectError(Reason.RESET);
        }
    }

    /** Section 3.2: without the option a segment that is no reset is dropped, and the connection lives on. */
    @Test
    @Row(104)
    void aSegmentWithoutTimestampIsDropped() {
        try (Drill d = Tcp.plain().config(c -> c.profile(mptcp.api.socket.WireProfile.BSD)).open()) {
            Sock s = open(d);
            d.inject(data(1, 1, 10));
            d.expectNothing(seconds(1));
            s.expectNoData().expectNoError();
            d.inject(data(1, 1, 10).ts(1001, 0));
            d.expect(ack(1, 11).ts(ANY, 1001));
            s.read(10);
        }
    }

    /** An echo of a retransmission tells the round-trip time of that one (section 4.1). */
    @Test
    @Row({104, 106})
    void echoesMeasureRetransmissions() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = open(d);
            s.write(10);
            d.expect(data(1, 1, 10).ts());
            TcpPacket again = d.expectBetween(ms(1), seconds(3), data(1, 1, 10).ts());
            d.advance(ms(40));
            d.inject(ack(1, 11).ts(1001, value(again)));
            assertEquals(ms(40) / 8, Tcp.subflow(d).srttNs(), ms(1));
        }
    }
}
