package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.path.SubflowEnd;
import mptcp.api.path.SubflowEnd.Cause;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** What path managers hear of why a subflow ended (RFC 8684 section 3.6), and counters of what happens besides. */
class SubflowEndTest {
    private static void ended(Drill d, Cause cause, int reason, boolean isTransient) {
        assertEquals(List.of(new SubflowEnd(cause, reason, isTransient)), d.paths().ends());
    }

    @Test
    @Row(89)
    void thePeersReasonIsTold() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(rst(1).on(b).tcpRst(1, 2));
            ended(d, Cause.RESET_BY_PEER, 2, true);
        }
    }

    @Test
    @Row(89)
    void aResetWithoutReasonHasNone() {
        try (Drill d = Mp.drill(0).open()) {
            Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(rst(1).on(b));
            ended(d, Cause.RESET_BY_PEER, -1, false);
        }
    }

    @Test
    @Row(89)
    void soIsTheReasonOfThisEnd() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(100);
            d.expect(data(1, 1, 100).on(b).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(1, 101).on(b)); // no options pass
            Mp.expectReset(d, b, 6, false);
            ended(d, Cause.ABORTED, 6, false);
            d.skip();
        }
    }

    @Test
    @Row({71, 89})
    void aPathThatDiesIsATimeout() {
        try (Drill d = Mp.drill(1).config(c -> c.retries(3)).open()) {
            Sock s = Mp.server(d);
            d.joinServer("b");
            d.prefer("b");
            s.write(100);
            d.expectEventually(seconds(10), data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 101).dack(101));
            d.advance(seconds(60));
            d.skip();
            assertEquals(Cause.TIMED_OUT, d.paths().ends().getFirst().cause());
        }
    }

    /** Linux's names for what waits out of order, and for what cannot fall back. */
    @Test
    @Row(60)
    void dataAheadIsCountedByWhereItGoes() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(501, 1, 100))); // behind nothing
            d.inject(data(101, 1, 100).on(b).dss(dss().dack(1).map(601, 101, 100))); // behind it, next to it
            d.inject(data(201, 1, 100).on(b).dss(dss().dack(1).map(301, 201, 100))); // before both, alone
            d.skipAcks();
            assertEquals(3, d.counter("MPTcpExtOFOQueue"));
            assertEquals(2, d.counter("MPTcpExtOFOQueueTail"));
            assertEquals(1, d.counter("MPTcpExtOFOMerge"));
        }
    }
}
