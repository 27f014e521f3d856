package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.bundle.PolicyBundles.Item;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** The project's policy bundles are stopped, started, updated and uninstalled while a connection uses them. */
class PolicyBundleSwapTest extends PolicyBundlesTest {
    private static final String BUILTIN = "builtin";
    private static final long SOME = 100_000;

    @Override
    TwoHosts open() {
        return TwoHosts.virtual(factory, 1);
    }

    /** Each bundle that is named as a policy serves one, and no other does. */
    @Test
    void allOfThemAreThere() {
        Set<String> installed = Stream.of(FrameworkUtil.getBundle(PolicyBundleSwapTest.class).getBundleContext().getBundles())
                .map(Bundle::getSymbolicName)
                .filter(name -> name.matches("mptcp\\.(scheduler|pathmanager|rexmit|cc)\\..*"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(installed, bundles.items().stream().map(Item::bundle).collect(Collectors.toCollection(TreeSet::new)));
        assertTrue(installed.size() >= 30, installed.toString());
    }

    @ParameterizedTest
    @EnumSource
    void everyBundleIsStoppedStartedAndUpdatedUnderAConnectionThatChoseIt(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        String byDefault = hosts.inUse(flow, kind);
        assertEquals(bundles.best(kind).name(), byDefault);
        for (Item item : bundles.items().stream().filter(i -> i.kind() == kind).toList()) {
            Bundle bundle = bundles.of(item);
            hosts.client().policies().choose(flow.id(), kind, item.name());
            hosts.more(flow, SOME);

            bundle.stop();
            assertNotEquals(item.name(), hosts.inUse(flow, kind), "in use although its bundle is stopped");
            hosts.more(flow, SOME);
            bundle.start();
            assertEquals(item.name(), hosts.inUse(flow, kind), "the choice is kept for when it comes back");
            hosts.more(flow, SOME);
            bundle.update(new ByteArrayInputStream(PolicyBundles.bytes(bundle)));
            assertEquals(item.name(), hosts.inUse(flow, kind), "after an update");
            hosts.more(flow, SOME);
        }
        hosts.client().policies().choose(flow.id(), kind, null);
        assertEquals(byDefault, hosts.inUse(flow, kind));
        hosts.finish(flow);
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
        assertTrue(hosts.count("MPTcpPolicySwaps") >= 3, "swaps are counted");
    }

    @ParameterizedTest
    @EnumSource
    void theNextInRankTakesOverDownToTheBuiltIn(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        List<Item> ranked = new ArrayList<>(bundles.items().stream().filter(i -> i.kind() == kind).toList());
        Item chain = bundles.named(PolicyKind.PATH_MANAGER, "chain");
        if (ranked.remove(chain)) {
            bundles.of(chain).stop(); // it declines connections while one of its members is missing
        }
        for (int i = 0; i < ranked.size(); i++) {
            assertEquals(ranked.get(i).name(), hosts.inUse(flow, kind));
            bundles.of(ranked.get(i)).stop();
            assertEquals(i + 1 < ranked.size() ? ranked.get(i + 1).name() : BUILTIN, hosts.inUse(flow, kind));
            assertEquals(hosts.inUse(flow, kind), hosts.client().policies().inUse(kind), "for new connections, too");
            hosts.more(flow, SOME);
        }
        int best = Integer.MIN_VALUE;
        for (Item item : ranked.reversed()) {
            String before = hosts.inUse(flow, kind);
            bundles.of(item).start();
            int ranking = ranking(item);
            assertEquals(ranking > best ? item.name() : before, hosts.inUse(flow, kind), "the first of a higher rank");
            best = Math.max(best, ranking);
            hosts.more(flow, SOME);
        }
        assertEquals(bundles.best(kind).name(), hosts.inUse(flow, kind));
        hosts.finish(flow);
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
    }

    private int ranking(Item item) {
        return factory.policies().list(item.kind()).stream().filter(e -> e.name().equals(item.name())).findFirst()
                .orElseThrow().ranking();
    }

    @Test
    void withoutAnyPolicyBundleConnectionsLiveAndBegin() throws Exception {
        Flow live = hosts.start();
        hosts.more(live, SOME);
        for (Item item : bundles.items()) {
            bundles.of(item).stop();
        }
        for (PolicyKind kind : PolicyKind.values()) {
            assertEquals(BUILTIN, hosts.inUse(live, kind));
            assertEquals(1, factory.policies().list(kind).size());
        }
        hosts.more(live, SOME);
        Flow fresh = hosts.start();
        hosts.more(fresh, SOME);
        hosts.finish(fresh);
        hosts.pathDown("fast");
        hosts.more(live, SOME);
        hosts.pathUp("fast");
        hosts.finish(live);
    }

    @ParameterizedTest
    @EnumSource
    void aReplacedBundleIsUsedInItsNewVersionAndAnUninstalledOneIsGone(PolicyKind kind) throws Exception {
        Item item = bundles.best(kind);
        Bundle bundle = bundles.of(item);
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        long swaps = hosts.count("MPTcpPolicySwaps");
        bundle.update(new ByteArrayInputStream(PolicyBundles.relabel(PolicyBundles.bytes(bundle), "9.9.9")));
        assertEquals(item.bundle() + " 9.9.9", factory.policies().list(kind).getFirst().provider());
        assertEquals(item.name(), hosts.inUse(flow, kind));
        assertEquals(swaps + 2, hosts.count("MPTcpPolicySwaps"), "away from the old one and to the new one");
        hosts.more(flow, SOME);
        bundle.uninstall();
        assertNotEquals(item.name(), hosts.inUse(flow, kind));
        hosts.more(flow, SOME);
        bundles.install(item);
        assertEquals(item.name(), hosts.inUse(flow, kind));
        hosts.finish(flow);
    }

    @ParameterizedTest
    @EnumSource
    void aSwapChangesNoWindow(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, 40 * SOME);
        Bundle bundle = bundles.of(bundles.best(kind));
        List<String> before = windows(flow);
        assertEquals(2, before.size(), "both paths are used: " + before);
        bundle.stop();
        assertEquals(before, windows(flow));
        bundle.start();
        assertEquals(before, windows(flow));
        hosts.finish(flow);
    }

    private List<String> windows(Flow flow) {
        return hosts.snapshot(flow).subflows().stream().map(PolicyBundleSwapTest::window).toList();
    }

    private static String window(SubflowSnapshot s) {
        return s.slot() + ": cwnd " + s.cwnd() + ", ssthresh " + s.ssthresh() + ", in flight " + s.inFlight()
                + ", srtt " + s.srttNs() + ", " + s.state();
    }

    @Test
    void pathsFailAndReturnBetweenTheSwaps() throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, 5 * SOME);
        for (String path : List.of("fast", "slow")) {
            hosts.pathDown(path);
            for (PolicyKind kind : PolicyKind.values()) {
                bundles.of(bundles.best(kind)).stop();
                hosts.more(flow, SOME);
            }
            hosts.pathUp(path);
            for (PolicyKind kind : PolicyKind.values()) {
                bundles.of(bundles.best(kind)).start();
                hosts.more(flow, SOME);
            }
        }
        hosts.finish(flow);
    }
}
