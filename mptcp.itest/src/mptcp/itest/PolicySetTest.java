package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.SocketConfig;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The named sets of policies, on hosts whose connections carry data. */
class PolicySetTest extends PolicyBundlesTest {
    private static final long SOME = 100_000;

    @Override
    TwoHosts open() {
        return TwoHosts.virtual(factory, 11);
    }

    private PolicySet set(String name) {
        return factory.policies().sets().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void everythingThatASetNamesIsShipped(PolicyKind kind) {
        for (PolicySet set : factory.policies().sets()) {
            assertEquals(kind, bundles.named(kind, set.policies().get(kind)).kind());
        }
        assertEquals("default", factory.policies().sets().getFirst().name());
    }

    @Test
    void aLiveConnectionFollowsItsHostsSetAndTheWayBack() {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        for (String name : new String[] {"default", "report", "default"}) {
            hosts.client().policies().chooseSet(name);
            assertEquals(name, hosts.client().policies().set());
            assertEquals(set(name).policies(), hosts.snapshot(flow).policies());
            hosts.more(flow, SOME);
        }
        hosts.finish(flow);
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
    }

    @Test
    void aSetTakesChoicesOfTheHostBackButNotThoseOfAConnection() {
        PolicyKind kind = PolicyKind.SCHEDULER;
        Flow own = hosts.start(SocketConfig.DEFAULT.withPolicies(Map.of(kind, "drain")), SocketConfig.DEFAULT);
        hosts.client().policies().choose(kind, "redundant");
        assertEquals("redundant", hosts.client().policies().inUse(kind));
        hosts.client().policies().chooseSet("default");
        assertEquals(set("default").policies().get(kind), hosts.client().policies().inUse(kind));
        assertEquals("drain", hosts.inUse(own, kind));
        hosts.more(own, SOME);
        hosts.finish(own);
    }

    @Test
    void aPolicyOfTheSetThatComesBackIsUsedAgain() throws Exception {
        hosts.client().policies().chooseSet("default");
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        for (PolicyKind kind : PolicyKind.values()) {
            PolicyBundles.Item item = bundles.named(kind, set("default").policies().get(kind));
            bundles.of(item).stop();
            assertNotEquals(item.name(), hosts.inUse(flow, kind));
            hosts.more(flow, SOME);
            bundles.of(item).start();
            assertEquals(item.name(), hosts.inUse(flow, kind));
        }
        hosts.finish(flow);
    }

    @Test
    void anUnknownSetIsToldWithThoseThatThereAre() {
        String before = hosts.client().policies().set();
        String message = assertThrows(IllegalArgumentException.class, () -> hosts.client().policies().chooseSet("fast"))
                .getMessage();
        assertTrue(message.contains("'fast'") && message.contains("default, report"), message);
        assertThrows(RuntimeException.class,
                () -> hosts.client().reconfigure(hosts.client().config().toBuilder().policySet("fast").build()));
        assertEquals(before, hosts.client().policies().set());
        assertEquals(before, hosts.client().config().policySet());
    }
}
