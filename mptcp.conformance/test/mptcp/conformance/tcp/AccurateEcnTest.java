package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ECN as counts: RFC 9768. */
class AccurateEcnTest {
    private static final int ECT1 = 1;
    private static final int ECT0 = 2;
    private static final int CE = 3;
    private static final int MSS = 1000;
    private static final int COUNTS = 172;
    private static final int COUNTS_ECT1_FIRST = 174;

    private static DrillBuilder willing() {
        return Tcp.plain().config(c -> c.ecn(true).accurateEcn(true).accurateEcnAccept(true));
    }

    /** Letters of the three bits of a count. */
    private static String bits(int count) {
        return ((count & 4) != 0 ? "A" : "") + ((count & 2) != 0 ? "W" : "") + ((count & 1) != 0 ? "E" : "");
    }

    private static Segment counts(Segment s, int ect0, int ce, int ect1) {
        return s.other(COUNTS, ect0 >> 16, ect0 >> 8 & 255, ect0 & 255, ce >> 16, ce >> 8 & 255, ce & 255, ect1 >> 16, ect1 >> 8 & 255, ect1 & 255);
    }

    /** An acknowledgement that counts so many marked packets. */
    private static Segment told(long seq, long ack, int packets) {
        return segment("." + bits(packets), seq, 0).ack(ack);
    }

    private static int count(TcpPacket p) {
        return (p.has(TcpFlags.AE) ? 4 : 0) + (p.has(TcpFlags.CWR) ? 2 : 0) + (p.has(TcpFlags.ECE) ? 1 : 0);
    }

    private static Sock server(Drill d) {
        return server(d, 0);
    }

    private static Sock server(Drill d, long roundTripNs) {
        d.listen(8080);
        d.inject(segment("SAWE", 0, 0).mss(MSS));
        d.expect(segment("S.W", 0, 0).ack(1).anyOptions());
        d.advance(roundTripNs);
        d.inject(segment(".W", 1, 0).ack(1));
        return d.accept();
    }

    private static Sock client(Drill d) {
        Sock s = d.connect();
        d.expect(segment("SAWE", 0, 0).trafficClass(0).anyOptions());
        d.inject(segment("S.W", 0, 0).ack(1).mss(MSS));
        d.expect(segment(".W", 1, 0).ack(1).anyOptions());
        return s;
    }

    /** Section 3.1.1, table 2: the SYN/ACK says how the SYN came. */
    @ParameterizedTest
    @CsvSource({"0, S.W", "1, S.WE", "2, S.A", "3, S.AW"})
    @Row(180)
    void aSynAckTellsHowTheSynCame(int field, String flags) {
        try (Drill d = willing().open()) {
            d.listen(8080);
            d.inject(segment("SAWE", 0, 0).mss(MSS).trafficClass(field));
            d.expect(counts(segment(flags, 0, 0).ack(1).mss(1460), 1, 0, 1).trafficClass(0));
            d.inject(segment(".W", 1, 0).ack(1));
            d.accept().write(10);
            d.expect(segment(".P" + bits(field == CE ? 6 : 5), 1, 10).ack(1).trafficClass(ECT0).anyOptions());
        }
    }

    /** Section 3.1.3: what is neither nothing nor RFC 3168 asks for counts. */
    @ParameterizedTest
    @CsvSource({"S, S.", "SWE, S.E", "SAWE, S.W", "SA, S.W", "SAE, S.W", "SAW, S.W", "SE, S.W", "SW, S.W"})
    @Row(180)
    void offersAreAnswered(String offer, String answer) {
        try (Drill d = willing().open()) {
            d.listen(8080);
            d.inject(segment(offer, 0, 0).mss(MSS));
            d.expect(segment(answer, 0, 0).ack(1).anyOptions());
        }
    }

    /** A server that does not know it answers as to RFC 3168; nor does this one unless it may. */
    @Test
    @Row(180)
    void notAgreedToUnlessConfigured() {
        try (Drill d = Tcp.plain().config(c -> c.ecn(true)).open()) {
            d.listen(8080);
            d.inject(segment("SAWE", 0, 0).mss(MSS));
            d.expect(segment("S.E", 0, 0).ack(1).anyOptions());
        }
    }

    /** Table 2, from the client's side. Behind the bar: how data goes and what the third segment says. */
    @ParameterizedTest
    @CsvSource({"S.W, 0, .W, 2", "S.W, 1, .WE, 2", "S.W, 2, .A, 2", "S.W, 3, .AW, 2", // by how the SYN/ACK came
        "S.A, 0, .W, 0", "S.WE, 0, .W, 0", "S.AW, 0, .W, 0", // the SYN left without ECT: somebody changes the field
        "S.E, 0, ., 2", "S.AE, 0, ., 2", // RFC 3168
        "S., 0, ., 0", "S.AWE, 0, ., 0"})
    @Row(180)
    void whatTheServerMayAnswer(String answer, int field, String third, int ect) {
        try (Drill d = willing().open()) {
            Sock s = d.connect();
            d.expect(segment("SAWE", 0, 0).trafficClass(0).anyOptions());
            d.inject(segment(answer, 0, 0).ack(1).mss(MSS).trafficClass(field));
            d.expect(segment(third, 1, 0).ack(1).trafficClass(0).anyOptions());
            s.write(10);
            assertEquals(ect, d.skip().getFirst().trafficClass());
        }
    }

