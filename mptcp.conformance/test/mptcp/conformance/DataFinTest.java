package mptcp.conformance;

import static mptcp.testkit.Script.NONE;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;

/** Ending a Multipath TCP connection: RFC 8684 section 3.3.3. */
class DataFinTest {
    /** A server whose first 100 bytes have arrived and were read. */
    private static Sock server(Drill d) {
        Sock s = d.handshakeServer();
        d.inject(data(1, 1, 100).mpCapable());
        d.expect(ack(1, 101).dack(101));
        return s.read(100);
    }

    @Test
    @Row(64)
    void closingAnnouncesTheEndAfterTheData() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            s.write(100);
            d.expect(data(1, 101, 100).dss(dss().dack(101).map(1, 1, 100)));
            s.shutdownOutput();
            d.expect(ack(101, 101).dss(dss().dack(101).dataFin(101)));
            s.expectWriteError(Reason.BROKEN_PIPE);
            d.inject(ack(101, 101).dack(102));
            d.expectNothing(seconds(5));
        }
    }

    @Test
    @Row({64, 67})
    void bothEndsOpenTheSubflowsCloseAfterTheExchange() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            s.close();
            d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            d.inject(ack(101, 1).dack(2));
            d.expectNothing(ms(100));
            d.inject(ack(101, 1).dss(dss().dack(2).dataFin(101)));
            // the acknowledgement of the peer's end, and the subflow's own end, together or not
            var first = d.skip();
            assertEquals(1, first.stream().filter(p -> p.has(TcpFlags.FIN)).count());
            d.inject(fin(101, 2));
            d.expect(ack(2, 102).anyOptions());
        }
    }

    @Test
    @Row(65)
    void theEndIsAcknowledgedOnLiveSubflows() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            d.expectUnordered(ack(1, 101).dack(102), ack(1, 1).on(b).dack(102));
            s.expectReady(StreamSocket.PEER_CLOSED).expectEof();
            // said again on the other one later, it is acknowledged again, there at least
            d.advance(ms(400));
            d.inject(ack(1, 1).on(b).dss(dss().dack(1).dataFin(101)));
            d.expectEventually(0, ack(1, 1).on(b).dack(102));
            d.skipAcks();
        }
    }

    @Test
    @Row(64)
    void theEndMayRideOnTheLastData() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 101).fin()));
            d.expect(ack(1, 201).dack(201), ack(1, 201).dack(202));
            s.read(100).expectEof();
        }
    }

    @Test
    @Row(66)
    void theEndIsRepeatedWithBackoff() {
        try (Drill d = Scripts.mptcp().config(c -> c.profile(mptcp.api.socket.WireProfile.BSD)).open()) {
            Sock s = server(d);
            s.close();
            d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            long last = d.elapsedNs();
            long gap = 0;
            for (int i = 0; i < 3; i++) {
                d.expectWithin(seconds(20), ack(1, 101).dss(dss().dack(101).dataFin(1)));
                long next = d.elapsedNs() - last;
                if (next < gap * 3 / 2) {
                    throw d.failure("DATA_FIN came after " + next + " ns, and " + gap + " ns before");
                }
                gap = next;
                last = d.elapsedNs();
            }
            d.inject(ack(101, 1).dack(2));
            d.expectNothing(seconds(5));
        }
    }

    @Test
    @Row(66)
    void theEndIsRepeatedInLastAck() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            d.expect(ack(1, 101).dack(102));
            s.close();
            d.expect(ack(1, 101).dss(dss().dack(102).dataFin(1)));
            d.expectWithin(seconds(3), ack(1, 101).dss(dss().dack(102).dataFin(1)));
            d.inject(ack(101, 1).dack(2));
            d.expect(fin(1, 101).anyOptions());
        }
    }

    @Test
    @Row(67)
    void aSubflowsEndIsNotTheConnections() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            Flow b = d.joinServer("b");
            d.inject(fin(1, 1).on(b));
            // the stack may end its own direction of the subflow as well
            d.expectOneOf(ack(1, 2).on(b).anyOptions(), fin(1, 2).on(b).anyOptions());
            d.skip();
            s.expectNoData().expectNotReady(StreamSocket.PEER_CLOSED);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).dack(201));
            s.read(100);
        }
    }

    @Test
    @Row(68)
    void anEndWithoutANumberIsIgnored() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).map(NONE, NONE, NONE).fin()));
            d.skipAcks();
            s.expectNoData().expectNotReady(StreamSocket.PEER_CLOSED);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).dack(201));
            s.read(100);
        }
    }

    @Test
    @Row(69)
    void dataAndEndArriveAfterOurOwn() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            s.shutdownOutput();
            d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            d.inject(ack(101, 1).dack(2));
            d.inject(data(101, 1, 100).dss(dss().dack(2).map(101, 101, 101).fin()));
            d.skip();
            s.read(100).expectEof();
        }
    }

    @Test
    @Row(70)
    void bothEndsAtTheSameTime() {
        try (Drill d = Scripts.mptcp().open()) {
            Sock s = server(d);
            s.close();
            d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            // the peer's end crosses ours and does not acknowledge it
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            var answer = d.expect(ack(1, 101).anyOptions());
            assertTrue(answer.option(TcpOption.Dss.class).orElseThrow().hasDataAck());
            d.inject(ack(101, 1).dack(2));
            d.expect(fin(1, 101).anyOptions());
            d.inject(fin(101, 2));
            d.expect(ack(2, 102).anyOptions());
        }
    }
}
