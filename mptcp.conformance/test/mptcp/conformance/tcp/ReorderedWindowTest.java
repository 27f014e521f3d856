package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.testkit.Drill;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows that overtake one another on the way: the one of the newest segment counts, by SND.WL1 and SND.WL2 (RFC 9293
 * section 3.10.7.4), whatever arrives after it.
 */
class ReorderedWindowTest {
    private static final int PLENTY = 65_535;

    /** A server that has sent 2000 bytes. */
    private static Sock sent2000(Drill d) {
        d.peer().mss(Tcp.MSS);
        d.listen(8080);
        Sock s = d.handshakeServer();
        s.write(2000);
        d.expect(data(1, 1, 1000), data(1001, 1, 1000));
        return s;
    }

    /** Behind what was acknowledged there is room for so much. */
    private static void expectRoom(Drill d, Sock s, int bytes) {
        s.write(8000);
        assertEquals(bytes, d.skip().stream().mapToInt(p -> p.payload().length).sum());
    }

    @Test
    void anOlderAcknowledgementOpensNothing() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = sent2000(d);
            d.inject(ack(1, 2001).win(3000), ack(1, 1001).win(PLENTY), ack(1, 1).win(PLENTY));
            expectRoom(d, s, 3000);
        }
    }

    @Test
    void anOlderAcknowledgementClosesNothing() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = sent2000(d);
            d.inject(ack(1, 2001).win(3000), ack(1, 1001).win(0));
            expectRoom(d, s, 3000);
        }
    }

    @Test
    void ofOneAcknowledgementTheNewestDataCounts() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = sent2000(d);
            d.inject(ack(201, 2001).win(3000)); // behind a hole
            d.skip();
            d.inject(data(1, 2001, 100).win(PLENTY), data(101, 2001, 100).win(1000));
            d.skip();
            s.read(200);
            d.skip();
            expectRoom(d, s, 3000);
        }
    }

    /** All windows of a peer that reads and is written to, in any order: the last one said holds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inAnyOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Drill d = Tcp.plain().open()) {
            Sock s = sent2000(d);
            List<Segment> said = new ArrayList<>();
            int last = 0;
            for (int i = 1; i <= 20; i++) {
                last = 1000 * random.nextInt(1, 5);
                said.add(ack(1, 1 + 100 * i).win(last));
            }
            Collections.shuffle(said, new java.util.Random(seed));
            d.inject(said.toArray(Segment[]::new));
            expectRoom(d, s, last);
        }
    }
}
