package mptcp.policy.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.cc.LossSample;
import mptcp.api.cc.RecoveryOwner;
import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import org.junit.jupiter.api.Test;

/** What the contracts of the way of packets find: also what shows only with rate samples, marks and hints. */
class CallContractsTest {
    private static Object kept;

    /** By a model: the window is what the rate sample says, within the contract's bounds. */
    private static class ByRate implements CongestionControl {
        private final PolicyStatistics.Gauge rate;
        private final PolicyStatistics.Counter samples;
        private CongestionState state;

        ByRate(FakeContext context) {
            rate = context.statistics().gauge("rate", "the last sample");
            samples = context.statistics().counter("samples", "how many there were");
        }

        @Override
        public RecoveryOwner recovery() {
            return RecoveryOwner.CONTROL;
        }

        @Override
        public void attach(CongestionState given, long nowNs) {
            state = given;
        }

        @Override
        public void onAck(int sf, AckSample ack, long nowNs) {
            if (ack.deliveryRate() > 0) {
                samples.count();
                rate.set(ack.deliveryRate());
                state.cwnd(sf, Math.min(2 * state.cwnd(sf), window(ack)));
            }
        }

        long window(AckSample ack) {
            return (long) (ack.deliveryRate() * 0.02);
        }

        @Override
        public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {}
    }

    /** A policy may publish with each acknowledgement, in tests as in the stack: nothing is allocated, and what it said is read. */
    @Test
    void publishingAllocatesNothing() {
        FakeContext context = new FakeContext();
        CongestionContract.check(new ByRate(context));
        assertTrue(context.statistics().value("samples") > 1000 && context.statistics().value("rate") > 0);
        AssertionError none = assertThrows(AssertionError.class, () -> context.statistics().value("rates"));
        assertEquals("'rates' is not among [rate, samples]", none.getMessage());
    }

    private static void breaks(String message, CongestionControl cc) {
        AssertionError e = assertThrows(AssertionError.class, () -> CongestionContract.check(cc));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void whatAControlDoesWithASampleIsTried() {
        breaks(" to ", new ByRate(new FakeContext()) {
            @Override
            public void onAck(int sf, AckSample ack, long nowNs) {
                if (ack.deliveryRate() > 0) {
                    super.state.cwnd(sf, 1L << 40);
                }
            }
        });
        breaks("bytes by onAck", new ByRate(new FakeContext()) {
            @Override
            long window(AckSample ack) {
                kept = new Object();
                return super.window(ack);
            }
        });
        breaks("bytes by onSent", new ByRate(new FakeContext()) {
            @Override
            public void onSent(int sf, int bytes, boolean again, long nowNs) {
                kept = new Object();
            }
        });
        breaks("bytes by onSignal", new ByRate(new FakeContext()) {
            @Override
            public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
                kept = new Object();
            }
        });
    }

    /** One that holds bytes back that have a deadline is not found by requests of which nothing is said. */
    @Test
    void whatASchedulerDoesWithAHintIsTried() {
        SchedulerContract.check(new First());
        AssertionError late = assertThrows(AssertionError.class, () -> SchedulerContract.check(new First() {
            @Override
            public long select(SendRequest request, Subflows subflows, long nowNs) {
                return request.deadlineNs() < nowNs ? PacketScheduler.grant(31) : super.select(request, subflows, nowNs);
            }
        }));
        assertTrue(late.getMessage().contains("went to subflow 31"), late::getMessage);
        AssertionError allocates = assertThrows(AssertionError.class, () -> SchedulerContract.check(new First() {
            @Override
            public long select(SendRequest request, Subflows subflows, long nowNs) {
                kept = request.hint().priority() > 0 ? new Object() : null;
                return super.select(request, subflows, nowNs);
            }
        }));
        assertTrue(allocates.getMessage().contains("bytes allocated"), allocates::getMessage);
    }

    private static class First implements PacketScheduler {
        @Override
        public long select(SendRequest request, Subflows subflows, long nowNs) {
            for (int rest = subflows.usable() & ~request.carriers(); rest != 0; rest &= rest - 1) {
                int sf = Integer.numberOfTrailingZeros(rest);
                if (subflows.roomBytes(sf) > 0) {
                    return PacketScheduler.grant(sf);
                }
            }
            return WAIT;
        }
    }

    /** What a path manager is given is one object, whose statistics and settings a test reads and sets. */
    @Test
    void theContextOfPaths() {
        FakePaths paths = new FakePaths(true, FakePaths.CLIENT);
        paths.settings = Map.of("a.b", "1");
        paths.context().statistics().counter("opened", "").count();
        assertSame(paths.context(), paths.context().set("a.c", "2"));
        assertEquals(Map.of("a.b", "1", "a.c", "2"), paths.context().settings());
        assertEquals(1, paths.context().statistics().value("opened"));
        paths.context().timer(2_000_000);
        assertEquals(List.of("timer 2 ms"), paths.taken());
    }
}
