package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceLoader;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackFactory;
import mptcp.cc.lia.LiaFactory;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Congestion windows are each subflow's own; what couples them is their growth: RFC 6356 section 3. */
class CongestionTest {
    private static final int SEGMENT = 1432;
    private static final long ROUND_TRIP = ms(50);

    /** Sends rounds of full windows on one flow; each is acknowledged after a round trip. */
    private static final class Sender {
        private final Drill d;
        private final Sock s;
        private final Flow flow;
        private long sent;
        private long sentBefore;

        Sender(Drill d, Sock s, Flow flow) {
            this.d = d;
            this.s = s;
            this.flow = flow;
        }

        SubflowSnapshot state() {
            return Mp.subflow(d, flow);
        }

        /** @return bytes sent */
        long round() {
            d.prefer(flow.name());
            long window = state().cwnd() / SEGMENT * SEGMENT;
            for (long left = window; left > 0; left -= SEGMENT) {
                s.write(SEGMENT);
            }
            d.skip();
            sent += window;
            return window;
        }

        void acknowledge(long dataAck) {
            for (long left = sent; left > 0; left -= 2 * SEGMENT) {
                // every second segment, as a receiver does
                d.inject(segment(Math.min(sent, sent - left + 2 * SEGMENT), dataAck));
            }
            sentBefore += sent;
            sent = 0;
        }

        Segment segment(long upTo, long dataAck) {
            long seq = flow.name().equals("a") ? 101 : 1;
            return ack(seq, 1 + sentBefore + upTo).on(flow).dss(dss().dack(dataAck));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(98)
    void aLossOnOneSubflowLeavesTheOthersWindow(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            Sender onA = new Sender(d, s, d.flow("a"));
            Sender onB = new Sender(d, s, b);
            onA.round();
            onB.round();
            long cwndA = onA.state().cwnd();
            long ssthreshA = onA.state().ssthresh();
            long cwndB = onB.state().cwnd();
            d.advance(ROUND_TRIP);
            for (int i = 0; i < 3; i++) { // three duplicates: the first segment of b is lost
                d.inject(ack(1, 1).on(b).sack(1 + SEGMENT, 1 + (i + 2) * SEGMENT).dss(dss().dack(1)));
            }
            d.skip();
            assertTrue(onB.state().ssthresh() <= cwndB / 2 + SEGMENT, () -> "ssthresh " + onB.state().ssthresh());
            assertEquals(cwndA, onA.state().cwnd());
            assertEquals(ssthreshA, onA.state().ssthresh());
            // a timeout on b as well
            d.advance(ms(1000));
            d.skip();
            assertTrue(onB.state().cwnd() < cwndB);
        }
    }

    @Test
    @Row(97)
    void twoCoupledSubflowsGrowNoFasterThanOneTcp() {
        StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        LiaFactory lia = new LiaFactory();
        maker.policies().add(PolicyKind.CONGESTION_CONTROL, lia, Integer.MIN_VALUE + 2, "test");
        try (Drill d = Mp.drill(1).factory(maker).config(c -> c.sendBuffer(1 << 20, 1 << 22)).open()) {
            d.stack().policies().choose(PolicyKind.CONGESTION_CONTROL, "lia");
            d.peer().window(65_535).windowScale(4);
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            assertEquals("lia", Mp.connection(d).policies().get(PolicyKind.CONGESTION_CONTROL));
            Sender onA = new Sender(d, s, d.flow("a"));
            Sender onB = new Sender(d, s, b);
            // both out of slow start: a loss on each, repaired
            long dataAck = 1;
            for (Sender sender : new Sender[] {onA, onB}) {
                dataAck += sender.round();
                long seq = sender == onA ? 101 : 1;
                d.advance(ROUND_TRIP);
                for (int i = 0; i < 3; i++) {
                    d.inject(ack(seq, 1).on(sender.flow).dss(dss().dack(1)));
                }
                d.skip();
                d.advance(ROUND_TRIP);
                sender.acknowledge(dataAck);
                d.skip();
            }
            long before = onA.state().cwnd() + onB.state().cwnd();
            int rounds = 20;
            for (int i = 0; i < rounds; i++) {
                dataAck += onA.round();
                dataAck += onB.round();
                d.advance(ROUND_TRIP);
                onA.acknowledge(dataAck);
                onB.acknowledge(dataAck);
            }
            d.skip();
            long growth = onA.state().cwnd() + onB.state().cwnd() - before;
            // uncoupled they would have grown by two segments a round trip; coupled by one over both, at most
            assertTrue(growth > 0 && growth <= (rounds + 2L) * SEGMENT, () -> "grew by " + growth);
        } finally {
            maker.policies().remove(lia);
        }
    }

    /** Leaves its windows as they are. */
    private static final class Still implements CongestionControlFactory {
        private CongestionState state;

        @Override
        public String name() {
            return "still";
        }

        @Override
        public CongestionControl create(PolicyContext connection) {
            return new CongestionControl() {
                @Override
                public void attach(CongestionState s, long nowNs) {
                    state = s;
                }

                @Override
                public void onAck(int sf, AckSample ack, long nowNs) {}

                @Override
                public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {}
            };
        }
    }

    /** A window of one segment as it is with a mapping: without one, after a fallback, a segment is longer, and leaves all the same. */
    @Test
    void aWindowOfOneSegmentGrowsWithTheSegment() {
        StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        Still still = new Still();
        maker.policies().add(PolicyKind.CONGESTION_CONTROL, still, 1, "of this test");
        try (Drill d = Mp.drill(1).factory(maker).ownPolicies().open()) {
            d.stack().policies().choose(PolicyKind.CONGESTION_CONTROL, "still");
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            d.inject(syn(0).mss(Mp.MSS_V4).mpCapable());
            d.expect(synAck(0, 1).partial());
            d.inject(ack(1, 1).mpCapable());
            d.skipAcks();
            Sock s = d.accept();
            still.state.cwnd(0, 1);
            s.write(100);
            d.expect(data(1, 1, 100).partial());
            d.inject(ack(1, 101)); // it knows of no mapping
            assertTrue(Mp.connection(d).fallback());
            s.write(5000);
            int first = SEGMENT + Integer.BYTES; // it has a DATA_ACK of 32 bits
            d.expect(data(101, 1, first).partial()); // says that from here on all is mapped
            d.expectNothing();
            d.inject(ack(1, 101 + first));
            d.expect(data(101 + first, 1, Mp.MSS_V4));
            d.expectNothing();
        } finally {
            maker.policies().remove(still);
        }
    }
}
