package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments in any order, overlapping, and with FIN: RFC 9293 section 3.10.7.4, seventh and eighth step. */
class ReassemblyTest {
    @ParameterizedTest
    @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
    @Row(101)
    void everyOrderOfThree(String order) {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            boolean[] there = new boolean[3];
            for (char c : order.toCharArray()) {
                int i = c - '0';
                there[i] = true;
                d.inject(data(1 + 100L * i, 1, 100));
                int next = there[0] ? there[1] ? there[2] ? 301 : 201 : 101 : 1;
                d.expect(ack(1, next));
            }
            s.read(300);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(101)
    void overlapsOfEveryKind(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 1));
            d.inject(data(151, 1, 100)); // its first half is there
            d.expect(ack(1, 1));
            d.inject(data(401, 1, 100));
            d.expect(ack(1, 1));
            d.inject(data(301, 1, 300)); // covers what is there
            d.expect(ack(1, 1));
            d.inject(data(51, 1, 300)); // joins all of it
            d.expect(ack(1, 1));
            d.inject(data(1, 1, 60));
            d.expect(ack(1, 601));
            s.read(600);
            d.inject(data(501, 1, 200)); // its first half was read already
            d.expect(ack(1, 701));
            s.read(100);
        }
    }

    @Test
    @Row(101)
    void whatIsOldIsAcknowledgedAtOnce() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101));
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101));
            s.read(100);
        }
    }

    /** What lies behind the right edge is cut off (RFC 9293 section 3.10.7.4: "segments may be trimmed"). */
    @Test
    @Row(101)
    void whatIsBeyondTheWindowIsCutOff() {
        try (Drill d = Tcp.plain().config(c -> c.receiveBuffer(4096, 4096)).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().mss(1024);
            Sock s = d.handshakeServer();
            for (int i = 0; i < 4; i++) {
                d.inject(data(1 + 1000L * i, 1, 1000));
                d.expect(ack(1, 1001 + 1000L * i).win(3096 - 1000L * i));
            }
            d.inject(segment("F.", 4001, 1000).ack(1));
            d.expect(ack(1, 4097).win(0));
            s.expectReady(2).expectNotReady(8);
            s.read(4096);
            d.expect(ack(1, 4097).win(4096));
        }
    }

    /** A FIN is noted where it stands; what would come after it is not data of this stream. */
    @Test
    @Row(101)
    void nothingComesAfterTheFin() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(fin(101, 1));
            d.expect(ack(1, 1));
            d.inject(data(101, 1, 50));
            d.expect(ack(1, 1));
            d.inject(data(1, 1, 150));
            d.expect(ack(1, 102));
            s.read(100).expectEof();
        }
    }

    /** Data and FIN in one segment, twice, the second time with the beginning missing. */
    @Test
    @Row(101)
    void dataWithFin() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            d.inject(segment("F.", 51, 50).ack(1));
            d.expect(ack(1, 1));
            d.inject(segment("F.", 1, 100).ack(1));
            d.expect(ack(1, 102));
            s.read(100).expectEof();
        }
    }

    /** Every hole costs memory, so their number is bounded; the stream comes through nevertheless. */
    @Test
    @Row(101)
    void holesAreBounded() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            int last = 3000;
            for (int i = 1; i < last; i += 2) {
                d.inject(data(1 + i, 1, 1));
                d.expect(ack(1, 1));
            }
            assertTrue(d.counter("TcpExtTCPOFODrop") > 0);
            long next = 1;
            while (next <= last) {
                d.inject(data(next, 1, Math.min(500, last + 1 - next)));
                List<TcpPacket> acks = d.skip();
                assertEquals(1, acks.size());
                next = acks.getLast().ack() - d.flow("a").peerIsn();
            }
            s.read(last);
        }
    }

    /** What all the others wait for touches none of them, and needs a place nevertheless. */
    @Test
    @Row(101)
    void whatIsNextIsTakenHoweverManyHolesThereAre() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            for (long at = 11; d.counter("TcpExtTCPOFODrop") == 0; at += 2) {
                d.inject(data(at, 1, 1));
                d.skip();
            }
            d.inject(data(1, 1, 4));
            d.expect(ack(1, 5).partial());
            s.read(4);
        }
    }

    @Test
    @Row(101)
    void randomOrderAndOverlap() {
        for (int seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            try (Drill d = Tcp.plain(seed % 2 == 0).seed(seed).open()) {
                d.peer().sack(seed % 3 == 0);
                Sock s = d.handshakeServer();
                int total = 20_000;
                long next = 1;
                while (next <= total) {
                    long from = Math.max(1, next - 300 + random.nextInt(4000));
                    int length = (int) Math.min(1 + random.nextInt(1400), total + 1 - from);
                    if (length > 0) {
                        d.inject(any(from, length));
                    } else {
                        d.inject(any(next, (int) Math.min(700, total + 1 - next)));
                    }
                    for (TcpPacket p : d.skip()) {
                        next = p.ack() - d.flow("a").peerIsn();
                    }
                }
                s.read(total);
            }
        }
    }

    private static Segment any(long from, int length) {
        return data(from, 1, length);
    }
}
