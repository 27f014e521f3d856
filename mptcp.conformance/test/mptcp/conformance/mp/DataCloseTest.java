package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamSocket;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of the data level as DATA_FIN and DATA_ACK move them: RFC 8684 section 3.3.3. */
class DataCloseTest {
    private static void state(Drill d, String name) {
        assertEquals(name, Mp.connection(d).state());
    }

    private static Sock closing(Drill d) {
        Sock s = Mp.server(d);
        state(d, "ESTAB");
        s.shutdownOutput();
        d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
        state(d, "FIN-WAIT-1");
        return s;
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({64, 67, 69})
    void acknowledgedThenTheOtherEnd(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = closing(d);
            d.inject(ack(101, 1).dack(2));
            state(d, "FIN-WAIT-2");
            d.inject(data(101, 1, 100).dss(dss().dack(2).map(101, 101, 100)));
            d.expect(ack(1, 201).partial().dack(201));
            s.read(100);
            d.inject(ack(201, 1).dss(dss().dack(2).dataFin(201)));
            s.expectEof();
            expectSubflowEnds(d, 1, 201, 202);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(70)
    void theOtherEndThenAcknowledged(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = closing(d);
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            state(d, "CLOSING");
            d.expectEventually(0, ack(1, 101).partial().dss(dss().dack(102).dataFin(1)));
            d.expectNothing(ms(100));
            s.expectEof();
            d.inject(ack(101, 1).dack(2));
            expectSubflowEnds(d, 1, 101, 102);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({65, 70})
    void bothInOneSegment(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = closing(d);
            d.inject(ack(101, 1).dss(dss().dack(2).dataFin(101)));
            s.expectEof();
            expectSubflowEnds(d, 1, 101, 102);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({64, 66})
    void thePeerEndsFirst(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 101).fin()));
            state(d, "CLOSE-WAIT");
            d.expect(ack(1, 201).partial().dack(201), ack(1, 201).partial().dack(202));
            s.read(100).expectEof();
            s.write(300);
            d.expect(data(1, 201, 300).partial().dss(dss().dack(202).map(1, 1, 300)));
            s.shutdownOutput();
            d.expect(ack(301, 201).partial().dss(dss().dack(202).dataFin(301)));
            state(d, "LAST-ACK");
            d.inject(ack(201, 301).dack(302));
            d.expect(fin(301, 201).anyOptions());
            d.inject(ack(201, 302), fin(201, 302));
            d.expect(ack(302, 202).anyOptions());
            s.expectClosed();
        }
    }

    /** Only now the subflow closes, and the connection is gone when it has. */
    private static void expectSubflowEnds(Drill d, long stackSeq, long peerSeq, long dataAck) {
        TcpPacket seen = d.expectEventually(0, fin(stackSeq, peerSeq).partial().dack(dataAck));
        assertTrue(seen.has(TcpFlags.FIN));
        d.skipAcks(); // what acknowledges the peer's end apart
        d.inject(fin(peerSeq, stackSeq + 1));
        d.expect(ack(stackSeq + 1, peerSeq + 1).anyOptions());
        d.advance(seconds(61));
        assertEquals(0, d.stack().inspector().connections().size());
        d.expectNothing(seconds(60));
    }

