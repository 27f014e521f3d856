package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static mptcp.testkit.Script.us;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends open at once, and the numbers they start from: RFC 9293 sections 3.5 and 3.4.1, RFC 6528. */
class OpeningTest {
    /** Figure 8. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(121)
    void simultaneousOpen(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            assertEquals("SYN-RECV", Tcp.state(d));
            d.inject(synAck(0, 1).mss(1460));
            d.skipAcks();
            s.expectConnected();
            s.write(10);
            d.expect(data(1, 1, 10));
            d.inject(data(1, 11, 10));
            d.expect(ack(11, 11));
            s.read(10);
        }
    }

    /** The SYN has a number of its own, before those of the text that comes with it. */
    @Test
    @Row(121)
    void textOnTheSynAckOfASimultaneousOpen() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(synAck(0, 1).mss(1460).payload(new byte[] {1, 2, 3, 4, 5}).at(0));
            d.expect(ack(1, 6));
            s.read(5);
            d.inject(data(6, 1, 10).at(5));
            d.expect(ack(1, 16));
            s.read(10);
        }
    }

    /** A peer that acknowledges without repeating its SYN is fine as well. */
    @Test
    @Row(121)
    void theAcknowledgementAloneIsEnough() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            s.expectConnected();
            d.expectNothing(seconds(10));
        }
    }

    /** RFC 9293 section 3.10.7.3: text that came before the connection was established is queued, and read then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(156)
    void textOfACrossingSynIsReadOnceItIsEstablished(boolean synAckAnswers) {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(segment("S", 0, 100).mss(1000));
            d.expect(synAck(0, 1).anyOptions());
            s.expectNotReady(StreamSocket.READABLE | StreamSocket.CONNECTED);
            d.inject(synAckAnswers ? synAck(0, 1).mss(1000) : ack(101, 1));
            d.expect(ack(1, 101));
            s.expectConnected().read(100);
        }
    }

    /** The same of a SYN/ACK; no Fast Open is needed for it. */
    @Test
    @Row(156)
    void textOfASynAckIsRead() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(segment("S.", 0, 100).ack(1).mss(1000));
            d.expect(ack(1, 101));
            s.expectConnected().read(100);
        }
    }

    /** Options of both SYNs are those of a connection. */
    @Test
    @Row(121)
    void optionsAreNegotiated() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1000).sackOk().ts(500, 0).wscale(3));
            d.expect(synAck(0, 1).mss(1460).sackOk().ts(ANY, 500).wscale(ANY));
            d.inject(synAck(0, 1).mss(1000).sackOk().ts(501, 0).wscale(3));
            d.skipAcks();
            s.write(988);
            d.expect(data(1, 1, 988).ts(ANY, ANY));
        }
    }

    @Test
    @Row(121)
    void theSynAckIsRepeated() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            d.expectWithin(seconds(2), synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            s.expectConnected();
        }
    }

    /** Section 3.10.7.4, second: after an active open a reset in SYN-RECEIVED refuses the connection. */
    @Test
    @Row(121)
    void aResetRefuses() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(rst(1));
            s.expectError(Reason.REFUSED);
        }
    }

    /** Section 3.5, figure 9: an old duplicate SYN meets the reset of the peer, and the listener goes on. */
    @Test
    @Row(121)
    void anOldDuplicateSyn() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
            d.inject(rst(1));
            d.flow("a").restart(5000);
            d.inject(syn(0).mss(1460));
            d.expect(synAck(0, 1).mss(1460));
            d.inject(ack(1, 1));
            d.accept().expectConnected();
        }
    }

    /** Section 3.5.1: half open, the other end has forgotten; what it does not know it resets. */
    @Test
    @Row(121)
    void halfOpen() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            s.write(10);
            d.expect(data(1, 1, 10));
            d.inject(rst(1));
            s.expectError(Reason.RESET);
            d.inject(ack(1, 11));
            d.expect(rst(11));
            d.inject(fin(1, 11));
            d.expect(rst(11));
            d.inject(segment("F", 1, 0));
            d.expectNothing();
        }
    }

    // ---- initial sequence numbers

    private static int isn(Drill d) {
        d.inject(syn(0).mss(1460));
        d.expect(synAck(0, 1).anyOptions());
        int isn = d.flow("a").stackIsn();
        d.inject(rst(1));
        d.flow("a").restart(d.flow("a").peerIsn() + 100_000);
        return isn;
    }

    /** ISN = M + F(addresses, ports, secret): M ticks every 4 microseconds. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(122)
    void theClockOfOneAddressPair(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            d.listen(8080);
            int first = isn(d);
            d.advance(seconds(1));
            int second = isn(d);
            d.advance(us(4));
            assertEquals(250_000, second - first);
            assertEquals(250_001, isn(d) - first);
        }
    }

    /** F differs for every pair of addresses and ports, and nothing can be told from one about another. */
    @Test
    @Row(122)
    void otherPortsOtherNumbers() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            Set<Integer> high = new HashSet<>();
            int last = 0;
            for (int i = 0; i < 64; i++) {
                var flow = d.clientFlow("f" + i);
                d.inject(syn(0).on(flow).mss(1460));
                d.expect(synAck(0, 1).on(flow).anyOptions());
                high.add(flow.stackIsn() >>> 16);
                assertNotEquals(1, Math.abs(flow.stackIsn() - last));
                last = flow.stackIsn();
                d.inject(rst(1).on(flow));
            }
            assertEquals(64, high.size(), 3); // 64 of 65,536: collisions are rare
        }
    }

    /** The secret is the host's. */
    @Test
    @Row(122)
    void anotherHostAnotherSecret() {
        Set<Integer> isns = new HashSet<>();
        for (int seed = 1; seed <= 16; seed++) {
            try (Drill d = Tcp.plain().seed(seed).open()) {
                d.listen(8080);
                isns.add(isn(d));
            }
        }
        assertEquals(16, isns.size());
    }

    /** An attempt that found nobody is answered in kind: no state, no sequence number of ours. */
    @Test
    @Row(122)
    void aRefusalTellsNoNumber() {
        try (Drill d = Tcp.plain().open()) {
            d.listen(8080);
            d.closeListener();
            d.inject(syn(0).mss(1460));
            d.expect(rstAck(0, 1));
        }
    }
}
