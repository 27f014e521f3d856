package mptcp.itest.campaign;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Notes the class loader of every policy bundle that starts, whoever starts it, and tells which of those that no bundle
 * has any more are kept alive. Any thread.
 */
final class LoaderWatch implements SynchronousBundleListener, AutoCloseable {
    private static final Pattern POLICIES = Pattern.compile("mptcp\\.(scheduler|cc|rexmit|pathmanager)\\..*|probe\\..*");
    private static final int TRIES = 50;

    private final BundleContext context;
    /** Guarded by this. */
    private final Map<WeakReference<ClassLoader>, String> seen = new HashMap<>();

    LoaderWatch(BundleContext context) {
        this.context = context;
        context.addBundleListener(this);
    }

    @Override
    public synchronized void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (event.getType() == BundleEvent.STARTED && wiring != null && isPolicy(bundle)
                && seen.keySet().stream().noneMatch(known -> known.refersTo(wiring.getClassLoader()))) {
            seen.put(new WeakReference<>(wiring.getClassLoader()), bundle + " " + bundle.getVersion());
        }
    }

    private static boolean isPolicy(Bundle bundle) {
        return bundle.getSymbolicName() != null && POLICIES.matcher(bundle.getSymbolicName()).matches();
    }

    /** How many loaders there were. */
    synchronized int seen() {
        return seen.size();
    }

    /** The bundles whose former loaders something still refers to, after the garbage was collected; none is right. */
    List<String> keptAlive() {
        List<String> left = former();
        for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
            System.gc();
            left = former();
        }
        return left;
    }

    private synchronized List<String> former() {
        Set<ClassLoader> present = Collections.newSetFromMap(new IdentityHashMap<>());
        Arrays.stream(context.getBundles()).map(b -> b.adapt(BundleWiring.class)).filter(w -> w != null)
                .forEach(w -> present.add(w.getClassLoader()));
        List<String> left = new ArrayList<>();
        seen.forEach((loader, name) -> {
            ClassLoader alive = loader.get();
            if (alive != null && !present.contains(alive)) {
                left.add(name);
            }
        });
        return left;
    }

    @Override
    public void close() {
        context.removeBundleListener(this);
    }
}
