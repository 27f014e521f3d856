package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import mptcp.api.socket.QuickAcks;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** How long, and how often, a socket waits: Linux's TCP_SYNCNT, TCP_DEFER_ACCEPT, TCP_LINGER2 and TCP_QUICKACK. */
class WaitingSettingsTest {
    private static final SocketConfig PLAIN = SocketConfig.DEFAULT.withMptcpVersion(-1);

    private static Drill drill() {
        return Drill.v4().config(c -> c.mptcpVersion(-1)).open();
    }

    /** The handshake up to the SYN/ACK takes 100 ms. */
    private static void asked(Drill d, SocketConfig config) {
        d.listen(8080, config);
        d.inject(syn(0).mss(1000).sackOk());
        d.expect(synAck(0, 1).anyOptions());
        d.advance(ms(100));
    }

    private static Sock accepted(Drill d, SocketConfig config) {
        asked(d, config);
        d.inject(ack(1, 1));
        return d.accept();
    }

    /** With SYNs at even intervals, too, it takes no longer than so many that each wait twice as long as the one before. */
    @Test
    @Row(185)
    void howOftenASynIsRepeated() {
        try (Drill d = drill()) {
            Sock s = d.connect(PLAIN.withSynRetries(1));
            d.expect(syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
            d.expectAfter(seconds(1), syn(0).anyOptions());
            d.expectNothing(seconds(1) - ms(1));
            s.expectNoError();
            d.expectNothing(ms(2));
            s.expectError(Reason.TIMED_OUT);
        }
    }

    @Test
    @Row(185)
    void howOftenASynAckIsRepeated() {
        try (Drill d = drill()) {
            asked(d, PLAIN.withSynRetries(1));
            d.expectAfter(ms(900), synAck(0, 1).anyOptions());
            d.expectNothing(seconds(3));
            d.inject(ack(1, 1));
            d.expect(rst(1));
        }
    }

    @Test
    @Row(186)
    void aListenerThatWaitsForData() {
        try (Drill d = drill()) {
            asked(d, PLAIN.withDeferAccept(seconds(3)));
            d.inject(ack(1, 1));
            d.expectNothing(ms(500));
            d.expectNoAccept();
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            d.accept().read(10);
        }
    }

    /** The SYN/ACK is not repeated before the wait is over, and then asks for the acknowledgement that counts. */
    @Test
    @Row(186)
    void aListenerThatHasWaited() {
        try (Drill d = drill()) {
            asked(d, PLAIN.withDeferAccept(seconds(3)));
            d.inject(ack(1, 1));
            d.expectNothing(ms(2_890));
            d.expectWithin(ms(20), synAck(0, 1).anyOptions());
            d.expectNoAccept();
            d.inject(ack(1, 1));
            d.accept().write(10);
            d.expect(data(1, 1, 10));
        }
    }

    /** What nothing acknowledged is repeated as ever. */
    @Test
    @Row(186)
    void aListenerThatWaitsAndHearsNothing() {
        try (Drill d = drill()) {
            asked(d, PLAIN.withDeferAccept(seconds(3)));
            d.expectAfter(ms(900), synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            d.expectWithin(ms(2_010), synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            d.accept();
        }
    }

    @Test
    @Row(186)
    void whoConnectsAndWaitsToSayMore() {
        try (Drill d = drill()) {
            d.connect(PLAIN.withDeferAccept(seconds(1)));
            d.expect(syn(0).anyOptions());
            d.inject(synAck(0, 1).mss(1000));
            d.expectNothing(ms(190));
            d.expectWithin(ms(20), ack(1, 1));
        }
        try (Drill d = drill()) {
            Sock s = d.connect(PLAIN.withDeferAccept(seconds(1)));
            d.expect(syn(0).anyOptions());
            d.inject(synAck(0, 1).mss(1000));
            s.write(10);
            d.expect(data(1, 1, 10));
            d.expectNothing(ms(190));
        }
    }

    @Test
    @Row(187)
    void aConnectionThatWaitsForNoEnd() {
        try (Drill d = drill()) {
            accepted(d, PLAIN.withFinWait(-1)).close();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2));
            d.expect(rst(2));
        }
        try (Drill d = drill()) {
            Sock s = accepted(d, PLAIN.withFinWait(-1)).shutdownOutput();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2)); // the application is there, and may read
            d.expectNothing();
            s.close();
            d.expect(rstAck(2, 1));
        }
    }

    /** The peer is told nothing when the time is over. */
    @Test
    @Row(187)
    void aConnectionThatWaitsOneSecond() {
        try (Drill d = drill()) {
            accepted(d, PLAIN.withFinWait(seconds(1))).close();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2));
            d.expectNothing(ms(1_001));
            d.inject(fin(1, 2));
            d.expect(rst(2));
        }
        try (Drill d = drill()) {
            accepted(d, PLAIN.withFinWait(seconds(1))).close();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2));
            d.advance(ms(999));
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
            d.inject(fin(1, 2)); // in TIME-WAIT, where no SACK is kept of what came twice
            d.expect(ack(2, 2));
        }
    }

    @Test
    @Row(188)
    void acknowledgementsThatAreToWait() {
        try (Drill d = drill()) {
            Sock s = accepted(d, PLAIN);
            s.socket().reconfigure(PLAIN.withQuickAcks(QuickAcks.OFF));
            d.inject(data(1, 1, 10));
            d.expectNothing(ms(39));
            d.expectWithin(ms(2), ack(1, 11)); // after which they wait no more
            d.inject(data(11, 1, 10));
            d.expect(ack(1, 21));
        }
    }

    @Test
    @Row(188)
    void anAcknowledgementThatIsWantedNow() {
        for (QuickAcks wanted : new QuickAcks[] {QuickAcks.ON, QuickAcks.ONCE}) {
            try (Drill d = drill()) {
                Sock s = accepted(d, PLAIN);
                s.socket().reconfigure(PLAIN.withQuickAcks(QuickAcks.OFF));
                d.inject(data(1, 1, 10));
                s.read(10);
                d.expectNothing();
                s.socket().reconfigure(PLAIN.withQuickAcks(wanted));
                d.expect(ack(1, 11));
                d.inject(data(11, 1, 10));
                if (wanted == QuickAcks.ONCE) {
                    d.expectNothing(ms(30));
                }
                d.expectWithin(ms(20), ack(1, 21));
            }
        }
    }
}
