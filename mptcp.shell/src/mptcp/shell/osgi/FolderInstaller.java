package mptcp.shell.osgi;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mptcp.shell.deploy.BundleFile;
import mptcp.shell.deploy.Notices;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * What File Install calls for the jars of the folders it watches, in place of its own way with bundles: each file has a
 * bundle of its own, and where it cannot have one, or the bundle does not come to offer anything, a notice says why.
 *
 * <p>File Install's threads, and that of {@link #reconsider}; one at a time.
 */
final class FolderInstaller implements ArtifactInstaller {
    private static final long REFRESH_WITHIN_S = 10;

    private final BundleContext context;
    private final Notices notices;
    private final String temporary;
    /** Files that are there, by name. */
    private final Set<File> files = new TreeSet<>();
    /** Those of them whose bundle another one is: of the same name and version. */
    private final Set<File> waiting = new TreeSet<>();
    /** Those whose bundle does not resolve (yet). */
    private final Set<File> unresolved = new TreeSet<>();

    /** @param context one that outlives this bundle's updates */
    FolderInstaller(BundleContext context, Notices notices) {
        this.context = context;
        this.notices = notices;
        temporary = context.getProperty("felix.fileinstall.tmpdir");
        for (Bundle each : context.getBundles()) { // of a former installer, before an update of this bundle
            File file = each.getLocation().startsWith("file:/") ? new File(URI.create(each.getLocation())) : null;
            if (file != null && file.isFile() && file.getParent().equals(context.getProperty("felix.fileinstall.dir"))) {
                files.add(file);
            }
        }
    }

    /** Also what is gone; but not what File Install itself makes a jar of: folders. */
    @Override
    public boolean canHandle(File file) {
        return file.getName().endsWith(".jar") && !file.isDirectory()
                && (temporary == null || !file.getPath().startsWith(temporary));
    }

    @Override
    public synchronized void install(File file) {
        files.add(file);
        read(file);
    }

    @Override
    public synchronized void update(File file) {
        files.add(file);
        read(file);
    }

    @Override
    public synchronized void uninstall(File file) {
        files.remove(file);
        waiting.remove(file);
        unresolved.remove(file);
        notices.about(file.getName(), null);
        Bundle bundle = of(file);
        if (bundle != null) {
            try {
                bundle.uninstall();
                refresh(List.of(bundle));
            } catch (BundleException | IllegalStateException e) {
                notices.about(file.getName(), "it cannot be uninstalled: " + e.getMessage());
            }
        }
        retry();
    }

    private static String location(File file) {
        return file.toURI().normalize().toString();
    }

    private Bundle of(File file) {
        return context.getBundle(location(file));
    }

