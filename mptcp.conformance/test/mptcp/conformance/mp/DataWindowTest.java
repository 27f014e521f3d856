package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The receive window is the connection's: RFC 8684 sections 3.3.1, 3.3.4 and 3.3.5. */
class DataWindowTest {
    private static final int SMALL = 4096;

    // --- the peer's window

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(59)
    void aClosedWindowIsProbedAndItsOpeningTaken(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().window(1000);
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            d.inject(Mp.first(d, 100).win(1000));
            d.expect(ack(1, 101).partial().dack(101));
            s.read(100).write(3000);
            d.expect(data(1, 101, 1000).partial().dss(dss().dack(101).map(1, 1, 1000)));
            d.inject(ack(101, 1001).win(0).dack(1001));
            d.expectNothing(ms(150));
            // an old number, which the peer must acknowledge; then again, later each time
            long gap = 0;
            for (int i = 0; i < 4; i++) {
                long before = d.elapsedNs();
                d.expectWithin(seconds(20), ack(1000, 101).partial().dack(101));
                assertTrue(d.elapsedNs() - before >= gap * 3 / 2, "probes come at growing distances");
                gap = d.elapsedNs() - before;
                d.inject(ack(101, 1001).win(0).dack(1001));
            }
            d.inject(ack(101, 1001).win(500).dack(1001));
            d.expect(data(1001, 101, 500).partial().dss(dss().dack(101).map(1001, 1001, 500)));
            d.inject(ack(101, 1501).win(1500).dack(1501));
            d.expectEventually(0, data(ANY, 101, ANY).anyOptions());
            d.skip();
            d.inject(ack(101, 3001).win(1000).dack(3001));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({58, 59})
    void anySubflowOpensTheWindowOfAll(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(101, 1).win(500).dack(1), ack(1, 1).on(b).win(500).dack(1));
            // the right edge never moves back, so the window that was granted first still counts: use it up
            s.write(65_535);
            d.skip();
            d.advance(ms(1));
            d.inject(ack(101, 14_321).win(0).dack(14_321));
            d.skip();
            long sent = Mp.connection(d).bytesSent();
            assertTrue(sent <= 65_535, () -> "mapped " + sent + " bytes into a window of 65,535");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({58, 59})
    void aWindowUpdateOnOneSubflowLetsDataGoOnAnother(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().window(1000);
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            d.inject(Mp.first(d, 100).win(1000));
            d.expect(ack(1, 101).partial().dack(101));
            s.read(100);
            Flow b = d.joinServer("b");
            s.write(2000);
            d.expect(data(1, 101, 1000).partial().dss(dss().dack(101).map(1, 1, 1000)));
            d.inject(ack(101, 1001).win(0).dack(1001));
            d.expectNothing(ms(100));
            d.inject(ack(1, 1).on(b).win(1000).dack(1001));
            d.expect(data(1001, 101, 1000).partial().dss(dss().dack(101).map(1001, 1001, 1000)));
            d.inject(ack(101, 2001).win(1000).dack(2001));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    // --- the stack's window

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({58, 59})
    void theWindowClosesForAllAndOpensWhenTheApplicationReads(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.receiveBuffer(SMALL, SMALL)).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(data(101, 1, 1400).dss(dss().dack(1).map(101, 101, 1400)));
            d.inject(data(1, 1, 1400).on(b).dss(dss().dack(1).map(1501, 1, 1400)));
            d.inject(data(1501, 1, SMALL - 2800).dss(dss().dack(1).map(2901, 1501, SMALL - 2800)));
            TcpPacket full = d.skip().getLast();
            assertEquals(0, full.window());
            // beyond the edge: not taken, the DATA_ACK stays
            d.inject(data(1401, 1, 100).on(b).dss(dss().dack(1).map(101 + SMALL, 1401, 100)));
            d.expect(ack(1, 1401).on(b).partial().win(0).dack(101 + SMALL));
            s.read(SMALL);
            d.expectOneOf(ack(1, ANY).partial().win(SMALL).dack(101 + SMALL),
                    ack(1, ANY).on(b).partial().win(SMALL).dack(101 + SMALL));
            d.inject(data(1401, 1, 100).on(b).dss(dss().dack(1).map(101 + SMALL, 1401, 100)));
            d.expect(ack(1, 1501).on(b).partial().dack(201 + SMALL));
            s.read(100);
            d.skipAcks();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(58)
    void aZeroWindowProbeIsAnswered(int version) {
        try (Drill d = Mp.drill(version).config(c -> c.receiveBuffer(SMALL, SMALL)).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 1400).dss(dss().dack(1).map(101, 101, SMALL)), data(1501, 1, 1400),
                    data(2901, 1, SMALL - 2800));
            d.skip();
            d.inject(ack(100 + SMALL, 1).dack(1));
            TcpPacket answer = d.expect(ack(1, 101 + SMALL).partial().win(0).dack(101 + SMALL));
            assertTrue(answer.option(TcpOption.Dss.class).isPresent());
            s.read(SMALL);
            d.skip();
        }
    }
}
