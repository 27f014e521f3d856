package mptcp.conformance.tcp;

import mptcp.api.socket.WireProfile;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which acknowledgement numbers are believed, and how often the others are answered: RFC 5961 sections 5.2 and 7. */
class AckValidityTest {
    private static final int PER_INTERVAL = 10;

    /** SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT, both ends tried, and one beyond each. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(103)
    void theRangeHasSharpEnds(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.profile(WireProfile.BSD)).open()) {
            d.peer().window(1000);
            Sock s = d.handshakeServer();
            for (int i = 0; i < 3; i++) {
                s.write(1000);
                d.expect(data(1 + 1000L * i, 1, 1000));
                d.inject(ack(1, 1001 + 1000L * i).win(1000));
            }
            d.expectNothing();
            d.inject(data(1, 2000, 10).win(1000));
            d.expect(ack(3001, 1));
            s.expectNoData();
            d.inject(data(1, 3002, 10).win(1000));
            d.expect(ack(3001, 1));
            s.expectNoData();
            d.inject(data(1, 2001, 10).win(1000));
            d.expect(ack(3001, 11));
            s.read(10);
            d.inject(data(11, 3001, 10).win(1000));
            d.expect(ack(3001, 21));
            s.read(10);
        }
    }

    /** An old acknowledgement carries data, but acknowledges nothing and moves no window. */
    @Test
    @Row(103)
    void anOldAcknowledgementChangesNothing() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            s.write(1000).write(1000);
            d.expect(data(1, 1, 1000));
            d.inject(ack(1, 1001));
            d.expect(data(1001, 1, 1000));
            d.inject(data(1, 500, 10).win(0));
            d.expect(ack(2001, 11));
            s.read(10);
            d.inject(ack(11, 2001));
            s.write(1000);
            d.expect(data(2001, 11, 1000));
        }
    }

    /** All that could be provoked in one interval is bounded, and the next interval has its own. */
    @Test
    @Row(103)
    void challengesAreLimited() {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.handshakeServer();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 40; i++) {
                    d.inject(i % 2 == 0 ? rst(500 + i) : ack(1, 9000));
                }
                assertEquals(PER_INTERVAL, d.skip().size());
                d.advance(seconds(5));
            }
            assertEquals(2 * PER_INTERVAL, d.counter("TcpExtTCPChallengeACK"));
            assertEquals(60, d.counter("TcpExtTCPACKSkippedChallenge"));
            s.expectNoError();
        }
    }

    /** The limit is for suspicious segments: data is acknowledged whatever was spent on those. */
    @Test
    @Row(103)
    void theLimitDoesNotTouchOrdinaryAcknowledgements() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            for (int i = 0; i < 30; i++) {
                d.inject(rst(500));
            }
            d.skip();
            for (int i = 0; i < 20; i++) {
                d.inject(data(1 + 10L * i, 1, 10));
                d.expect(ack(1, 11 + 10L * i));
            }
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 201));
            s.read(200);
        }
    }
}
