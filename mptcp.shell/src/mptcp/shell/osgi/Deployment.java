package mptcp.shell.osgi;

import java.io.File;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import mptcp.api.socket.StackFactory;
import mptcp.shell.deploy.Notices;
import mptcp.shell.deploy.SharedNames;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Deployment that is never silent: takes the files of watched folders from File Install, and looks again at what they
 * became whenever bundles change. Loaded only where there is File Install.
 */
final class Deployment implements AutoCloseable {
    private final BundleContext context;
    private final Notices notices;
    private final Supplier<StackFactory> factory;
    private final Supplier<ServiceComponentRuntime> components;
    private final FolderInstaller bundles;
    private final ConfigurationInstaller configurations;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final Semaphore changes = new Semaphore(0);
    private final BundleListener listener = _ -> changes.release();
    private final ServiceListener services = _ -> changes.release(); // of which components may have come to life
    private final Thread worker;
    private Set<String> shared = Set.of(); // of the worker

    /**
     * @param own of this bundle, which the installers go with
     * @param factory gives null while there is none
     * @param components gives null while there is none
     */
    Deployment(BundleContext own, Notices notices, Supplier<StackFactory> factory,
            Supplier<ServiceComponentRuntime> components) {
        context = own.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.notices = notices;
        this.factory = factory;
        this.components = components;
        bundles = new FolderInstaller(context, notices);
        configurations = new ConfigurationInstaller(own, notices, changes::release);
        Dictionary<String, Object> before = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 100));
        registrations.add(own.registerService(ArtifactInstaller.class, bundles, before));
        registrations.add(own.registerService(ArtifactInstaller.class, configurations, before));
        context.addBundleListener(listener);
        context.addServiceListener(services);
        worker = Thread.ofPlatform().daemon().name("mptcp-deployment").start(this::follow);
    }

    /** The files of watched folders that are bundles, or were to be, and configurations that nobody has, by name. */
    Map<String, Bundle> files() {
        Map<String, Bundle> files = new TreeMap<>();
        configurations.files().stream().map(File::getName).filter(name -> notices.of(name).isPresent())
                .forEach(name -> files.put(name, null));
        bundles.files().forEach(file -> files.put(file.getName(), bundles.bundle(file)));
        return files;
    }

    /** Bundles change in flocks: one look for all that are under way. */
    private void follow() {
        try {
            while (true) {
                changes.acquire();
                changes.drainPermits();
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            return; // the framework has ended
        }
    }

    private void look() {
        BundleFaults faults = new BundleFaults(context, components.get());
        bundles.reconsider(faults);
        configurations.reconsider(faults);
        StackFactory stacks = factory.get();
        Map<String, String> now = stacks == null ? Map.of() : SharedNames.in(stacks.policies());
        Set<String> gone = new TreeSet<>(shared);
        gone.removeAll(now.keySet());
        gone.forEach(name -> notices.about(name, null));
        now.forEach(notices::about);
        shared = now.keySet();
    }

    @Override
    public void close() {
        context.removeBundleListener(listener);
        context.removeServiceListener(services);
        worker.interrupt();
        registrations.forEach(ServiceRegistration::unregister);
    }
}
