package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application may do at odd moments: nothing of it disturbs the stream. */
class SocketEdgesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(63)
    void readsAndWritesOfNothing(int version) throws IOException {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            ByteBuffer empty = ByteBuffer.allocate(0);
            assertEquals(0, s.socket().tryRead(empty));
            assertEquals(0, s.socket().read(empty));
            assertEquals(0, s.socket().tryWrite(empty));
            s.socket().write(empty);
            assertEquals(0, s.socket().tryPeek(empty, 0));
            d.run();
            d.expectNothing(seconds(1));
            d.inject(data(101, 1, 10).dss(dss().dack(1).map(101, 101, 10)));
            d.expect(ack(1, 111).partial().dack(111));
            assertEquals(0, s.socket().tryRead(empty));
            assertEquals(10, s.socket().available());
            s.read(10);
            // at the end of the stream too: nothing was asked for, nothing comes
            d.inject(ack(111, 1).dss(dss().dack(1).dataFin(111)));
            d.expect(ack(1, 111).partial().dack(112));
            assertEquals(0, s.socket().tryRead(empty));
            s.expectEof().expectEof();
        }
    }

    @Test
    @Row(63)
    void peekingTakesNothing() throws IOException {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            d.inject(data(101, 1, 10).dss(dss().dack(1).map(101, 101, 10)));
            d.expect(ack(1, 111).partial().dack(111));
            assertEquals(10, s.socket().tryPeek(ByteBuffer.allocate(100), 0));
            assertEquals(4, s.socket().tryPeek(ByteBuffer.allocate(100), 6));
            assertEquals(0, s.socket().tryPeek(ByteBuffer.allocate(100), 10));
            s.read(10);
        }
    }

    @Test
    @Row(63)
    void readsAfterShutdownOfInputAreAtTheEnd() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            s.shutdownInput().expectEof();
            // what comes is acknowledged and thrown away
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).partial().dack(201));
            s.expectEof();
            s.write(10);
            d.expect(data(1, 201, 10).partial().dss(dss().dack(201).map(1, 1, 10)));
        }
    }

    // --- before there is a connection

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(72)
    void closingAnOpeningSocketEndsTheAttempt(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            s.close().expectClosed();
            d.expectNothing(seconds(120));
            assertEquals(0, d.stack().inspector().connections().size());
            // the late answer meets nobody
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(rst(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(72)
    void shutdownOfAnOpeningSocketTakesEffectWhenItIsOpen(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            s.shutdownOutput().expectWriteError(Reason.BROKEN_PIPE);
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            d.inject(ack(1, 1).dack(1));
            d.expectWithin(seconds(3), ack(1, 1).partial().dss(dss().dack(1).dataFin(1)));
            s.expectNoError().expectNoData();
            d.inject(ack(1, 1).dss(dss().dack(2).dataFin(1)));
            d.skip();
            s.expectEof();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(72)
    void twiceIsOnce(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            s.shutdownOutput().shutdownOutput();
            d.expect(ack(1, 101).partial().dss(dss().dack(101).dataFin(1)));
            d.inject(ack(101, 1).dss(dss().dack(2).dataFin(101)));
            d.skip();
            s.expectEof().close().close();
            d.inject(fin(101, 2));
            d.skip();
            d.expectNothing(seconds(5));
        }
    }

    @Test
    @Row(72)
    void aRefusedSocketFailsAndCanBeClosed() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(rstAck(0, 1));
            s.expectError(Reason.REFUSED).expectReady(StreamSocket.FAILED);
            s.expectReadError(Reason.REFUSED).expectWriteError(Reason.REFUSED);
            s.shutdownOutput().close();
            d.expectNothing(seconds(5));
        }
    }
}
