package mptcp.core.mp.policy;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.testkit.Drill;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** Policies that take too long are counted and named; the clock is one that only they move. */
class PolicyTimerTest {
    private static final String NAME = "measured";
    private static final long MS = 1_000_000;
    private static final int WRITES = 100;

    private long clockNs = 1000;
    private int calls;
    private final List<String> events = new ArrayList<>();

    /** A plain scheduler; its nth call takes that long. */
    private final class Timed implements SchedulerFactory {
        private final IntToLongFunction took;

        Timed(IntToLongFunction took) {
            this.took = took;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            return (SendRequest r, Subflows s, long nowNs) -> {
                clockNs += took.applyAsLong(++calls);
                return s.roomBytes(0) > 0 ? PacketScheduler.grant(0) : PacketScheduler.WAIT;
            };
        }
    }

    private interface Check {
        void check(Drill d, PolicyCost cost);
    }

    private void run(IntToLongFunction took, Consumer<StackConfig.Builder> config, Check check) {
        StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        Timed factory = new Timed(took);
        maker.policies().add(PolicyKind.SCHEDULER, factory, Integer.MIN_VALUE + 1, "test");
        try (Drill d = Drill.v4().factory(maker).ownPolicies()
                .config(c -> config.accept(c.delayedAckNs(0).policyClock(() -> clockNs))).open()) {
            d.stack().policies().choose(PolicyKind.SCHEDULER, NAME);
            d.stack().inspector().monitor((now, connection, subflow, event, detail) -> {
                if (event.equals("POLICY_SLOW")) {
                    events.add(detail);
                }
            });
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            d.inject(Script.synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            d.inject(ack(1, 1).dack(1));
            for (int i = 0; i < WRITES; i++) {
                s.write(1000);
                d.expect(data(1 + 1000 * i, 1, 1000).anyOptions());
                d.inject(ack(1, 1001 + 1000 * i).dack(1001 + 1000 * i));
            }
            assertTrue(calls >= WRITES, "calls: " + calls);
            check.check(d, d.stack().policies().costs().stream()
                    .filter(c -> c.kind() == PolicyKind.SCHEDULER && c.name().equals(NAME)).findFirst().orElseThrow());
        } finally {
            maker.policies().remove(factory);
        }
    }

    @Test
    void oneThatIsAlwaysSlowIsCountedAndNamed() {
        run(call -> 2 * MS, c -> {}, (d, cost) -> {
            int latest = PolicyTimer.ONE_IN; // each hook is met within so many of its own calls
            assertTrue(cost.slow() >= calls - latest - 1 && cost.slow() < calls, cost.toString());
            assertEquals(2 * MS, cost.maxNs());
            assertEquals(cost.slow(), d.counter("MPTcpSchedulerSlow"));
            assertEquals(cost.slow(), d.stack().inspector().connections().getFirst().counters()
                    .get("MPTcpSchedulerSlow"));
            assertEquals(List.of("scheduler measured 2000 us"), events);
        });
    }

    /** As while classes are loaded, or on a busy machine. */
    @Test
    void aFewSlowCallsAreCountedAndNotNamed() {
        int[] reads = {0};
        LongSupplier busyAtFirst = () -> ++reads[0] <= 16 && reads[0] % 2 == 0 ? clockNs += 2 * MS : clockNs;
        run(call -> 10, c -> c.policyClock(busyAtFirst), (d, cost) -> {
            long slow = d.stack().policies().costs().stream().mapToLong(PolicyCost::slow).sum();
            assertTrue(slow > 0 && slow < 8, "slow calls: " + slow);
            assertEquals(List.of(), events);
        });
    }

    @Test
    void oneLongCallProvesNothing() {
        int[] reads = {0};
        LongSupplier jumpsOnce = () -> ++reads[0] == 2 ? clockNs += 50 * MS : clockNs;
        run(call -> 10, c -> c.policyClock(jumpsOnce), (d, cost) -> {
            assertEquals(0, cost.slow());
            assertEquals(50 * MS, d.stack().policies().costs().stream().mapToLong(PolicyCost::maxNs).max().orElse(0));
            assertEquals(0, d.counter("MPTcpSchedulerSlow") + d.counter("MPTcpCongestionControlSlow")
                    + d.counter("MPTcpPathManagerSlow") + d.counter("MPTcpRetransmitSlow"));
            assertEquals(List.of(), events);
        });
    }

    @Test
    void aQuickOneIsSampledInEachOfItsHooks() {
        run(call -> 300, c -> {}, (d, cost) -> {
            assertTrue(cost.measured() >= calls / PolicyTimer.ONE_IN && cost.measured() < calls, cost.toString());
            assertEquals(300, cost.maxNs());
            assertTrue(cost.meanNs() < 300, "others than select take no time here");
            assertEquals(0, cost.slow());
        });
    }

    @Test
    void theBudgetIsASetting() {
        run(call -> 2 * MS, c -> c.policyBudgetNs(3 * MS), (d, cost) -> assertEquals(0, cost.slow()));
    }

    @Test
    void withoutAClockADrivenStackMeasuresNothing() {
        run(call -> 2 * MS, c -> c.policyClock(null), (d, cost) -> {
            assertEquals(0, cost.measured());
            assertEquals(0, d.counter("MPTcpSchedulerSlow"));
        });
    }
}
