package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import mptcp.api.policy.PolicyKind;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.bundle.PolicyBundles.Item;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Connections that used a policy keep nothing of its bundle once that is gone. */
class ClassLoaderTest extends PolicyBundlesTest {
    private static final int TRIES = 50;

    @Override
    TwoHosts open() {
        return TwoHosts.virtual(factory, 6);
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    private static void assertUnreachable(WeakReference<ClassLoader> loader) {
        for (int i = 0; i < TRIES && loader.get() != null; i++) {
            System.gc();
        }
        assertNull(loader.get(), "something still refers to the bundle's class loader");
    }

    @ParameterizedTest
    @EnumSource
    void anUninstalledBundleIsForgottenByALiveConnection(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, 100_000);
        ProbeJar jar = ProbeJar.best(kind, "forgotten-" + kind.label());
        WeakReference<ClassLoader> loader = useAndUninstall(flow, jar);
        hosts.more(flow, 100_000);
        assertUnreachable(loader);
        hosts.finish(flow);
    }

    private WeakReference<ClassLoader> useAndUninstall(Flow flow, ProbeJar jar) throws Exception {
        Bundle bundle = context.installBundle("memory:" + jar.name(), jar.stream());
        bundle.start();
        hosts.client().policies().choose(flow.id(), jar.kind(), jar.name());
        hosts.client().policies().choose(jar.kind(), jar.name());
        hosts.more(flow, 100_000);
        assertEquals(jar.name(), hosts.inUse(flow, jar.kind()));
        WeakReference<ClassLoader> loader = loader(bundle);
        assertTrue(loader.get() != null, "there is one");
        bundle.uninstall();
        return loader;
    }

    @ParameterizedTest
    @EnumSource
    void anUpdatedBundlesOldClassesAreForgotten(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        hosts.more(flow, 100_000);
        Item item = bundles.best(kind);
        Bundle bundle = bundles.of(item);
        WeakReference<ClassLoader> old = loader(bundle);
        assertEquals(item.name(), hosts.inUse(flow, kind));
        bundle.update();
        hosts.more(flow, 100_000);
        assertUnreachable(old);
        assertEquals(item.name(), hosts.inUse(flow, kind));
        hosts.finish(flow);
    }

    @ParameterizedTest
    @EnumSource
    void connectionsThatAreOverKeepNothing(PolicyKind kind) throws Exception {
        Flow flow = hosts.start();
        ProbeJar jar = ProbeJar.best(kind, "over-" + kind.label());
        hosts.more(flow, 100_000);
        WeakReference<ClassLoader> loader = finishThenUninstall(flow, jar);
        assertUnreachable(loader);
    }

    /** The connection is in TIME-WAIT when the bundle goes. */
    private WeakReference<ClassLoader> finishThenUninstall(Flow flow, ProbeJar jar) throws Exception {
        Bundle bundle = context.installBundle("memory:" + jar.name(), jar.stream());
        bundle.start();
        hosts.more(flow, 100_000);
        hosts.finish(flow);
        WeakReference<ClassLoader> loader = loader(bundle);
        bundle.uninstall();
        return loader;
    }
}
