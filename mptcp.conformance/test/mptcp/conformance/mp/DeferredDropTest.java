package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes leave the send buffer once the data level has acknowledged them and no live map refers to them (report, figure 8;
 * RFC 8684 sections 3.3.2 and 3.3.6).
 */
class DeferredDropTest {
    private static void occupancy(Drill d, long logical, long actual) {
        assertEquals(logical, Mp.connection(d).sendQueued(), "sb_cc");
        assertEquals(actual, Mp.connection(d).sendHeld(), "sb_actual");
    }

    /** 300 bytes that were sent on b, got no answer, and were sent again and acknowledged on a. */
    private static Sock reinjected(Drill d) {
        Sock s = Mp.server(d);
        d.joinServer("b");
        d.prefer("b");
        s.write(300);
        d.expect(data(1, 1, 300).on("b").partial().dss(dss().dack(101).map(1, 1, 300)));
        occupancy(d, 300, 300);
        d.expectEventually(seconds(10), data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
        d.inject(ack(101, 301).dack(301));
        return s;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(57)
    void theSubflowsAcknowledgementAloneFreesNothing(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            s.write(300);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 301).dack(1));
            occupancy(d, 300, 300);
            d.inject(ack(101, 301).dack(101));
            occupancy(d, 200, 200);
            d.inject(ack(101, 301).dack(301));
            occupancy(d, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({57, 62})
    void aLiveMapPinsWhatTheDataLevelHasAcknowledged(int version) {
        try (Drill d = Mp.drill(version).open()) {
            reinjected(d);
            occupancy(d, 0, 300);
            assertEquals(0, Mp.subflow(d, d.flow("b")).pinned(), "nothing of it is wanted any more");
            // the promise is kept on b, from the bytes that are still here
            d.expectEventually(seconds(30), data(1, 1, 300).on("b").partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(1, 301).on("b").dack(301));
            occupancy(d, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({57, 90})
    void aSubflowThatDiesUnpinsThem(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = reinjected(d);
            Flow b = d.flow("b");
            occupancy(d, 0, 300);
            s.write(100);
            d.skip();
            occupancy(d, 100, 400);
            d.inject(rst(1).on(b));
            d.skip();
            occupancy(d, 100, 100);
            d.inject(ack(101, 401).dack(401));
            occupancy(d, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(57)
    void pinnedBytesDoNotStopTheWriter(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.sendBuffer(4096, 4096)).open()) {
            Sock s = reinjected(d);
            occupancy(d, 0, 300);
            // the whole limit is there for new data, though the ring holds more
            s.write(4096);
            assertEquals(4396, Mp.connection(d).sendHeld());
            assertEquals(0, s.offer(1));
            d.skip();
        }
    }
}
