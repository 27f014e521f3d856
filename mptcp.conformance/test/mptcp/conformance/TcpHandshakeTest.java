package mptcp.conformance;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.RawPackets;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;

/** Opening a TCP connection: RFC 9293 sections 3.5, 3.10.7; RFC 7323. */
class TcpHandshakeTest {
    @Test
    @Row({100, 105})
    void passiveOpenAnswersWhatWasOffered() {
        try (Drill d = Scripts.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).win(65535).mss(1460).sackOk().ts(100, 0).nop().wscale(7));
            var synAck = d.expect(synAck(0, 1).mss(1460).sackOk().ts(ANY, 100).wscale(ANY));
            assertTrue(synAck.option(TcpOption.WindowScale.class).orElseThrow().shift() <= 14);
            d.inject(ack(1, 1).nop().nop().ts(101, synAck.option(TcpOption.Timestamps.class).orElseThrow().value()));
            d.accept().expectConnected();
            d.expectNothing();
        }
    }

    @Test
    @Row(100)
    void passiveOpenOffersNothingThatWasNotOffered() {
        try (Drill d = Scripts.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(536));
            d.expect(synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            d.accept();
        }
    }

    @Test
    @Row(100)
    void segmentSizeFollowsFromTheFamilyAndTheMtu() {
        try (Drill d = Drill.v6().mtu(1400).config(c -> c.mptcpVersion(-1)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1440));
            d.expect(synAck(0, 1).mss(1340));
            d.inject(ack(1, 1));
            d.accept();
        }
    }

    @Test
    @Row(100)
    void activeOpenOffersInTheOrderOfTheProfile() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).mss(1460).sackOk().ts(ANY, 0).nop().wscale(ANY).exact());
            s.expectNotReady(1);
            d.inject(synAck(0, 1).win(65535).mss(1460));
            d.expect(ack(1, 1));
            s.expectConnected();
        }
    }

    @Test
    @Row(100)
    void synIsRepeatedWithBackoffAndThenGivenUp() {
        try (Drill d = Scripts.version(-1).config(c -> c.synRetries(3).linearSyns(0)).open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
            d.expectAfter(seconds(2), syn(0).anyOptions());
            d.expectAfter(seconds(4), syn(0).anyOptions());
            s.expectNoError();
            d.expectNothing(seconds(9));
            s.expectError(Reason.TIMED_OUT);
        }
    }

    /** MUST-23: for at least three minutes. */
    @Test
    @Row(100)
    void byDefaultASynIsRepeatedForThreeMinutes() {
        try (Drill d = Scripts.version(-1).open()) {
            Sock s = d.connect();
            d.advance(seconds(180));
            s.expectNoError();
            assertEquals(12, d.skip().size()); // 0 to 5, 7, 11, 19, 35, 67 and 131 s
            d.advance(seconds(80));
            s.expectError(Reason.TIMED_OUT);
        }
    }

    @Test
    @Row(100)
    void synAckIsRepeated() {
        try (Drill d = Scripts.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
            d.expectAfter(seconds(1), synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            d.accept();
            d.expectNothing(seconds(10));
        }
    }

    @Test
    @Row(99)
    void resetInSynSentRefuses() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(rstAck(0, 1));
            s.expectError(Reason.REFUSED);
            d.expectNothing(seconds(10));
        }
    }

    @Test
    @Row(99)
    void resetInSynSentCountsOnlyIfItAcknowledgesTheSyn() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(rst(0));
            d.inject(rstAck(0, 2));
            s.expectNoError();
            d.inject(synAck(0, 1).mss(1460));
            d.expect(ack(1, 1));
            s.expectConnected();
        }
    }

    @Test
    @Row(99)
    void unacceptableAcknowledgementInSynSentIsReset() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(synAck(0, 2).mss(1460));
            d.expect(rst(2));
            s.expectNoError();
            d.inject(synAck(0, 1).mss(1460));
            d.expect(ack(1, 1));
        }
    }

    @Test
    @Row(120)
    void listenIgnoresResetsAndResetsAcknowledgements() {
        try (Drill d = Scripts.plain().open()) {
            d.listen(8080);
            d.inject(rst(0));
            d.expectNothing();
            d.inject(ack(0, 77));
            d.expect(rst(77));
            d.inject(synAck(0, 78));
            d.expect(rst(78));
            d.inject(segment("SR", 0, 0));
            d.expectNothing();
        }
    }

    @Test
    @Row(99)
    void closedPortResets() {
        try (Drill d = Scripts.plain().open()) {
            d.flow("a", new InetSocketAddress(d.localAddress(), 9), new InetSocketAddress(d.peerAddress(), 40_000));
            d.inject(syn(0).mss(1460));
            d.expect(rstAck(0, 1));
            d.inject(segment("F", 5, 3));
            d.expect(rstAck(0, 9));
            d.inject(ack(5, 77));
            d.expect(rst(77));
            d.inject(rst(5));
            d.expectNothing();
        }
    }

    @Test
    @Row(121)
    void simultaneousOpen() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            s.expectNotReady(1);
            d.inject(synAck(0, 1).mss(1460));
            d.skipAcks();
            s.expectConnected();
            s.write(10);
            d.expect(data(1, 1, 10));
            d.inject(ack(1, 11));
        }
    }

    @Test
    @Row(123)
    void wrongChecksumIsDroppedInSilence() {
        try (Drill d = Scripts.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).change(RawPackets::badTcpChecksum));
            d.expectNothing(seconds(3));
            d.inject(syn(0).mss(1460).change(RawPackets::badIpChecksum));
            d.expectNothing(seconds(3));
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
        }
    }

    @Test
    @Row(99)
    void synInsideTheWindowOfAnEstablishedConnectionIsChallenged() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(syn(100).mss(1460));
            d.expect(ack(1, 1));
            s.expectNoError();
        }
    }

    @Test
    @Row(102)
    void resetCountsOnlyAtTheLeftEdge() {
        try (Drill d = Scripts.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(rst(100));
            d.expect(ack(1, 1));
            s.expectNoError();
            d.inject(rst(0));
            d.inject(rst(1_000_000_000));
            d.expectNothing();
            s.expectNoError();
            d.inject(rst(1));
            s.expectError(Reason.RESET);
        }
    }

    @Test
    @Row(122)
    void initialSequenceNumbersDiffer() {
        try (Drill d = Scripts.plain().open()) {
            d.listen(8080);
            int first = isn(d, "x");
            int second = isn(d, "y");
            assertTrue(first != second);
        }
    }

    private static int isn(Drill d, String name) {
        var flow = d.clientFlow(name);
        d.inject(syn(0).on(flow).mss(1460));
        d.expect(synAck(0, 1).on(flow).mss(1460));
        d.inject(rst(1).on(flow));
        assertEquals(0, d.skip().size());
        return flow.stackIsn();
    }
}
