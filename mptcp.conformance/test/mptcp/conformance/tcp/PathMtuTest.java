package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that lose ICMP: RFC 4821 with the sizes and times of RFC 8899. */
class PathMtuTest {
    private static final long RTT = ms(50);
    private static final long RAISE = seconds(600);
    /** 20 kB, so that no script is long. */
    private static final int WINDOW = 160;
    private static final int BACKLOG = 1 << 15;

    /** A path that drops what is longer than {@link #mtu} in silence, and a receiver that acknowledges the rest. */
    private static final class Path {
        private final Drill d;
        private final int headers;
        private final TreeMap<Long, Long> above = new TreeMap<>();
        private final List<Integer> taken = new ArrayList<>();
        private int mtu;
        private boolean tells;
        private long una = 1;
        private long written;

        Path(Drill d, boolean v6, int mtu) {
            this.d = d;
            this.headers = v6 ? 60 : 40;
            this.mtu = mtu;
        }

        Sock open() {
            return open(true);
        }

        Sock open(boolean sack) {
            d.listen(8080);
            Segment s = syn(0).mss(1500 - headers).wscale(7);
            d.inject(sack ? s.sackOk() : s);
            d.expect(synAck(0, 1).anyOptions());
            d.advance(RTT);
            d.inject(ack(1, 1).win(WINDOW));
            return d.accept();
        }

        /** What was sent arrives, or does not; acknowledgements come back a round trip later. */
        void roundTrip() {
            List<TcpPacket> sent = d.skip();
            if (tells && sent.stream().anyMatch(p -> p.payload().length + headers > mtu)) {
                d.injectTooBig(mtu);
            }
            d.advance(RTT);
            for (TcpPacket p : sent) {
                int length = p.payload().length;
                long at = Integer.toUnsignedLong(p.seq() - d.flow("a").stackIsn());
                if (length > 0 && length + headers <= mtu) {
                    taken.add(length);
                    above.merge(at, at + length, Math::max);
                    acknowledge(at, at + length);
                }
            }
        }

        private void acknowledge(long start, long end) {
            while (!above.isEmpty() && above.firstKey() <= una) {
                una = Math.max(una, above.pollFirstEntry().getValue());
            }
            Segment a = ack(1, una).win(WINDOW);
            d.inject(start > una ? a.nop().nop().sack(start, blockEnd(end)) : a);
        }

        private long blockEnd(long end) {
            long at = end;
            while (above.containsKey(at)) {
                at = above.get(at);
            }
            return at;
        }

        int largestTaken() {
            return taken.stream().mapToInt(Integer::intValue).max().orElse(0);
        }

        void until(long ns, Sock s) {
            long until = d.elapsedNs() + ns;
            while (d.elapsedNs() < until) {
                if (written < una + BACKLOG) {
                    written += s.tryOffer(BACKLOG);
                }
                roundTrip();
            }
        }

        /** All that was written arrives. */
        void drain() {
            while (una <= written) {
                roundTrip();
            }
            d.expectNothing();
        }
    }

    private static Drill drill(boolean v6) {
        return Tcp.plain(v6).config(c -> c.timestamps(false)).open();
    }

    /** Full-sized segments are retransmitted three times (R1), then in smaller pieces. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(119)
    void afterThreeRetransmissionsSegmentsAreSmaller(boolean v6) {
        try (Drill d = drill(v6)) {
            Path path = new Path(d, v6, 1300);
            Sock s = path.open();
            int full = v6 ? 1440 : 1460;
            int base = (v6 ? 1280 : 1220) - (v6 ? 60 : 40);
            s.write(3 * full);
            d.expect(data(1, 1, full), data(1 + full, 1, full), data(1 + 2L * full, 1, full));
            d.expectEventually(seconds(1), data(1 + 2L * full, 1, full)); // the loss probe
            for (int i = 0; i < 3; i++) {
                d.expectWithin(seconds(2), data(1, 1, full));
            }
            d.expectWithin(seconds(4), data(1, 1, base));
            d.inject(ack(1, 1 + base));
            d.expect(data(1 + base, 1, full - base), data(1 + full, 1, base),
                    data(1 + full + base, 1, full - base));
            assertEquals(1, d.counter("TcpExtTCPMTUPBlackHole"));
        }
    }

    /** Small segments do not arrive either: their size is not the reason. */
    @Test
    @Row(119)
    void anOutageOfSmallSegmentsChangesNothing() {
        try (Drill d = drill(false)) {
            Path path = new Path(d, false, 1500);
            Sock s = path.open();
            s.write(1000);
            d.expect(data(1, 1, 1000));
            d.advance(seconds(60));
            List<TcpPacket> again = d.skip();
            assertTrue(again.size() >= 7, () -> again.size() + " retransmissions");
            assertTrue(again.stream().allMatch(p -> p.payload().length == 1000));
            assertEquals(0, d.counter("TcpExtTCPMTUPBlackHole"));
            d.inject(ack(1, 1001));
            s.write(1460);
            d.expect(data(1001, 1, 1460));
        }
    }

