package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.witness.Witness;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** Bundles that nobody knew of are installed while connections carry data. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class DeployedPolicyTest {
    private static final long SOME = 100_000;

    @InjectBundleContext
    BundleContext context;

    @InjectService
    StackFactory factory;

    private final List<Bundle> installed = new ArrayList<>();
    private TwoHosts hosts;

    @BeforeEach
    void start() {
        hosts = TwoHosts.virtual(factory, 2);
    }

    @AfterEach
    void remove() throws Exception {
        hosts.close();
        for (Bundle bundle : installed) {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        }
    }

    private Bundle deploy(ProbeJar jar) throws BundleException {
        Bundle bundle = context.installBundle("memory:" + jar.name(), jar.stream());
        installed.add(bundle);
        bundle.start();
        return bundle;
    }

    @ParameterizedTest
    @EnumSource
    void theHighestRankedIsUsedAtOnce(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        String before = hosts.inUse(flow, kind);
        String name = "best-" + kind.label();
        Bundle bundle = deploy(ProbeJar.best(kind, name));
        assertEquals(name, hosts.inUse(flow, kind));
        assertEquals(name, hosts.server().policies().inUse(kind), "on every host");
        Witness witness = Witness.of(name);
        long calls = witness.calls();
        hosts.more(flow, SOME);
        assertTrue(witness.calls() > calls, "it is called");
        bundle.uninstall();
        assertEquals(before, hosts.inUse(flow, kind));
        hosts.finish(flow);
        assertEquals(0, witness.late());
        assertEquals(0, hosts.count("MPTcpPolicyFailures"));
    }

    @ParameterizedTest
    @EnumSource
    void oneOfLowRankIsUsedOnlyWhereItIsChosen(PolicyKind kind) throws Exception {
        Flow chosen = hosts.start();
        Flow other = hosts.start();
        hosts.more(chosen, SOME);
        hosts.more(other, SOME);
        String before = hosts.inUse(other, kind);
        String name = "last-" + kind.label();
        Bundle bundle = deploy(ProbeJar.last(kind, name));
        assertEquals(before, hosts.inUse(chosen, kind));
        hosts.client().policies().choose(chosen.id(), kind, name);
        assertEquals(name, hosts.inUse(chosen, kind));
        assertEquals(before, hosts.inUse(other, kind));
        hosts.more(chosen, SOME);

        bundle.uninstall();
        assertEquals(before, hosts.inUse(chosen, kind));
        hosts.more(chosen, SOME);
        deploy(ProbeJar.last(kind, name));
        assertEquals(name, hosts.inUse(chosen, kind), "the connection still wants it by name");
        hosts.client().policies().choose(kind, name);
        assertEquals(name, hosts.inUse(other, kind), "chosen for the host");
        hosts.finish(chosen);
        hosts.finish(other);
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateMayBringAnotherName(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, SOME);
        ProbeJar one = ProbeJar.best(kind, "one-" + kind.label());
        Bundle bundle = deploy(one);
        hosts.more(flow, SOME);
        assertEquals(one.name(), hosts.inUse(flow, kind));
        ProbeJar two = one.withName("two-" + kind.label());
        bundle.update(two.stream());
        assertEquals(two.name(), hosts.inUse(flow, kind));
        hosts.more(flow, SOME);
        hosts.finish(flow);
        assertEquals(0, Witness.of(one.name()).late());
    }

    @ParameterizedTest
    @EnumSource
    void ofSeveralConnectionsEachHasItsOwnChoice(PolicyKind kind) throws Exception {
        PolicyBundles bundles = new PolicyBundles(factory);
        List<String> names = bundles.items().stream().filter(i -> i.kind() == kind).map(PolicyBundles.Item::name)
                .toList();
        List<Flow> flows = new ArrayList<>();
        for (String name : names) {
            Flow flow = hosts.start();
            hosts.more(flow, SOME / 4);
            hosts.client().policies().choose(flow.id(), kind, name);
            flows.add(flow);
        }
        deploy(ProbeJar.best(kind, "best-" + kind.label()));
        for (int i = 0; i < names.size(); i++) {
            hosts.more(flows.get(i), SOME / 4);
            assertEquals(names.get(i), hosts.inUse(flows.get(i), kind), "a choice by name outweighs the rank");
        }
        for (Flow flow : flows) {
            hosts.finish(flow);
        }
    }
}
