package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Policies of every kind are swapped while connections carry data: on hosts, on connections, by departures. */
class SwapTest {
    private static final int SWAPS = 10_000;

    /** Of mixed kinds, on both hosts, while three connections send both ways over three paths. */
    @Test
    void tenThousandSwaps() {
        Scenario.of(SwapTest.class, w -> swaps(w, List.of(PolicyKind.values()), SWAPS)).run(1);
    }

    @ParameterizedTest
    @EnumSource(PolicyKind.class)
    void ofOneKind(PolicyKind kind) {
        Scenario.of(SwapTest.class, w -> swaps(w, List.of(kind), 1000)).verify(2);
    }

    /** A swap changes no window: the congestion windows of the subflows are the same before and after it. */
    @Test
    void aSwapChangesNoWindow() {
        Scenario.of(SwapTest.class, w -> {
            paths(w);
            w.transfer(4 << 20, 1 << 20);
            for (int i = 1; i <= 40; i++) {
                PolicyKind kind = PolicyKind.values()[i % 4];
                String name = w.policies().of(kind).get(i % w.policies().of(kind).size()).name();
                w.at(i * 30 * MS, "swap to " + name, () -> {
                    List<Long> before = windows(w);
                    w.client().choose(kind, name);
                    assertEquals(before, windows(w), "swapping to " + kind.label() + " " + name);
                });
            }
        }).verify(3);
    }

    private static List<Long> windows(World w) {
        ConnectionSnapshot c = w.client().connection();
        return c.subflows().stream().flatMap(s -> List.of(s.cwnd(), s.ssthresh(), s.inFlight()).stream()).toList();
    }

    private static void paths(World w) {
        w.hosts(b -> b.maxSubflows(8));
        w.path(Route.of("rate=20m,delay=5ms,queue=60k"));
        w.path(Route.of("rate=10m,delay=20ms,queue=60k,loss=0.5%"));
        w.path(Route.of("rate=5m,delay=40ms,queue=40k,reorder=1%/5ms").v6());
    }

    private static void swaps(World w, List<PolicyKind> kinds, int count) {
        paths(w);
        for (int i = 0; i < 3; i++) {
            Transfer t = w.transfer(1000, 1000);
            t.client().ending(Party.Ending.BY_EVENT);
            t.server().ending(Party.Ending.BY_EVENT);
        }
        SplittableRandom random = new SplittableRandom(w.seed());
        int[] done = new int[1];
        w.every(MS, () -> {
            feed(w);
            swap(w, random, kinds.get(random.nextInt(kinds.size())));
            if (++done[0] == count) {
                w.transfers().forEach(t -> {
                    t.client().endOutput();
                    t.server().endOutput();
                });
            }
            return done[0] == count;
        });
        w.at(count * MS + 60 * SECOND, "all look", () -> w.transfers().forEach(t -> {
            t.client().pump();
            t.server().pump();
        }));
        w.expect(() -> {
            assertEquals(count, done[0]);
            assertTrue(w.client().counter("MPTcpPolicySwaps") + w.server().counter("MPTcpPolicySwaps") >= count / 2);
            assertTrue(w.transfers().stream().allMatch(t -> t.server().received() > 50 * count));
        });
    }

    /** Keeps every sender busy, so that each swap meets bytes in flight. */
    private static void feed(World w) {
        for (Transfer t : w.transfers()) {
            for (Party p : List.of(t.client(), t.server())) {
                if (p.started() && p.toSend() - p.sent() < 20_000) {
                    p.sendMore(20_000);
                }
            }
        }
    }

    private static void swap(World w, SplittableRandom random, PolicyKind kind) {
        List<PolicyFactory<?>> all = w.policies().of(kind);
        PolicyFactory<?> factory = all.get(random.nextInt(all.size()));
        SimHost host = w.hosts().get(random.nextInt(2));
        switch (random.nextInt(4)) {
            case 0 -> host.choose(kind, factory.name());
            case 1 -> {
                w.policies().remove(factory);
                w.policies().add(kind, factory);
            }
            case 2 -> host.choose(kind, "builtin");
            default -> {
                for (ConnectionSnapshot c : host.stack().inspector().connections()) {
                    host.stack().policies().choose(c.id(), kind, random.nextInt(5) == 0 ? null : factory.name());
                }
            }
        }
    }
}