    /** Section 3.1.4: a path may not bear such SYNs. */
    @Test
    @Row(181)
    void itIsLeftOutOfTheThirdSyn() {
        try (Drill d = willing().open()) {
            d.connect();
            d.expect(segment("SAWE", 0, 0).anyOptions());
            d.expectAfter(seconds(1), segment("SAWE", 0, 0).anyOptions());
            d.expectAfter(seconds(1), segment("S", 0, 0).anyOptions());
            d.inject(segment("S.W", 0, 0).ack(1).mss(MSS)); // the answer to one of those before
            d.expect(segment(".W", 1, 0).ack(1).anyOptions());
        }
    }

    /** Section 3.2.2.4: three zeros where a count begins at 5 are not the peer's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Row(181)
    void aClearedFieldEndsEct(boolean passive) {
        try (Drill d = willing().open()) {
            Sock s;
            if (passive) {
                d.listen(8080);
                d.inject(segment("SAWE", 0, 0).mss(MSS));
                d.skip();
                d.inject(ack(1, 1));
                s = d.accept();
            } else {
                s = client(d);
                d.inject(data(1, 1, 10));
                d.skip();
            }
            s.write(10);
            TcpPacket p = d.skip().getFirst();
            assertEquals(0, p.trafficClass());
            assertEquals(5, count(p), "what comes is told all the same");
        }
    }

    /** Section 3.2.2.3: the SYN/ACK left without ECT, and its acknowledgement says it came with. */
    @ParameterizedTest
    @ValueSource(strings = {".A", ".WE", ".AW"})
    @Row(181)
    void aChangedFieldEndsEct(String third) {
        try (Drill d = willing().open()) {
            d.listen(8080);
            d.inject(segment("SAWE", 0, 0).mss(MSS));
            d.skip();
            d.inject(segment(third, 1, 0).ack(1));
            d.accept().write(10);
            assertEquals(0, d.skip().getFirst().trafficClass());
        }
    }

    /** Section 3.2: every packet that comes counts, whatever it carries, modulo eight; bytes in the option. */
    @Test
    @Row(182)
    void whatComesIsCounted() {
        try (Drill d = willing().config(c -> c.delayedAckNs(0)).open()) {
            Sock s = server(d, ms(100));
            for (int i = 1; i <= 12; i++) {
                d.inject(segment(".PAE", 1 + 10 * (i - 1), 10).ack(1).trafficClass(CE));
                d.expect(counts(told(1, 1 + 10 * i, 5 + i), 1, 10 * i, 1));
            }
            d.inject(segment(".AE", 121, 0).ack(1).trafficClass(CE)); // without payload too
            d.inject(segment(".PAE", 121, 10).ack(1).trafficClass(ECT0));
            d.expect(counts(told(1, 131, 18), 11, 120, 1));
            d.inject(segment(".PAE", 131, 10).ack(1).trafficClass(ECT1));
            d.expect(counts(told(1, 141, 18), 11, 120, 11));
            d.inject(segment(".PAE", 141, 10).ack(1));
            d.expect(told(1, 151, 18)); // nothing new to tell: no option
            s.read(150);
        }
    }

    /** Section 3.2.2.5.1: a change, and the second mark, are not put off. */
    @Test
    @Row(182)
    void marksAreToldAtOnce() {
        try (Drill d = Tcp.delaying().config(c -> c.profile(WireProfile.BSD).accurateEcnAccept(true)).open()) {
            server(d);
            d.inject(segment(".PAE", 1, 10).ack(1).trafficClass(ECT0));
            d.expectNothing();
            d.inject(segment(".PAE", 11, 10).ack(1).trafficClass(CE));
            d.expect(counts(told(1, 21, 6), 11, 10, 1));
            d.inject(segment(".PAE", 21, 10).ack(1).trafficClass(CE));
            d.expectNothing();
            d.inject(segment(".PAE", 31, 10).ack(1).trafficClass(CE));
            d.expect(counts(told(1, 41, 8), 11, 30, 1));
        }
    }

    /** Neither ECE nor CWR mean what they did: the window is reduced once in a round trip, and nobody is told. */
    @Test
    @Row(183)
    void marksReduceTheWindowOncePerRoundTrip() {
        try (Drill d = willing().open()) {
            Sock s = server(d);
            s.write(40 * MSS);
            assertEquals(10, d.skip().size());
            long before = Tcp.subflow(d).cwnd();
            d.inject(told(1, 1 + MSS, 6));
            assertTrue(Tcp.subflow(d).cwnd() <= before); // it comes down with what is delivered
            for (int i = 2; i <= 10; i++) {
                d.inject(told(1, 1 + i * MSS, 7));
            }
            assertEquals(before / 2, Tcp.subflow(d).cwnd(), 1.5 * MSS);
            assertTrue(d.skip().stream().filter(p -> p.payload().length > 0).allMatch(p -> count(p) == 5 && p.trafficClass() == ECT0));
        }
    }

