package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection becomes plain TCP on the only subflow that is left, which is not the first: RFC 8684 section 3.7. */
class PlainOnJoinedTest {
    private static Flow onlyJoined(Drill d) {
        Flow b = d.joinServer("b");
        d.inject(rst(101));
        d.skip();
        return b;
    }

    /** The peer's infinite mapping; the next segment of ours is plain on the same subflow, and so is the end. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(24)
    void theStreamGoesOnBothWays(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            Flow b = onlyJoined(d);
            d.inject(data(1, 1, 100).on(b).at(100).dss(dss().dack(1).map(101, 1, 0)));
            d.skip();
            s.read(100);
            assertTrue(Mp.connection(d).fallback());
            s.write(300);
            d.expect(data(1, 101, 300).on(b).anyOptions());
            d.inject(ack(101, 301).on(b));
            assertEquals(0, s.socket().unacknowledged());
            s.shutdownOutput();
            d.expect(fin(301, 101).on(b).anyOptions());
            d.inject(ack(101, 302).on(b));
            d.inject(fin(101, 302).on(b));
            d.expect(ack(302, 102).on(b).anyOptions());
            s.expectEof();
            s.close();
            d.advance(seconds(120));
            assertEquals(0, d.stack().inspector().connections().size());
        }
    }

    /** The DATA_FIN that was under way is the FIN of the subflow that is left. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(24)
    void theEndThatWasUnderWayIsItsFin(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            Flow b = onlyJoined(d);
            s.shutdownOutput();
            d.expect(ack(1, 1).on(b).partial().dss(dss().dack(101).map(1, 0, 1).fin()));
            d.inject(data(1, 1, 100).on(b).at(100).dss(dss().dack(1).map(101, 1, 0)));
            d.expectEventually(seconds(2), fin(1, ANY).on(b).anyOptions());
        }
    }

    /** MP_FAIL on it: what follows is plain, and the infinite mapping tells the peer so. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(56)
    void afterAFailTooItCarriesTheStream(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            Flow b = onlyJoined(d);
            s.write(100);
            d.expect(data(1, 1, 100).on(b).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(1, 101).on(b).dack(1).mpFail(1));
            d.skip();
            assertTrue(Mp.connection(d).fallback());
            s.write(100);
            d.expect(data(101, 1, 100).on(b).dss(dss().dack(ANY).map(1, 1, 0)));
            d.inject(ack(1, 201).on(b));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    /** An orphan for which nothing is repeated, and of which nothing is heard, does not last. */
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(24)
    void anOrphanEnds(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).config(c -> c.closeTimeoutNs(seconds(5))).open()) {
            Sock s = Mp.server(d);
            Flow b = onlyJoined(d);
            s.shutdownOutput();
            d.inject(data(1, 1, 100).on(b).at(100).dss(dss().dack(1).map(101, 1, 0)));
            s.read(100);
            s.close();
            d.advance(seconds(600));
            d.skip();
            assertEquals(0, d.stack().inspector().connections().size());
        }
    }
}
