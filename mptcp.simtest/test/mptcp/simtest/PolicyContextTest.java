package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyStatistics.Counter;
import mptcp.api.policy.Setting;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.rexmit.Verdict;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;
import mptcp.api.socket.SocketConfig;
import mptcp.io.sim.SimPath;
import org.junit.jupiter.api.Test;

/** What a policy is given for itself: a timer, settings of the connection, randomness, statistics, a log. */
class PolicyContextTest {
    private static final String LINK = "rate=10m,delay=10ms,queue=100k";
    private static final Setting<Integer> EVERY = Setting.integer("ticking.every", 50, 1, 1000, "milliseconds between bursts");

    /** Sends one segment each so often, however much room there is: by its timer alone. */
    private static final class Ticking implements PacketScheduler {
        private final PolicyContext context;
        private final Counter bursts;
        private final long everyNs;
        private boolean due = true;

        Ticking(PolicyContext context) {
            this.context = context;
            bursts = context.statistics().counter("bursts", "segments that were sent by the clock");
            context.statistics().gauge("every_ms", "the period").set(context.setting(EVERY));
            everyNs = context.setting(EVERY) * MS;
        }

        @Override
        public long select(SendRequest request, Subflows subflows, long nowNs) {
            if (!due || subflows.usable() == 0) {
                return WAIT;
            }
            due = false;
            bursts.count();
            context.timer(everyNs);
            return PacketScheduler.grant(Integer.numberOfTrailingZeros(subflows.usable()));
        }

        @Override
        public void onTimer(Subflows subflows, long nowNs) {
            due = true;
        }
    }

    private static final class TickingFactory implements SchedulerFactory {
        @Override
        public String name() {
            return "ticking";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(EVERY);
        }

        @Override
        public PacketScheduler create(PolicyContext context) {
            return new Ticking(context);
        }
    }

    private static Transfer ticking(World w, int segments, Map<String, String> own) {
        w.policies().add(PolicyKind.SCHEDULER, new TickingFactory());
        w.path(Route.of(LINK));
        return w.transfer(segments * 1420L, 0).config(SocketConfig.DEFAULT.withPolicySettings(own)
                .withPolicies(Map.of(PolicyKind.SCHEDULER, "ticking")));
    }

    /** A scheduler that answers WAIT is asked again when it said. */
    @Test
    void aSchedulerIsAskedAgainByItsTimer() {
        Scenario.of(PolicyContextTest.class, w -> {
            ticking(w, 20, Map.of());
            w.expect(() -> assertTrue(w.doneNs() >= 19 * 50 * MS && w.doneNs() < 21 * 50 * MS + SECOND / 2,
                    () -> "done at " + w.doneNs()));
        }).verify(1);
    }

    /** The connection's own setting beats the host's, is read with its type, and can be changed while data flows. */
    @Test
    void settingsAreTheConnections() {
        Scenario.of(PolicyContextTest.class, w -> {
            w.hosts(b -> b.policySettings(Map.of("ticking.every", "500")));
            ticking(w, 40, Map.of("ticking.every", "100"));
            w.at(SECOND, "faster", () -> {
                var c = w.client().connection();
                assertEquals(Map.of("ticking.every", "100"), c.policySettings());
                assertEquals(100.0, c.policyStatistics().get(PolicyKind.SCHEDULER).get("every_ms"));
                long bursts = (Long) c.policyStatistics().get(PolicyKind.SCHEDULER).get("bursts");
                assertTrue(bursts >= 9 && bursts <= 11, () -> "bursts " + bursts);
                w.client().stack().policies().settings(c.id(), Map.of("ticking.every", "10"));
            });
            w.at(SECOND + 200 * MS, "it was made anew", () -> assertEquals(10.0,
                    w.client().connection().policyStatistics().get(PolicyKind.SCHEDULER).get("every_ms")));
            w.expect(() -> {
                assertTrue(w.doneNs() < 2 * SECOND, () -> "done at " + w.doneNs());
                var total = w.client().stack().policies().statistics().stream()
                        .filter(t -> t.policy().equals("ticking")).toList();
                assertEquals(1, total.size(), "counters alone are summed");
                assertEquals(40, total.getFirst().value(), "over what was made anew");
                assertEquals("segments that were sent by the clock", total.getFirst().help());
            });
        }).verify(2);
    }

