package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows count from the DATA_ACK and are of the connection (RFC 8684 section 3.3.5): whatever order subflows bring them in,
 * the furthest edge that was said holds, since a receiver must not take a window back.
 */
class ReorderedWindowTest {
    /** What a segment carries: of less no segment would be made. */
    private static final int UNIT = 1432;
    private static final int FIRST = 2 * UNIT;
    private static final int BEHIND = 1 + UNIT;

    /** A segment was sent on the first subflow. */
    private static Sock sent(Drill d) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        Sock s = d.handshakeServer();
        d.inject(Mp.first(d, 100).win(FIRST));
        d.expect(ack(1, 101).partial().dack(101));
        s.read(100);
        s.write(UNIT);
        d.expect(data(1, 101, UNIT).partial().dss(dss().dack(101).map(1, 1, UNIT)));
        return s;
    }

    private static void expectRoom(Drill d, Sock s, int bytes) {
        s.write(60_000);
        assertEquals(bytes, d.skip().stream().mapToInt(p -> p.payload().length).sum());
    }

    /** Where no edge was further than this: the first windows were small. */
    private static Drill small() {
        Drill d = Mp.drill(1).open();
        d.peer().window(FIRST);
        return d;
    }

    @Test
    void anOlderWindowThatReachesLessFar() {
        try (Drill d = small()) {
            Sock s = sent(d);
            d.inject(ack(101, BEHIND).win(3 * UNIT).dack(BEHIND), ack(101, BEHIND).win(FIRST).dack(1));
            expectRoom(d, s, 3 * UNIT);
        }
    }

    @Test
    void anotherSubflowIsLate() {
        try (Drill d = small()) {
            Sock s = sent(d);
            Flow b = d.joinServer("b");
            d.prefer("a");
            d.inject(ack(101, BEHIND).win(3 * UNIT).dack(BEHIND), ack(1, 1).on(b).win(UNIT).dack(1),
                    ack(1, 1).on(b).win(0).dack(1));
            expectRoom(d, s, 3 * UNIT);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void inAnyOrderOnBoth(long seed) {
        try (Drill d = small()) {
            Sock s = sent(d);
            Flow b = d.joinServer("b");
            d.prefer("a");
            Random random = new Random(seed);
            List<Segment> said = new ArrayList<>();
            int edge = 0;
            for (int i = 1; i <= 10; i++) {
                int acked = 1 + 100 * i;
                int window = BEHIND + UNIT * (1 + random.nextInt(4)) - acked;
                edge = Math.max(edge, acked + window);
                said.add(i % 2 == 0 ? ack(101, BEHIND).win(window).dack(acked) : ack(1, 1).on(b).win(window).dack(acked));
            }
            Collections.shuffle(said, random);
            d.inject(said.toArray(Segment[]::new));
            expectRoom(d, s, edge - BEHIND);
        }
    }
}
