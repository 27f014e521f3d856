package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ending a connection at once: RFC 8684 section 3.5; RFC 6824 section 3.5. */
class FastCloseTest {
    private static void expectNothingLeft(Drill d) {
        assertEquals(0, d.stack().inspector().connections().size());
        d.expectNothing(seconds(30));
    }

    // --- received

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(85)
    void onAnAcknowledgementItResetsEverySubflow(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            d.inject(ack(101, 1).fastClose());
            d.expectUnordered(rstAck(101, 101).anyOptions(), rstAck(1, 1).on(b).anyOptions());
            s.expectError(Reason.RESET).expectClosed();
            s.expectReadError(Reason.RESET).expectWriteError(Reason.RESET);
            expectNothingLeft(d);
            assertEquals(1, d.counter("MPTcpExtMPFastcloseRx"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(86)
    void onAResetItResetsTheOtherSubflows(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(rst(101).fastClose());
            d.expect(rstAck(1, 1).on(b).anyOptions());
            s.expectError(Reason.RESET);
            expectNothingLeft(d);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({71, 86})
    void onAResetOfTheOnlySubflowNothingIsWaitedFor(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.inject(rst(101).fastClose());
            s.expectError(Reason.RESET);
            expectNothingLeft(d);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(87)
    void aWrongKeyIsIgnored(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(101, 1).fastClose(d.conn().stackKey() ^ 1));
            d.skipAcks();
            s.expectNoError();
            // on a reset, the reset alone counts
            d.inject(rst(1).on(b).fastClose(d.conn().stackKey() ^ 1));
            d.skipAcks();
            s.expectNoError();
            assertEquals(1, Mp.connection(d).subflows().size());
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).partial().dack(201));
            s.read(100);
        }
    }

    // --- sent

    @Test
    @Row(88)
    void versionOneResetsEachSubflowWithIt() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            s.abort();
            d.expectUnordered(rstAck(1, 101).fastClose().tcpRst(0, 0), rstAck(1, 1).on(b).fastClose().tcpRst(0, 0));
            expectNothingLeft(d);
            assertEquals(2, d.counter("MPTcpExtMPFastcloseTx"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(88)
    void lingerOfZeroAndUnreadDataMeanIt(boolean linger) {
        try (Drill d = Mp.drill(1).open()) {
            d.listen(8080, linger ? SocketConfig.DEFAULT.withLinger(0) : SocketConfig.DEFAULT);
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).dack(101));
            if (linger) {
                s.read(100);
            }
            s.close();
            d.expect(rstAck(1, 101).fastClose().tcpRst(0, 0));
            expectNothingLeft(d);
        }
    }

    @Test
    @Row(88)
    void dataAfterTheCloseMeansItAsWell() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            s.close();
            d.expect(ack(1, 101).partial().dss(dss().dack(101).dataFin(1)));
            d.inject(data(101, 1, 100).dss(dss().dack(2).map(101, 101, 100)));
            d.expect(rstAck(1, 101).fastClose().tcpRst(0, 0));
            expectNothingLeft(d);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({60, 88})
    void oldBytesAfterTheCloseAreAcknowledgedAndNothingElse(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            s.close();
            d.expectUnordered(ack(101, 101).partial().dss(dss().dack(101).dataFin(101)),
                    ack(1, 1).on(b).partial().dss(dss().dack(101).dataFin(101)));
            // what was read long ago, by another way
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(1, 1, 100)));
            d.expect(ack(1, 101).on(b).partial().dss(dss().dack(101).dataFin(101)));
            d.inject(ack(101, 101).dack(102));
            assertEquals("FIN-WAIT-2", Mp.connection(d).state());
        }
    }

    @Test
    @Row(88)
    void versionZeroWaitsForTheReset() {
        try (Drill d = Mp.drill(0).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            s.abort();
            d.expectUnordered(ack(1, 101).fastClose(), rstAck(1, 1).on(b));
            // data that crosses it changes nothing
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.skipAcks();
            d.expectWithin(seconds(2), ack(1, 101).fastClose());
            d.inject(rst(101));
            expectNothingLeft(d);
        }
    }

    @Test
    @Row(88)
    void versionZeroGivesUpWithAResetOfItsOwn() {
        try (Drill d = Mp.drill(0).open()) {
            Mp.server(d).abort();
            d.expect(ack(1, 101).fastClose());
            for (int i = 0; i < 3; i++) {
                d.expectWithin(seconds(10), ack(1, 101).fastClose());
            }
            d.expectWithin(seconds(20), rstAck(1, 101).fastClose());
            expectNothingLeft(d);
        }
    }

    @Test
    @Row({85, 88})
    void bothEndsOfVersionZeroAtOnce() {
        try (Drill d = Mp.drill(0).open()) {
            Mp.server(d).abort();
            d.expect(ack(1, 101).fastClose());
            d.inject(ack(101, 1).fastClose());
            d.expect(rstAck(1, 101));
            expectNothingLeft(d);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({25, 88})
    void afterAFallbackAnAbortIsAPlainReset(int version) {
        try (Drill d = Mp.drill(version).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).partial().mpCapable());
            d.inject(ack(1, 1));
            d.skipAcks();
            d.accept().abort();
            d.expect(rstAck(1, 1));
            expectNothingLeft(d);
        }
    }
}
