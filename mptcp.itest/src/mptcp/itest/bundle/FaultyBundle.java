package mptcp.itest.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.Faulty;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** A bundle with one policy, ranked below all others, that is as a good one of its kind but for one callback. */
public final class FaultyBundle implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int LAST = -1000;
    /** The most active ones, so that every callback comes. */
    private static final Map<PolicyKind, String> GOOD = Map.of(PolicyKind.SCHEDULER, "minrtt",
            PolicyKind.CONGESTION_CONTROL, "lia", PolicyKind.RETRANSMIT, "threshold", PolicyKind.PATH_MANAGER, "fullmesh");

    private final Bundle bundle;
    private final Faulty faulty;

    /** Installs and starts it. */
    public FaultyBundle(PolicyBundles bundles, Callback at, int nth, Faulty.Misdeed misdeed) {
        BundleContext context = FrameworkUtil.getBundle(FaultyBundle.class).getBundleContext();
        int number = NUMBER.incrementAndGet();
        faulty = new Faulty("faulty" + number, at, good(context, bundles, at.kind()), nth, misdeed);
        try {
            bundle = context.installBundle("faulty:" + number, jar("faulty.bundle" + number));
            bundle.start();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, LAST);
        bundle.getBundleContext().registerService(Callback.service(at.kind()).getName(), faulty.factory(), properties);
    }

    /** What it is like where it behaves. */
    private static PolicyFactory<?> good(BundleContext context, PolicyBundles bundles, PolicyKind kind) {
        String service = Callback.service(kind).getName();
        ServiceReference<?> reference = Stream.of(bundles.of(bundles.named(kind, GOOD.get(kind))).getRegisteredServices())
                .filter(r -> Stream.of((String[]) r.getProperty(Constants.OBJECTCLASS)).anyMatch(service::equals))
                .findFirst().orElseThrow();
        return (PolicyFactory<?>) context.getService(reference);
    }

    private static InputStream jar(String name) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        main.putValue(Constants.BUNDLE_VERSION, "1.2.3");
        main.putValue(Constants.IMPORT_PACKAGE,
                "mptcp.api.policy,mptcp.api.scheduler,mptcp.api.cc,mptcp.api.rexmit,mptcp.api.path");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new JarOutputStream(bytes, manifest).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    public Faulty faulty() {
        return faulty;
    }

    /** Of the policy. */
    public String name() {
        return faulty.name();
    }

    /** Name and version, as messages have it. */
    public String provider() {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /** Any thread; returns when no loop uses its policy any more, or does not for a second. */
    public void stop() {
        try {
            bundle.stop();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }
}