    @Test
    void theRegistryTellsTheSettings() {
        Scenario.of(PolicyContextTest.class, w -> {
            ticking(w, 1, Map.of());
            w.at(MS, "ask", () -> {
                var entry = w.policies().registry().list(PolicyKind.SCHEDULER).stream()
                        .filter(e -> e.name().equals("ticking")).findFirst().orElseThrow();
                Setting<?> setting = entry.settings().getFirst();
                assertEquals("ticking.every", setting.name());
                assertEquals("50", setting.defaultText());
                assertThrows(IllegalArgumentException.class, () -> setting.parse("0"));
            });
        }).verify(3);
    }

    /** The randomness of a policy is a function of the seed, and another one for each policy. */
    @Test
    void randomnessIsOfTheSeed() {
        assertEquals(draw(11), draw(11));
        assertNotEquals(draw(11), draw(12));
    }

    private static List<Long> draw(long seed) {
        List<Long> drawn = new ArrayList<>();
        Scenario.of(PolicyContextTest.class, w -> {
            w.policies().add(PolicyKind.SCHEDULER, new SchedulerFactory() {
                @Override
                public String name() {
                    return "drawing";
                }

                @Override
                public PacketScheduler create(PolicyContext context) {
                    drawn.add(context.random().nextLong());
                    context.log().debug("drew {}", drawn.size());
                    return (_, subflows, _) -> subflows.usable() == 0 ? 0
                            : PacketScheduler.grant(Integer.numberOfTrailingZeros(subflows.usable()));
                }
            });
            w.path(Route.of(LINK));
            w.transfer(5_000, 5_000).policies(Map.of(PolicyKind.SCHEDULER, "drawing"));
        }).run(seed);
        assertEquals(2, drawn.size());
        assertNotEquals(drawn.get(0), drawn.get(1));
        return drawn;
    }

    /** Reinjects of its own accord, by its timer, what the first subflow has not delivered for a tenth of a second. */
    private static final class Eager implements RetransmitPolicy {
        private final PolicyContext context;
        private Reinjection reinjection;
        private long queued;
        private long told;

        Eager(PolicyContext context) {
            this.context = context;
        }

        @Override
        public void attach(Reinjection given, Subflows subflows, long nowNs) {
            reinjection = given;
            context.timer(20 * MS);
        }

        @Override
        public boolean watchesSending() {
            return true;
        }

        @Override
        public void onSent(int sf, long streamOffset, int bytes, Subflows subflows, long nowNs) {
            told += bytes;
        }

        @Override
        public void onTimer(Subflows subflows, long nowNs) {
            context.timer(20 * MS);
            for (int left = subflows.headOfLine(); left != 0; left &= left - 1) {
                int sf = Integer.numberOfTrailingZeros(left);
                if (nowNs - subflows.oldestSentNs(sf) > 100 * MS) {
                    queued += reinjection.reinject(subflows.dataAckedBytes(), subflows.dataAckedBytes() + 3000);
                }
            }
        }

        @Override
        public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
            return Verdict.KEEP;
        }

        @Override
        public Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
            return Verdict.KEEP;
        }

        @Override
        public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
            return 60 * SECOND;
        }
    }

    @Test
    void aRetransmissionPolicyActsByItsTimer() {
        List<Eager> made = new ArrayList<>();
        Scenario.of(PolicyContextTest.class, w -> {
            made.clear();
            w.policies().add(PolicyKind.RETRANSMIT, new RetransmitPolicyFactory() {
                @Override
                public String name() {
                    return "eager";
                }

                @Override
                public RetransmitPolicy create(PolicyContext context) {
                    Eager eager = new Eager(context);
                    made.add(eager);
                    return eager;
                }
            });
            w.path(Route.of(LINK));
            SimPath second = w.path(Route.of(LINK));
            Transfer t = w.transfer(1 << 20, 0).policies(Map.of(PolicyKind.RETRANSMIT, "eager"));
            w.at(400 * MS, "the second path fails", second::down);
            w.expect(() -> {
                Eager client = made.getFirst();
                assertTrue(client.queued > 0, "nothing was reinjected");
                assertTrue(client.told >= 1 << 20, () -> "told of " + client.told);
            });
            w.at(8 * SECOND, "all is there, long before a data timeout", () -> assertEquals(1 << 20, t.server().received()));
        }).verify(6);
    }
}
