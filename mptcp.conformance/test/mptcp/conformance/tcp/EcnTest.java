package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Explicit congestion notification: RFC 3168 section 6.1. */
class EcnTest {
    private static final int ECT0 = 2;
    private static final int CE = 3;

    private static DrillBuilder willing(boolean v6) {
        return Tcp.plain(v6).config(c -> c.ecn(true));
    }

    private static Sock server(Drill d) {
        d.listen(8080);
        d.inject(segment("SEW", 0, 0).mss(1000));
        d.expect(segment("S.E", 0, 0).ack(1).trafficClass(0).anyOptions());
        d.inject(ack(1, 1));
        return d.accept();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(113)
    void passiveNegotiation(boolean v6) {
        try (Drill d = willing(v6).open()) {
            Sock s = server(d);
            s.write(100);
            d.expect(data(1, 1, 100).trafficClass(ECT0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(113)
    void activeNegotiation(boolean v6) {
        try (Drill d = willing(v6).open()) {
            Sock s = d.connect();
            d.expect(segment("SEW", 0, 0).trafficClass(0).anyOptions());
            d.inject(segment("S.E", 0, 0).ack(1).mss(1000));
            d.expect(ack(1, 1).trafficClass(0));
            s.write(100);
            d.expect(data(1, 1, 100).trafficClass(ECT0));
        }
    }

    /** Section 6.1.1: ECE and CWR together on a SYN/ACK is not an agreement, nor is neither of them. */
    @ParameterizedTest
    @ValueSource(strings = {"S.", "S.EW", "S.W"})
    @Row(113)
    void aPeerThatDoesNotAgree(String flags) {
        try (Drill d = willing(false).open()) {
            Sock s = d.connect();
            d.expect(segment("SEW", 0, 0).anyOptions());
            d.inject(segment(flags, 0, 0).ack(1).mss(1000));
            d.expect(ack(1, 1));
            s.write(100);
            d.expect(data(1, 1, 100).trafficClass(0));
            d.inject(data(1, 101, 10).trafficClass(CE));
            d.expect(ack(101, 11));
        }
    }

    @Test
    @Row(113)
    void aSynWithoutBothFlagsIsNotAnOffer() {
        try (Drill d = willing(false).open()) {
            d.listen(8080);
            d.inject(segment("SE", 0, 0).mss(1000));
            d.expect(segment("S.", 0, 0).ack(1).anyOptions());
            d.inject(ack(1, 1));
            d.accept().write(100);
            d.expect(data(1, 1, 100).trafficClass(0));
        }
    }

    @Test
    @Row(113)
    void notOfferedUnlessConfigured() {
        try (Drill d = Tcp.plain().open()) {
            d.connect();
            d.expect(segment("S", 0, 0).anyOptions());
            d.inject(segment("S.E", 0, 0).ack(1).mss(1000));
            d.expect(ack(1, 1));
        }
    }

    /** By default it is agreed to where the peer offers it; a setting says no. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(113)
    void agreedToUnlessForbidden(boolean accept) {
        try (Drill d = Tcp.plain().config(c -> c.ecnAccept(accept)).open()) {
            d.listen(8080);
            d.inject(segment("SEW", 0, 0).mss(1000));
            d.expect(segment(accept ? "S.E" : "S.", 0, 0).ack(1).anyOptions());
            d.inject(ack(1, 1));
            d.accept().write(100);
            d.expect(data(1, 1, 100).trafficClass(accept ? ECT0 : 0));
        }
    }

    /** Sections 6.1.4, 6.1.5: neither acknowledgements nor retransmissions nor a lone FIN are capable. */
    @Test
    @Row(113)
    void onlyNewDataIsCapable() {
        try (Drill d = willing(false).open()) {
            Sock s = server(d);
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11).trafficClass(0));
            s.read(10);
            s.write(100);
            d.expect(data(1, 11, 100).trafficClass(ECT0));
            d.expectBetween(ms(1), seconds(3), data(1, 11, 100).trafficClass(0));
            d.inject(ack(11, 101));
            s.close();
            d.expect(fin(101, 11).trafficClass(0));
        }
    }

    /** Section 6.1.3: ECE on every acknowledgement until CWR comes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(113)
    void theReceiverEchoesUntilCwr(boolean v6) {
        try (Drill d = willing(v6).open()) {
            Sock s = server(d);
            d.inject(data(1, 1, 10).trafficClass(ECT0));
            d.expect(ack(1, 11));
            d.inject(data(11, 1, 10).trafficClass(CE));
            d.expect(segment(".E", 1, 0).ack(21));
            d.inject(data(21, 1, 10).trafficClass(ECT0));
            d.expect(segment(".E", 1, 0).ack(31));
            s.write(10);
            d.expect(segment(".E", 1, 10).ack(31));
            d.inject(segment(".W", 31, 10).ack(11).trafficClass(ECT0));
            d.expect(ack(11, 41));
            d.inject(segment(".W", 41, 10).ack(11).trafficClass(CE)); // reduced, and congested again
            d.expect(segment(".E", 11, 0).ack(51));
        }
    }

    /** Section 6.1.2: halved once a window, told by one CWR on new data, and nothing is sent again. */
    @Test
    @Row(113)
    void theSenderReducesOncePerWindow() {
        try (Drill d = willing(false).open()) {
            Sock s = server(d);
            s.write(40_000);
            assertEquals(10, d.skip().size());
            long before = Tcp.subflow(d).cwnd();
            d.inject(segment(".E", 1, 0).ack(1001));
            assertTrue(Tcp.subflow(d).cwnd() <= before); // it comes down with what is delivered
            for (int i = 2; i <= 10; i++) {
                d.inject(segment(".E", 1, 0).ack(1 + 1000L * i));
            }
            List<TcpPacket> sent = d.skip();
            assertTrue(sent.stream().allMatch(p -> p.seq() - d.flow("a").stackIsn() > 10_000));
            assertEquals(1, sent.stream().filter(p -> p.has(TcpFlags.CWR)).count());
            assertTrue(sent.getFirst().has(TcpFlags.CWR));
            assertEquals(before / 2, Tcp.subflow(d).cwnd(), 1500);
            long next = sent.getLast().seq() - d.flow("a").stackIsn() + 1000;
            d.inject(segment(".E", 1, 0).ack(next)); // a window later it counts again
            assertEquals(before / 4, Tcp.subflow(d).cwnd(), 1500);
            d.skip();
        }
    }

    /**
     * The same where the window comes down at once: the acknowledgement of the last byte that left before the reduction still has the echo,
     * as CWR comes behind it, and is of the same window.
     */
    @Test
    @Row(113)
    void theLastOfTheWindowIsOfTheWindow() {
        try (Drill d = willing(false).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = server(d);
            s.write(40_000);
            int count = d.skip().size();
            long before = Tcp.subflow(d).cwnd();
            d.inject(segment(".E", 1, 0).ack(1001));
            long reduced = Tcp.subflow(d).cwnd();
            assertTrue(reduced <= before / 2 + 1500 && reduced >= before / 2 - 1500, before + " to " + reduced);
            for (int i = 2; i <= count; i++) {
                d.inject(segment(".E", 1, 0).ack(1 + 1000L * i));
            }
            assertEquals(reduced + 1000, Tcp.subflow(d).cwnd(), 1000, "no more than a window grows in a round trip");
            List<TcpPacket> sent = d.skip();
            assertEquals(1, sent.stream().filter(p -> p.has(TcpFlags.CWR)).count());
            d.inject(segment(".E", 1, 0).ack(1 + 1000L * count + 1000)); // congested again, behind CWR
            assertEquals(reduced / 2, Tcp.subflow(d).cwnd(), 1500);
            d.skip();
        }
    }

    /** Section 6.1.2: CWR also after a reduction that a loss made. */
    @Test
    @Row(113)
    void aLossIsToldByCwrToo() {
        try (Drill d = willing(false).open()) {
            Sock s = server(d);
            s.write(40_000);
            assertEquals(10, d.skip().size());
            for (int i = 0; i < 9; i++) {
                d.inject(ack(1, 1));
            }
            d.inject(ack(1, 10_001));
            List<TcpPacket> sent = d.skip();
            TcpPacket again = sent.stream().filter(p -> p.seq() - d.flow("a").stackIsn() == 1).findFirst().orElseThrow();
            assertTrue(!again.has(TcpFlags.CWR) && again.trafficClass() == 0);
            assertEquals(1, sent.stream().filter(p -> p.has(TcpFlags.CWR)).count());
            d.skip();
        }
    }
}
