package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a SYN offers and how it is repeated: RFC 9293 sections 3.7.1 and 3.8.3, RFC 7323 section 2. */
class SynOptionsTest {
    @ParameterizedTest
    @CsvSource({"false, 1500, 1460", "true, 1500, 1440", "false, 1280, 1240", "true, 1280, 1220"})
    @Row(100)
    void segmentSizeFollowsFromTheMtu(boolean v6, int mtu, int mss) {
        try (Drill d = Tcp.plain(v6).mtu(mtu).open()) {
            d.connect();
            d.expect(syn(0).mss(mss).sackOk().ts(ANY, 0).wscale(ANY));
        }
    }

    /** MUST-15: without the option, 536 bytes for IPv4 and 1220 for IPv6. */
    @ParameterizedTest
    @CsvSource({"false, 536", "true, 1220"})
    @Row(100)
    void withoutAnMssSegmentsAreSmall(boolean v6, int size) {
        try (Drill d = Tcp.plain(v6).open()) {
            d.listen(8080);
            d.inject(syn(0));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            Sock s = d.accept();
            s.write(2 * size);
            d.expect(data(1, 1, size), data(1 + size, 1, size));
        }
    }

    /** RFC 6691: what options take comes off the payload. */
    @Test
    @Row(100)
    void optionsComeOffThePayload() {
        try (Drill d = Tcp.plain().open()) {
            d.peer().mss(1000).timestamps(true);
            Sock s = d.handshakeServer();
            s.write(988);
            d.expect(data(1, 1, 988).ts());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(100)
    void aRepeatedSynIsTheSame(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            d.connect();
            TcpPacket first = d.expect(syn(0).anyOptions());
            TcpPacket second = d.expectAfter(seconds(1), syn(0).anyOptions());
            assertEquals(withoutTime(first), withoutTime(second));
            assertEquals(first.seq(), second.seq());
            assertEquals(first.window(), second.window());
        }
    }

    private static Object withoutTime(TcpPacket p) {
        return p.options().stream().filter(o -> !(o instanceof TcpOption.Timestamps)).toList();
    }

    /** The SYN/ACK that answers a repeated SYN is the one that was lost. */
    @Test
    @Row(100)
    void aRepeatedSynIsAnsweredAgain() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).sackOk());
            d.expect(synAck(0, 1).mss(1460).sackOk());
            d.inject(syn(0).mss(1460).sackOk());
            d.expect(synAck(0, 1).mss(1460).sackOk());
            d.inject(ack(1, 1));
            d.accept().expectConnected();
        }
    }

    @Test
    @Row(100)
    void unknownAndBrokenOptionsDoNotMatter() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).other(99, 1, 2, 3).nop().mss(1200).eol());
            d.expect(synAck(0, 1).mss(1460));
            d.inject(ack(1, 1).rawOption(4, 0, 1, 1));
            Sock s = d.accept();
            d.inject(data(1, 1, 10).rawOption(8, 99, 0, 0));
            d.expect(ack(1, 11));
            s.read(10);
        }
    }

    /** R2 for a SYN/ACK: the connection is forgotten, and the listener stays. */
    @Test
    @Row(100)
    void synAcksAreGivenUp() {
        try (Drill d = Tcp.plain().config(c -> c.synRetries(2)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
            d.expectAfter(seconds(1), synAck(0, 1).mss(1460));
            d.expectAfter(seconds(2), synAck(0, 1).mss(1460));
            d.expectNothing(seconds(5));
            assertEquals("-", Tcp.state(d));
            d.expectNoAccept();
        }
    }

    /** R2 for data: so many timeouts in a row, then the connection ends. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(100)
    void dataIsGivenUpAfterR2(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.retries(3).minRtoNs(seconds(1))).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.handshakeServer();
            s.write(10);
            d.expect(data(1, 1, 10));
            d.expectAfter(seconds(1), data(1, 1, 10));
            d.expectAfter(seconds(1), data(1, 1, 10));
            d.expectAfter(seconds(1), data(1, 1, 10));
            s.expectNoError();
            d.expectAfter(seconds(1), rstAck(11, 1));
            s.expectError(Reason.TIMED_OUT);
            assertEquals(1, d.counter("TcpExtTCPAbortOnTimeout"));
        }
    }
}
