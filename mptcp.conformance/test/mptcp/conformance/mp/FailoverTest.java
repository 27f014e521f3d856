package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subflows that fail, data that moves to others, and the last subflow lost: RFC 8684 sections 3.3.6, 3.5 and 3.6. */
class FailoverTest {
    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({61, 62})
    void dataOfASilentSubflowGoesToAnotherAndIsKeptOnItsOwn(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(300);
            d.expect(data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            // on its own: again and again, with the same mapping
            d.expectEventually(seconds(3), data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            // on the other: the same bytes under a second mapping
            d.expectEventually(seconds(10), data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 301).dack(301));
            assertEquals(0, s.socket().unacknowledged());
            // the data level is done; the subflow keeps its promise to its own peer
            d.expectEventually(seconds(30), data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(1, 301).on(b).dack(301));
            d.expectNothing(seconds(30));
            s.expectNoError();
            assertEquals(300, Mp.connection(d).reinjected());
        }
    }

    /** Not so while a delayed acknowledgement could be the reason; then the subflow's probe or timer has to tell. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(61)
    void whatASilentSubflowHoldsUpLeavesItBeforeItsTimerRunsOut(int version) {
        try (Drill d = Mp.drill(version).open()) {
            d.peer().sack(true);
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            int part = Mp.mss(false) - 28;
            s.write(5 * part);
            d.skip();
            // a hole: no tail loss probe is sent while there is one (RFC 8985 section 7.2)
            d.inject(ack(1, 1).on(b).sack(1 + part, 1 + 2 * part).dss(dss().dack(1)));
            d.expectEventually(ms(100), data(1, 101, part).partial().dss(dss().dack(101).map(1, 1, part)));
            d.skip();
            assertTrue(Mp.connection(d).subflows().stream().allMatch(f -> f.timeouts() == 0));
            assertTrue(Mp.connection(d).subflows().get(1).stale(), "nothing new until it delivers");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(61)
    void dataAcknowledgedByTheSubflowButNotByTheDataLevelIsSentAgain(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(300);
            d.expect(data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            // a proxy answers for a peer that never gets it
            d.inject(ack(1, 301).on(b).dack(1));
            assertEquals(300, s.socket().unacknowledged());
            d.expectEventually(seconds(5), data(ANY, ANY, 300).on(b).partial().dss(dss().dack(101).map(1, 301, 300)));
            d.inject(ack(1, 601).on(b).dack(301));
            assertEquals(0, s.socket().unacknowledged());
            d.expectNothing(seconds(10));
        }
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({61, 90})
    void aResetSubflowLeavesItsDataToTheOthers(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(3000);
            d.skip();
            d.inject(rst(1).on(b));
            int part = Mp.mss(v6) - 28;
            d.expect(data(1, 101, part).partial().dss(dss().dack(101).map(1, 1, part)));
            d.skip();
            d.inject(ack(101, 3001).dack(3001));
            assertEquals(0, s.socket().unacknowledged());
            s.expectNoError();
            assertTrue(d.paths().events().contains("subflow CLOSED"));
            d.inject(data(101, 3001, 100).dss(dss().dack(3001).map(101, 101, 100)));
            d.expect(ack(3001, 201).partial().dack(201));
            s.read(100);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(90)
    void theFirstSubflowMayBeTheOneThatIsReset(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            s.write(300);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(rst(101));
            d.expect(data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(1, 301).on(b).dack(301));
            d.inject(data(1, 301, 100).on(b).dss(dss().dack(301).map(101, 1, 100)));
            d.expect(ack(301, 101).on(b).partial().dack(201));
            s.read(100).expectNoError();
            assertFalse(Mp.connection(d).fallback());
            // and another may join, though the first is gone
            d.joinServer("c");
            assertEquals(2, Mp.connection(d).subflows().size());
        }
    }

    @Test
    @Row({61, 89, 90})
    void aSubflowEndsAfterTheLastRetransmission() {
        try (Drill d = Mp.drill(1).config(c -> c.retries(4)).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(300);
            d.expect(data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.expectEventually(seconds(10), data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 301).dack(301));
            d.expectEventually(seconds(60), rstAck(301, 1).on(b).anyOptions());
            d.expectNothing(seconds(60));
            s.expectNoError();
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({23, 61, 95})
    void acknowledgementsWithoutOptionsForEverAreAnError(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.retries(4)).open()) {
            Sock s = Mp.server(d);
            d.inject(ack(101, 1).dack(1)); // the peer has shown that it goes by Multipath TCP
            s.write(300);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 301));
            // not sent again: behind a middlebox that takes the mappings away it would count as new
            if (version == 1) {
                d.expectWithin(seconds(600), rstAck(301, 101).fastClose().tcpRst(0, 0));
            } else {
                d.expectWithin(seconds(600), ack(301, 101).fastClose());
                d.inject(rst(101));
            }
            s.expectReadError(Reason.TIMED_OUT);
        }
    }

    /** A middlebox took the options away: what the first subflow delivered is not given to it again for another that died. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({61, 95})
    void whatABarePathDeliveredIsNotSentOnItAgain(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.retries(4)).open()) {
            Sock s = Mp.server(d);
            d.inject(ack(101, 1).dack(1));
            Flow b = d.joinServer("b");
            d.prefer("a");
            s.write(300);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 301));
            d.expectEventually(seconds(5), data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(rst(1).on(b));
            if (version == 1) {
                d.expectWithin(seconds(600), rstAck(301, 101).fastClose().tcpRst(0, 0));
            } else {
                d.expectWithin(seconds(600), ack(301, 101).fastClose());
                d.inject(rst(101));
            }
            s.expectReadError(Reason.TIMED_OUT);
        }
    }

    // --- the last one lost

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(71)
    void withoutSubflowsTheConnectionWaitsAndThenFails(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.closeTimeoutNs(seconds(7))).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(rst(1).on(b), rst(101));
            s.expectNoError().expectNoData().write(100);
            d.expectNothing(seconds(6));
            s.expectNoError();
            d.advance(seconds(1));
            s.expectError(Reason.TIMED_OUT).expectClosed();
            s.expectReadError(Reason.TIMED_OUT).expectWriteError(Reason.TIMED_OUT);
            assertEquals(0, d.stack().inspector().connections().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(71)
    void whatWasReceivedBeforeIsReadBeforeTheError(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.closeTimeoutNs(seconds(7))).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.skipAcks();
            d.inject(rst(201));
            d.advance(seconds(8));
            assertEquals(100, s.readAny(100).length);
            s.expectReadError(Reason.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({33, 71})
    void aJoinAfterTheLastSubflowGoesOnWhereItStopped(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).config(c -> c.closeTimeoutNs(seconds(7))).open()) {
            Sock s = Mp.server(d);
            s.write(300);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(rst(101));
            s.write(200);
            d.expectNothing(seconds(5));
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(Mp.mss(v6)).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            d.expect(data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.expect(data(301, 1, 200).on(b).partial().dss(dss().dack(101).map(301, 301, 200)));
            d.inject(ack(1, 501).on(b).dack(501));
            assertEquals(0, s.socket().unacknowledged());
            d.inject(data(1, 501, 100).on(b).dss(dss().dack(501).map(101, 1, 100)));
            d.expect(ack(501, 101).on(b).partial().dack(201));
            s.read(100);
            d.expectNothing(seconds(30));
            s.expectNoError();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(71)
    void aPathManagerOpensANewSubflowAfterClosingTheLast(int version) {
        try (Drill d = Mp.drill(version).secondAddress().config(c -> c.closeTimeoutNs(seconds(7))).open()) {
            Sock s = d.handshakeClient();
            d.closeSubflow("a");
            Mp.expectReset(d, d.flow("a"), 0, false);
            s.expectNoError();
            d.advance(ms(100));
            Flow b = d.openSubflow("b", d.secondLocalAddress(),
                    new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.expect(syn(0).on(b).partial().mpJoin());
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin());
            d.expect(ack(1, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).dack(1));
            s.write(100);
            d.expect(data(1, 1, 100).on(b).partial().dss(dss().dack(1).map(1, 1, 100)));
            d.inject(ack(1, 101).on(b).dack(101));
            d.expectNothing(seconds(30));
            s.expectNoError();
        }
    }

    @Test
    @Row(71)
    void aClosedSocketDoesNotWaitForNewSubflows() {
        try (Drill d = Mp.drill(1).config(c -> c.closeTimeoutNs(seconds(7))).open()) {
            Sock s = Mp.server(d);
            s.close();
            d.expect(ack(1, 101).partial().dss(dss().dack(101).dataFin(1)));
            d.inject(rst(101));
            d.expectNothing(seconds(20));
            assertEquals(0, d.stack().inspector().connections().size());
        }
    }
}