    /** A count that stands still says that nothing was marked, whatever its bits. */
    @Test
    @Row(183)
    void aCountThatStandsReducesNothing() {
        try (Drill d = willing().open()) {
            Sock s = server(d);
            s.write(40 * MSS);
            d.skip();
            long before = Tcp.subflow(d).cwnd();
            d.inject(told(1, 1 + MSS, 5), told(1, 1 + 2 * MSS, 5));
            d.skip();
            assertTrue(Tcp.subflow(d).cwnd() >= before);
        }
    }

    /** Appendix A.2.1: ten packets delivered, and a count that may have gone round. */
    @Test
    @Row(183)
    void aCountMayHaveGoneRound() {
        try (Drill d = willing().open()) {
            Sock s = server(d);
            s.write(40 * MSS);
            d.skip();
            long before = Tcp.subflow(d).cwnd();
            d.inject(told(1, 1 + 10 * MSS, 5 + 8));
            d.skip();
            assertTrue(Tcp.subflow(d).cwnd() < before);
        }
        try (Drill d = willing().open()) {
            Sock s = server(d);
            s.write(40 * MSS);
            d.skip();
            long before = Tcp.subflow(d).cwnd();
            d.inject(counts(told(1, 1 + 10 * MSS, 5), 1 + 10 * MSS, 0, 1)); // the option knows that it has not
            assertTrue(Tcp.subflow(d).cwnd() >= before);
            d.inject(told(1, 1 + 11 * MSS, 5).other(COUNTS_ECT1_FIRST, 0, 0, 1, 0, 0, 0)); // fields may be left out
            assertTrue(Tcp.subflow(d).cwnd() >= before);
            d.inject(counts(told(1, 1 + 12 * MSS, 6), 1 + 11 * MSS, MSS, 1));
            d.skip();
            assertTrue(Tcp.subflow(d).cwnd() < before + 12 * MSS);
        }
    }

    @Test
    @Row(183)
    void impossibleOptionsAreNone() {
        try (Drill d = willing().open()) {
            Sock s = server(d);
            s.write(4 * MSS);
            d.skip();
            d.inject(told(1, 1 + MSS, 5).other(COUNTS, 0, 0, 9, 1), told(1, 1 + 2 * MSS, 5).other(COUNTS),
                    told(1, 1 + 3 * MSS, 5).other(COUNTS, 0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9));
            d.inject(told(1, 1 + 4 * MSS, 5));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    /** Section 3.2.3.3: three times in a round trip the counts are told again, since what told them may be lost. */
    @Test
    @Row(182)
    void countsAreToldAgainWithoutNews() {
        try (Drill d = willing().config(c -> c.delayedAckNs(0)).open()) {
            server(d, ms(100));
            d.inject(segment(".PAE", 1, 10).ack(1).trafficClass(ECT0));
            d.expect(counts(told(1, 11, 5), 11, 0, 1));
            int told = 0;
            for (int i = 1; i <= 20; i++) { // in two round trips
                d.advance(ms(10));
                d.inject(segment(".PAE", 1 + 10 * i, 10).ack(1));
                told += (int) d.skip().stream().filter(p -> !p.options().isEmpty()).count();
            }
            assertTrue(told >= 6 && told <= 10, "told " + told + " times, and not with each");
        }
    }

    /**
     * Section 5.3: who cuts up a super-segment takes CWR off all parts but the first. Where that bit of the count is clear there is
     * nothing to take.
     */
    @Test
    @Row(183)
    void aSuperSegmentTellsTheCountInAllItsParts() {
        try (Drill d = willing().superSegments().open()) {
            Sock s = server(d);
            int seen = 5;
            for (int round = 0; round < 4; round++) {
                int before = d.link().superSegments();
                s.write(6 * MSS);
                List<TcpPacket> flight = d.skip().stream().filter(p -> p.payload().length > 0).toList();
                assertEquals(6, flight.size());
                int count = seen;
                assertTrue(flight.stream().allMatch(p -> count(p) == (count & 7)), "count " + count + ": " + flight);
                assertEquals((seen & 2) == 0, d.link().superSegments() > before, "count " + seen);
                long all = 1 + (round + 1) * 6L * MSS;
                d.inject(segment(".PAE", 1 + 10L * round, 10).ack(all).trafficClass(CE));
                d.skip();
                seen++;
            }
        }
    }

    /** What a link put together counts for as many packets as came. */
    @Test
    @Row(182)
    void packetsThatWerePutTogetherAreCounted() {
        try (Drill d = willing().config(c -> c.delayedAckNs(0)).open()) {
            server(d);
            d.injectPutTogether(100, segment(".PAE", 1, 250).ack(1).trafficClass(CE));
            d.expect(counts(told(1, 251, 5 + 3), 1, 250, 1));
            d.injectPutTogether(100, segment(".PAE", 251, 300).ack(1).trafficClass(CE));
            d.expect(counts(told(1, 551, 5 + 6), 1, 550, 1));
        }
    }
}