    /** Less than the base: the second step goes down to what every link takes. */
    @Test
    @Row(119)
    void thePathIsNarrowerThanTheBase() {
        try (Drill d = drill(false)) {
            Path path = new Path(d, false, 600);
            Sock s = path.open();
            path.until(seconds(40), s);
            assertTrue(path.una > 20_000, () -> "only " + path.una + " bytes arrived");
            int largest = path.largestTaken();
            assertTrue(largest > 560 - 16 && largest <= 560, () -> "payloads end at " + largest);
            assertEquals(2, d.counter("TcpExtTCPMTUPBlackHole"));
            path.drain();
        }
    }

    /** The search finds the path's size to within 16 bytes, without a loss that counts as congestion. */
    @ParameterizedTest
    @ValueSource(ints = {1281, 1300, 1400, 1492, 1499})
    @Row(119)
    void probesFindTheSize(int mtu) {
        for (boolean v6 : new boolean[] {false, true}) {
            try (Drill d = drill(v6)) {
                Path path = new Path(d, v6, mtu);
                Sock s = path.open();
                path.until(seconds(12), s);
                long timeouts = d.counter("TcpExtTCPTimeouts");
                long recoveries = d.counter("TcpExtTCPSackRecovery");
                int found = path.largestTaken() + path.headers;
                assertTrue(found > mtu - 16 && found <= mtu, () -> "found " + found + " where " + mtu + " fit");
                assertTrue(d.counter("TcpExtTCPMTUPFail") > 0);
                path.until(seconds(2), s);
                assertEquals(timeouts, d.counter("TcpExtTCPTimeouts"));
                assertEquals(recoveries, d.counter("TcpExtTCPSackRecovery"));
                assertEquals(0, recoveries, "a lost probe is no congestion");
                path.drain();
            }
        }
    }

    /** It was an outage: the first probe brings the old size back. */
    @Test
    @Row(119)
    void afterAnOutageTheWholeSizeReturns() {
        try (Drill d = drill(false)) {
            Path path = new Path(d, false, 40);
            Sock s = path.open();
            path.until(seconds(4), s);
            assertEquals(1, d.counter("TcpExtTCPMTUPBlackHole"));
            path.mtu = 1500;
            path.until(seconds(12), s);
            assertEquals(1, d.counter("TcpExtTCPMTUPSuccess"));
            assertEquals(0, d.counter("TcpExtTCPMTUPFail"));
            assertEquals(1460, path.taken.getLast());
            path.drain();
        }
    }

    /** Ten minutes later it is tried again. */
    @Test
    @Row(119)
    void aPathBecomesWider() {
        try (Drill d = drill(false)) {
            Path path = new Path(d, false, 1300);
            Sock s = path.open();
            path.until(seconds(12), s);
            path.mtu = 1500;
            path.until(seconds(2), s);
            assertTrue(path.largestTaken() <= 1260);
            path.drain();
            d.advance(RAISE);
            path.until(seconds(2), s);
            assertEquals(1460, path.taken.getLast());
            path.drain();
        }
    }

    /** The same for a size that ICMP told (RFC 1191 section 6.3). */
    @Test
    @Row(119)
    void whatIcmpToldIsDoubtedAfterTenMinutes() {
        try (Drill d = drill(false)) {
            Path path = new Path(d, false, 1500);
            Sock s = path.open();
            s.write(1460);
            d.expect(data(1, 1, 1460));
            d.injectTooBig(1300);
            d.expect(data(1, 1, 1260), data(1261, 1, 200));
            d.inject(ack(1, 1461));
            path.una = 1461;
            path.written = 1460;
            path.until(seconds(2), s);
            assertTrue(path.largestTaken() <= 1260);
            assertEquals(0, d.counter("TcpExtTCPMTUPSuccess"));
            path.drain();
            d.advance(RAISE);
            path.until(seconds(2), s);
            assertEquals(1460, path.taken.getLast());
            path.drain();
        }
    }

    /** The router speaks at last: the search goes to what it says. */
    @Test
    @Row(119)
    void icmpAboutAProbe() {
        try (Drill d = drill(false)) {
            Path path = new Path(d, false, 1400);
            Sock s = path.open();
            path.until(seconds(4), s);
            long failed = d.counter("TcpExtTCPMTUPFail");
            path.tells = true;
            path.until(seconds(4), s);
            assertEquals(1360, path.largestTaken());
            assertEquals(failed + 1, d.counter("TcpExtTCPMTUPFail"));
            path.drain();
        }
    }

    /** Without SACK a lost probe would cost a recovery: segments stay small. */
    @Test
    @Row(119)
    void noProbesWithoutSack() {
        try (Drill d = drill(false)) {
            Path path = new Path(d, false, 1300);
            Sock s = path.open(false);
            path.until(seconds(8), s);
            assertTrue(path.una > 20_000);
            assertEquals(1180, path.largestTaken());
            assertEquals(0, d.counter("TcpExtTCPMTUPFail") + d.counter("TcpExtTCPMTUPSuccess"));
            path.drain();
        }
    }

    @Test
    @Row(119)
    void itCanBeSwitchedOff() {
        try (Drill d = Tcp.plain().config(c -> c.timestamps(false).mtuProbing(false)).open()) {
            Path path = new Path(d, false, 1300);
            Sock s = path.open();
            path.until(seconds(8), s);
            assertEquals(1, path.una);
        }
    }
}
