package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.loop.StrikingTimers;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something goes wrong where a timer ran out: a fault of its own ends that connection, one of the link is as a loss; the others go on.
 */
class TimerFaultTest {
    /** What a connection waits for. */
    private enum Waiting {
        RETRANSMISSION("RTO") {
            @Override
            void begin(Drill d, Sock s) {
                s.write(100);
                d.expect(data(1, 1, 100));
            }
        },
        /** A round trip is known, so a probe comes first. */
        LOSS_PROBE("RTO") {
            @Override
            void begin(Drill d, Sock s) {
                s.write(1000);
                d.expect(data(1, 1, 1000));
                d.advance(ms(20));
                d.inject(ack(1, 1001));
                s.write(1000);
                d.expect(data(1001, 1, 1000));
            }
        },
        REORDERING("REORDER") {
            @Override
            void begin(Drill d, Sock s) {
                LOSS_PROBE.begin(d, s);
                s.write(1000);
                d.expect(data(2001, 1, 1000));
                d.advance(ms(20));
                d.inject(ack(1, 1001).nop().nop().sack(2001, 3001));
            }
        },
        DELAYED_ACK("DELAYED_ACK") {
            @Override
            void begin(Drill d, Sock s) {
                for (int i = 0; i < 16; i++) { // the first ones are acknowledged at once
                    d.inject(data(1 + i, 1, 1));
                }
                d.skip();
                d.inject(data(17, 1, 100));
            }
        },
        KEEP_ALIVE("KEEP_ALIVE") {
            @Override
            void begin(Drill d, Sock s) {
                d.advance(seconds(1)); // so that its time comes before that of others
            }
        },
        WINDOW_PROBE("RTO") {
            @Override
            void begin(Drill d, Sock s) {
                d.inject(ack(1, 1).win(0));
                s.write(100);
            }
        };

        private final String timer;

        Waiting(String timer) {
            this.timer = timer;
        }

        /** Leaves it with nothing to do but wait. */
        abstract void begin(Drill d, Sock s);
    }

    private static Flow bystander(Drill d) {
        Flow b = d.clientFlow("bystander");
        d.inject(syn(0).on(b).mss(1000).sackOk());
        d.expect(synAck(0, 1).on(b).anyOptions());
        d.inject(ack(1, 1).on(b));
        return b;
    }

    private static Sock accepted(Drill d) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true).withKeepAlive(seconds(30)));
        d.inject(syn(0).mss(1000).sackOk());
        d.expect(synAck(0, 1).anyOptions());
        d.advance(ms(20));
        d.inject(ack(1, 1));
        return d.accept();
    }

    private static Sock other(Drill d, Flow b) {
        Sock other = d.accept();
        other.write(100);
        d.expect(data(1, 1, 100).on(b));
        return other;
    }

    /** It reads, writes, and its timers run. */
    private static void goesOn(Drill d, Sock other, Flow b) {
        d.skip();
        d.inject(data(1, 101, 500).on(b));
        other.read(500);
        d.expectWithin(ms(500), ack(101, 501).on(b));
        other.write(100);
        d.expect(data(101, 501, 100).on(b));
        d.expectEventually(seconds(3), data(101, 501, 100).on(b));
        d.inject(ack(501, 201).on(b));
        other.expectConnected();
    }

    /** The timer itself fails: the connection ends, and its application hears of it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"LOSS_PROBE", "WINDOW_PROBE"}) // they wait for what others wait for
    void theTimerFails(Waiting waiting) {
        StrikingTimers stacks = new StrikingTimers("TcpTimers", StrikingTimers.kind("TcpTimers", waiting.timer));
        try (Drill d = Tcp.delaying().factory(stacks).open()) {
            Sock s = accepted(d);
            waiting.begin(d, s);
            Flow b = bystander(d);
            Sock other = other(d, b);
            d.inject(ack(1, 101).on(b));
            stacks.ready();
            while (!stacks.struck() && d.elapsedNs() < seconds(60)) {
                d.inject(ack(1, 101).on(b)); // so that nothing of the other one comes first
                d.advance(ms(1));
            }
            assertTrue(stacks.struck(), "it came to it");
            assertEquals(1, d.counter("MPTcpContainedFaults"));
            s.expectError(Reason.ABORTED).expectClosed();
            goesOn(d, other, b);
            assertEquals(1, d.stack().inspector().connections().size());
        }
    }

    /** The link fails under what the timer sends, once or for a while: as if that had been lost, the connection goes on. */
    private static void theLinkFails(Waiting waiting, int claims) {
        try (Drill d = Tcp.delaying().open()) {
            Sock s = accepted(d);
            waiting.begin(d, s);
            Flow b = bystander(d);
            Sock other = other(d, b);
            d.link().fail(new NoClassDefFoundError("on purpose"), claims);
            while (d.counter("MPTcpContainedFaults") == 0 && d.elapsedNs() < seconds(60)) {
                d.inject(ack(1, 101).on(b));
                d.advance(ms(1));
            }
            d.link().fail(null, 0);
            assertTrue(d.counter("MPTcpContainedFaults") >= 1);
            s.expectConnected();
            goesOn(d, other, b);
            s.expectConnected();
            assertEquals(2, d.stack().inspector().connections().size());
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLinkFailsOnce(Waiting waiting) {
        theLinkFails(waiting, 1);
    }

    @ParameterizedTest
    @EnumSource
    void theLinkFailsForAWhile(Waiting waiting) {
        theLinkFails(waiting, 5);
    }
}
