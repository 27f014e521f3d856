package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.cc.lia.LiaFactory;
import mptcp.core.loop.StrikingTimers;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A timer of a subflow or of a connection that fails when it has run out, whether it sends something or not: the connection
 * ends, the others and their timers go on. Those that plain TCP has are in {@code mptcp.conformance.tcp}.
 */
class TimerFaultTest {
    private static final int PACED_BYTES_PER_SECOND = 10_000;

    /** The timer, and what makes a connection wait for it. */
    private enum Waiting {
        RTO("TcpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                s.write(100);
            }
        },
        TIME_WAIT("TcpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
                d.skip();
                s.close();
                d.skip();
                d.inject(ack(101, 1).dack(2));
                d.skip();
                d.inject(fin(101, 2).dack(2));
                d.skip();
            }
        },
        PACING("TcpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                s.write(5000);
            }
        },
        JOIN("TcpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
                d.expect(syn(0).on(b).partial().mpJoin());
                d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(4)));
            }
        },
        DATA_RTX("MpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                s.write(100);
                d.skip();
                d.inject(ack(101, 101).dack(1));
            }
        },
        DATA_FIN("MpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                s.shutdownOutput();
            }
        },
        ADD_ADDR("MpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                d.announce(d.secondLocalAddress(), 0);
            }
        },
        CLOSE("MpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                d.joinServer("b");
                d.inject(rst(101));
                d.inject(rst(1).on("b"));
            }
        },
        PATH("MpTimers") {
            @Override
            void begin(Drill d, Sock s) {
                d.command("timer", c -> {
                    c.timer(ms(100));
                    return true;
                });
            }
        };

        private final String set;

        Waiting(String set) {
            this.set = set;
        }

        /** Leaves it with nothing to do but wait. */
        abstract void begin(Drill d, Sock s);
    }

    /** As lia, but that it sends slowly. */
    private static final class Pacing implements CongestionControlFactory {
        private final CongestionControlFactory lia = new LiaFactory();

        @Override
        public String name() {
            return "pacing";
        }

        @Override
        public CongestionControl create(PolicyContext connection) {
            CongestionControl good = lia.create(connection);
            return new CongestionControl() {
                private CongestionState state;

                @Override
                public void attach(CongestionState s, long nowNs) {
                    state = s;
                    good.attach(s, nowNs);
                    s.pacingRate(0, PACED_BYTES_PER_SECOND);
                }

                @Override
                public void onAck(int sf, AckSample ack, long nowNs) {
                    state.pacingRate(sf, PACED_BYTES_PER_SECOND);
                }

                @Override
                public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
                    good.onSignal(sf, signal, loss, nowNs);
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTimerFails(Waiting waiting) {
        StrikingTimers stacks = new StrikingTimers(waiting.set, StrikingTimers.kind(waiting.set, waiting.name()));
        try (Drill d = Drill.v4().factory(stacks).config(c -> c.mptcpVersion(1).delayedAckNs(0)).open()) {
            if (waiting == Waiting.PACING) {
                stacks.policies().add(PolicyKind.CONGESTION_CONTROL, new Pacing(), 1, "of this test");
            }
            Sock s = Mp.server(d);
            stacks.ready();
            waiting.begin(d, s); // no time passes
            d.skip();
            Flow b = d.clientFlow("bystander");
            d.inject(syn(0).on(b).mss(1000));
            d.expect(synAck(0, 1).on(b).anyOptions());
            d.inject(ack(1, 1).on(b));
            Sock other = d.accept();
            long until = d.elapsedNs() + seconds(200);
            while (!stacks.struck() && d.elapsedNs() < until) {
                d.advance(ms(10));
            }
            assertTrue(stacks.struck(), "it came to it");
            assertEquals(1, d.counter("MPTcpContainedFaults"));
            assertEquals(1, d.stack().inspector().connections().size(), "the other one");
            d.skip();
            other.write(100);
            d.expect(data(1, 1, 100).on(b));
            d.expectEventually(seconds(3), data(1, 1, 100).on(b)); // its timers run as well
            d.inject(ack(1, 101).on(b));
            other.expectConnected();
            d.skip();
        }
    }
}
