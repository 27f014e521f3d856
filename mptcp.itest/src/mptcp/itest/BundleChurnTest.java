package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import mptcp.api.policy.PolicyKind;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.bundle.PolicyBundles.Item;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.witness.Witness;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/**
 * Hundreds of changes of bundles on the test's thread, while the loop of two hosts runs on its own: what the swap rules
 * promise must hold whatever the two threads are at.
 */
class BundleChurnTest extends PolicyBundlesTest {
    private static final int CYCLES = 300;
    private static final int PROBE_CYCLES = 60;

    @Override
    TwoHosts open() {
        return TwoHosts.paced(factory, 4);
    }

    @Test
    void hundredsOfBundleChangesLoseNoByte() throws Exception {
        List<Flow> flows = new ArrayList<>(List.of(hosts.start(), hosts.start(), hosts.start()));
        for (Flow flow : flows) {
            hosts.more(flow, 50_000);
        }
        SplittableRandom random = new SplittableRandom(5);
        Map<String, byte[]> jars = new HashMap<>();
        for (int i = 0; i < CYCLES; i++) {
            Item item = bundles.items().get(random.nextInt(bundles.items().size()));
            Bundle bundle = bundles.of(item);
            if (random.nextInt(3) == 0) {
                choose(flows.get(random.nextInt(flows.size())), item);
            }
            switch (random.nextInt(3)) {
                case 0 -> bundle.stop();
                case 1 -> bundle.start();
                default -> {
                    byte[] jar = jars.computeIfAbsent(item.bundle(), _ -> PolicyBundles.bytes(bundle));
                    String version = random.nextBoolean() ? item.version() : "9." + i + ".0";
                    bundle.update(new ByteArrayInputStream(PolicyBundles.relabel(jar, version)));
                }
            }
            if (i % 25 == 0) {
                for (Flow flow : flows) {
                    hosts.more(flow, 1);
                }
            }
        }
        long swaps = hosts.count("MPTcpPolicySwaps");
        assertTrue(swaps > CYCLES / 4, "only " + swaps + " swaps");
        for (Flow flow : flows) {
            hosts.finish(flow);
        }
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
    }

    /** By name, if it is there and takes the connection: a chain of path managers does not without its members. */
    private void choose(Flow flow, Item item) {
        try {
            hosts.client().policies().choose(flow.id(), item.kind(), item.name());
        } catch (IllegalArgumentException e) {
            assertTrue(!available(item) || item.name().equals("chain"), e.getMessage());
            hosts.client().policies().choose(flow.id(), item.kind(), null);
        }
    }

    private boolean available(Item item) {
        return factory.policies().list(item.kind()).stream().anyMatch(e -> e.name().equals(item.name()));
    }

    /** The bundle's stop returns only when no loop uses its policies any more. */
    @ParameterizedTest
    @EnumSource
    void noCallReachesAStoppedBundle(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, 50_000);
        ProbeJar jar = ProbeJar.best(kind, "churn-" + kind.label());
        Witness witness = Witness.of(jar.name());
        Bundle bundle = context.installBundle("memory:" + jar.name(), jar.stream());
        try {
            for (int i = 0; i < PROBE_CYCLES; i++) {
                bundle.start();
                hosts.more(flow, 1_000);
                if (i % 10 == 9) {
                    bundle.update(jar.stream());
                }
                bundle.stop();
                assertEquals(0, witness.late(), "calls after the stop of cycle " + i);
            }
        } finally {
            bundle.uninstall();
        }
        hosts.finish(flow);
        assertTrue(witness.calls() > 2 * PROBE_CYCLES, "only " + witness.calls() + " calls");
        assertEquals(0, witness.late());
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
    }
}