    /** Installs or updates what is in the file now. */
    private void read(File file) {
        waiting.remove(file);
        unresolved.remove(file);
        Bundle bundle = of(file);
        BundleFile contents;
        try {
            contents = BundleFile.read(file.toPath());
        } catch (BundleFile.NoBundle e) {
            notices.about(file.getName(), e.getMessage() + former(bundle));
            return;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file.toPath()))) {
            if (bundle == null) {
                bundle = context.installBundle(location(file), in);
            } else {
                bundle.stop(Bundle.STOP_TRANSIENT);
                bundle.update(in);
                refresh(List.of(bundle));
            }
            refreshHosts(bundle);
            notices.about(file.getName(), null);
            start(file, bundle);
        } catch (BundleException e) {
            if (e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR) {
                waiting.add(file);
                notices.about(file.getName(), "it is bundle " + contents.symbolicName() + " "
                        + (contents.version() == null ? "0.0.0" : contents.version()) + ", which is installed already"
                        + holder(contents, bundle) + "; it serves when that goes" + former(bundle));
            } else {
                notices.about(file.getName(), "it cannot be installed: " + reason(e) + former(bundle));
            }
            restart(bundle);
        } catch (IOException | IllegalStateException e) {
            notices.about(file.getName(), "it cannot be read: " + e.getMessage() + former(bundle));
        }
        retry();
    }

    private static String former(Bundle bundle) {
        return bundle == null ? "" : "; what was in the file before stays: " + bundle.getSymbolicName() + " "
                + bundle.getVersion();
    }

    /** An update that failed leaves it stopped. */
    private static void restart(Bundle bundle) {
        if (bundle != null && !isFragment(bundle)) {
            try {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            } catch (BundleException e) {
                return; // it did not run before either, or the notice about it says why
            }
        }
    }

    private String holder(BundleFile contents, Bundle except) {
        for (Bundle each : context.getBundles()) {
            if (each != except && contents.symbolicName().equals(each.getSymbolicName())) {
                String name = each.getLocation().replaceFirst(".*/", "");
                boolean ours = files.stream().anyMatch(f -> location(f).equals(each.getLocation()));
                return ours ? " from " + name : " beside this folder, from " + name;
            }
        }
        return "";
    }

    private static String reason(BundleException e) {
        Throwable cause = e.getCause() != null && e.getMessage() != null && e.getMessage().startsWith("Activator")
                ? e.getCause() : e;
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage()).lines().findFirst().orElse("");
    }

    private void start(File file, Bundle bundle) {
        if (isFragment(bundle)) {
            return;
        }
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            if (bundle.getState() == Bundle.INSTALLED) {
                unresolved.add(file);
                notices.about(file.getName(), new BundleFaults(context, null).missing(bundle)
                        .orElse("it does not resolve: " + reason(e)));
            } else {
                notices.about(file.getName(), "it does not start: " + reason(e));
            }
        }
    }

    /** Tries again what did not come, and may come now. */
    private void retry() {
        for (File file : List.copyOf(waiting)) {
            if (waiting.contains(file) && isFree(file)) {
                read(file);
            }
        }
        for (File file : List.copyOf(unresolved)) {
            Bundle bundle = of(file);
            unresolved.remove(file);
            if (bundle != null && bundle.getState() == Bundle.INSTALLED) {
                start(file, bundle);
            }
            if (bundle != null && bundle.getState() == Bundle.ACTIVE) {
                notices.about(file.getName(), null);
            }
        }
    }

    private boolean isFree(File file) {
        try {
            BundleFile contents = BundleFile.read(file.toPath());
            String version = contents.version() == null ? "0.0.0" : contents.version();
            return Arrays.stream(context.getBundles()).noneMatch(b -> contents.symbolicName().equals(b.getSymbolicName())
                    && b.getVersion().equals(Version.parseVersion(version)));
        } catch (BundleFile.NoBundle | IllegalArgumentException e) {
            return true; // reading it tells
        }
    }

    /** Something changed in the framework: tries again, and looks whether what runs offers something. */
    synchronized void reconsider(BundleFaults faults) {
        retry();
        for (File file : files) {
            Bundle bundle = of(file);
            if (bundle == null || waiting.contains(file) || unresolved.contains(file)) {
                continue;
            }
            if (bundle.getState() == Bundle.ACTIVE) {
                notices.about(file.getName(), faults.ofComponents(bundle).orElse(null));
            }
        }
    }

    /** The files that are there. */
    synchronized List<File> files() {
        return List.copyOf(files);
    }

    /** Null if it has none. */
    Bundle bundle(File file) {
        return of(file);
    }

    private static boolean isFragment(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private void refreshHosts(Bundle fragment) {
        String host = isFragment(fragment) ? fragment.getHeaders("").get(Constants.FRAGMENT_HOST) : null;
        if (host != null) {
            String name = host.replaceFirst(";.*", "").strip();
            refresh(Arrays.stream(context.getBundles()).filter(b -> name.equals(b.getSymbolicName())).toList());
        }
    }

    /** Who used the packages of these bundles uses what is there now. */
    private void refresh(Collection<Bundle> bundles) {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class)
                .refreshBundles(bundles, _ -> done.countDown());
        try {
            done.await(REFRESH_WITHIN_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