    /** The peer's end has come, and then a FIN of the only subflow, of a peer that fell back perhaps: it is not answered. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(67)
    void theOnlySubflowIsNotClosedWhileThisEndSends(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            d.skipAcks();
            s.expectEof();
            d.inject(fin(101, 1));
            d.expect(ack(1, 102).partial().dack(102));
            d.expectNothing(seconds(5));
            s.write(100);
            d.expect(data(1, 102, 100).partial().dss(dss().dack(102).map(1, 1, 100)));
            d.inject(ack(102, 101).dack(101));
            s.close();
            d.expect(ack(101, 102).partial().dss(dss().dack(102).dataFin(101)));
            d.inject(ack(102, 101).dack(102));
            d.expect(fin(101, 102).anyOptions());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(64)
    void theEndGoesWithTheLastByteIfItIsNotMappedYet(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().window(1000);
            d.listen(8080);
            Sock s = d.handshakeServer();
            d.inject(Mp.first(d, 100).win(1000));
            d.expect(ack(1, 101).partial().dack(101));
            s.read(100).write(1500).close();
            d.expect(data(1, 101, 1000).partial().dss(dss().dack(101).map(1, 1, 1000)));
            d.expectNothing(ms(100));
            d.inject(ack(101, 1001).win(1000).dack(1001));
            d.expect(data(1001, 101, 500).partial().dss(dss().dack(101).map(1001, 1001, 501).fin()));
            state(d, "FIN-WAIT-1");
            d.inject(ack(101, 1501).win(1000).dack(1502));
            state(d, "FIN-WAIT-2");
            d.expectNothing(seconds(5));
        }
    }

    /** The data is acknowledged, the end behind it is not: it comes again by itself. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({64, 66})
    void theEndThatWentWithDataIsRepeatedAlone(int version) {
        try (Drill d = Mp.drill(version).open()) {
            withData(d);
            d.inject(ack(101, 201).dack(201));
            state(d, "FIN-WAIT-1");
            d.expectWithin(seconds(3), ack(201, 101).dss(dss().dack(101).dataFin(201)));
            d.inject(ack(101, 201).dack(202));
            state(d, "FIN-WAIT-2");
        }
    }

    /** Sent again, on its own subflow and on another, the last data carries the end as before; checksums count it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(64)
    void theLastDataKeepsTheEndWhenSentAgain(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.checksums(true).profile(WireProfile.BSD)).open()) {
            d.conn().peerChecksums(true);
            withData(d);
            d.inject(ack(101, 101).dack(101));
            d.expectEventually(seconds(3), data(101, 101, 100).partial().dss(dss().dack(101).map(101, 101, 101).fin()));
            d.joinServer("b");
            d.inject(rst(101));
            d.expectEventually(seconds(1), data(1, 1, 100).on(d.flow("b")).partial()
                    .dss(dss().dack(101).map(101, 1, 101).fin()));
            d.inject(ack(1, 101).on(d.flow("b")).dack(202));
            state(d, "FIN-WAIT-2");
        }
    }

    /** A server that has ended while Nagle's algorithm held its last 100 bytes back. */
    private static void withData(Drill d) {
        d.listen(8080);
        Sock s = d.handshakeServer();
        d.inject(Mp.first(d, 100));
        d.expect(ack(1, 101).partial().dack(101));
        s.read(100).write(100);
        d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
        s.write(100);
        d.expectNothing(0);
        s.shutdownOutput();
        d.expect(data(101, 101, 100).partial().dss(dss().dack(101).map(101, 101, 101).fin()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(66)
    void theEndIsRepeatedInFinWaitOneAndClosing(int version) {
        try (Drill d = Mp.drill(version).open()) {
            closing(d);
            d.expectWithin(seconds(3), ack(1, 101).dss(dss().dack(101).dataFin(1)));
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            state(d, "CLOSING");
            d.skip();
            d.expectWithin(seconds(5), ack(1, 101).dss(dss().dack(102).dataFin(1)));
            d.inject(ack(101, 1).dack(2));
            expectSubflowEnds(d, 1, 101, 102);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({65, 66})
    void theEndIsRepeatedOnAnotherSubflowWhenItsOwnIsGone(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.joinServer("b");
            s.shutdownOutput();
            d.expect(ack(1, 101).dss(dss().dack(101).dataFin(1)));
            d.inject(rst(101));
            d.expectWithin(seconds(3), ack(1, 1).on("b").dss(dss().dack(101).dataFin(1)));
            d.inject(ack(1, 1).on("b").dack(2));
            state(d, "FIN-WAIT-2");
            d.expectNothing(seconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(66)
    void anEndThatIsNeverAcknowledgedGivesUp(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.closeTimeoutNs(seconds(5))).open()) {
            Sock s = Mp.server(d);
            s.close();
            d.advance(seconds(3600));
            assertTrue(d.skip().size() >= 5);
            assertEquals(0, d.stack().inspector().connections().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({64, 69})
    void theEndIsNotTakenBeforeTheDataBeforeIt(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(1, 1).on(b).dss(dss().dack(1).dataFin(201)));
            d.skipAcks();
            s.expectNoData().expectNotReady(StreamSocket.PEER_CLOSED);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expectEventually(0, ack(1, 201).partial().dack(202));
            d.skipAcks();
            s.read(100).expectEof();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({65, 67})
    void everySubflowCloses(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            s.close();
            d.expect(ack(1, 101).partial().dss(dss().dack(101).dataFin(1)));
            d.inject(ack(1, 1).on(b).dss(dss().dack(2).dataFin(101)));
            var packets = d.skip();
            assertEquals(2, packets.stream().filter(p -> p.has(TcpFlags.FIN)).count());
            d.inject(fin(1, 2).on(b), fin(101, 2));
            d.skipAcks();
            d.advance(seconds(61));
            assertEquals(0, d.stack().inspector().connections().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(67)
    void subflowsThatEndOneByOneAreNoEndOfTheStream(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.closeTimeoutNs(seconds(5))).open()) {
            Sock s = Mp.server(d);
            d.inject(fin(101, 1).dack(1));
            d.skip(); // a reset: a FIN in answer could pass for the end of a stream that goes on
            s.expectNoData().expectNoError();
            d.expectNothing(seconds(4));
            d.advance(seconds(2));
            s.expectReadError(Reason.TIMED_OUT);
        }
    }

    @Test
    @Row(68)
    void anEndWithoutANumberDoesNotEndAnything() {
        try (Drill d = Mp.drill(0).open()) {
            Sock s = Mp.server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).fin()));
            d.skipAcks();
            s.expectNoData().expectNotReady(StreamSocket.PEER_CLOSED);
        }
    }
}
