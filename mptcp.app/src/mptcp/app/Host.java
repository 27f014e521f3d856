package mptcp.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** A framework, whose storage is a folder of this process alone: any number of them may run. */
final class Host implements AutoCloseable {
    private static final long STOP_WITHIN_MS = 5_000;

    /** Held while the framework starts: what is made then is not to come after what is deleted. */
    private final ReentrantLock starting = new ReentrantLock();

    private final Map<String, String> properties;
    private final WorkFolder work;
    private final Path folder;
    private Framework framework;

    Host(Map<String, String> properties) throws IOException {
        this.properties = properties;
        work = WorkFolder.make(System.err);
        folder = work.path();
        Runtime.getRuntime().addShutdownHook(new Thread(this::clean));
    }

    /** A folder that goes with this process. */
    Path folder() {
        return folder;
    }

    /** Starts the bundles and runs what they offer for the main thread, the console; its result is the exit status. */
    int run(Application application) throws Exception {
        starting.lock();
        try {
            start(application);
        } finally {
            starting.unlock();
        }
        return mainThread(framework.getBundleContext()).call();
    }

    private void start(Application application) throws BundleException, IOException {
        framework = create(configuration(application));
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(Host::report);
        List<Bundle> bundles = new ArrayList<>();
        for (Application.Item item : application.bundles()) {
            Bundle bundle = context.installBundle("reference:" + item.file().toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(item.level());
            bundles.add(bundle);
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        framework.start();
    }

    private Map<String, String> configuration(Application application) throws IOException {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, folder.resolve("bundles").toString());
        // What the flight recorder writes into the classes of events names a class of its own there.
        all.put(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.internal.event");
        String port = properties.get(Main.WEB);
        all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, port == null ? "3" : "4");
        if (port != null) {
            all.put("org.apache.felix.http.host", "127.0.0.1"); // nobody else is to reach it
            all.put("org.osgi.service.http.port", port);
        }
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", application.packages()));
        all.put("felix.log.level", "1");
        // A path manager that leaves waits for loops, one after another, and with it the components that use path managers; after
        // the five seconds that are preset, Declarative Services would lose track of them.
        all.put("ds.lock.timeout.milliseconds", "300000");
        // Gogo's own shell offers its commands and leaves the terminal to the console.
        all.put("gosh.args", "--nointeractive --noshutdown");
        all.put("felix.fileinstall.dir", policies().toString());
        all.put("felix.fileinstall.tmpdir", folder.resolve("fileinstall").toString());
        all.put("felix.fileinstall.noInitialDelay", "true");
        all.put("felix.fileinstall.poll", "500");
        all.put("felix.fileinstall.enableConfigSave", "false"); // files belong to people, who may be writing them
        all.put("felix.fileinstall.log.level", "1");
        all.put("felix.fileinstall.configEncoding", "UTF-8");
        return all;
    }

    private Path policies() throws IOException {
        String named = System.getenv("MPTCP_POLICIES");
        Path policies = Path.of(named == null ? "policies" : named).toAbsolutePath();
        if (Files.isDirectory(policies)) {
            return policies;
        }
        if (named != null) {
            throw new IllegalArgumentException("MPTCP_POLICIES names " + policies + ", which is no folder");
        }
        return Files.createDirectory(folder.resolve("policies"));
    }

    private static Framework create(Map<String, String> configuration) {
        beQuietAboutUnsafe();
        return ServiceLoader.load(FrameworkFactory.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("no OSGi framework on the class path"))
                .newFramework(configuration);
    }

    /**
     * Felix 7.0.5 uses sun.misc.Unsafe once, of which the JVM warns in four lines. As --sun-misc-unsafe-memory-access=allow,
     * which the manifest of a runnable jar cannot say.
     */
    private static void beQuietAboutUnsafe() {
        try {
            Field warned = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            warned.setAccessible(true);
            warned.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // another JDK: its warning is seen
        }
    }

    private static void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            System.err.println(event.getBundle().getSymbolicName() + ": " + event.getThrowable());
        }
    }

    @SuppressWarnings("unchecked") // what a main.thread is, is a convention of bnd's launcher
    private static Callable<Integer> mainThread(BundleContext context) throws InvalidSyntaxException {
        ServiceReference<?> reference = context.getServiceReferences(Callable.class, "(main.thread=true)").stream()
                .findFirst().orElseThrow(() -> new IllegalStateException("No bundle offers a console: is one missing?"));
        return (Callable<Integer>) context.getService(reference);
    }

    @Override
    public void close() throws BundleException {
        if (framework != null) {
            framework.stop();
            try {
                framework.waitForStop(STOP_WITHIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the process ends without waiting for the bundles
            }
        }
    }

    private void clean() {
        try {
            boolean started = starting.tryLock(STOP_WITHIN_MS, TimeUnit.MILLISECONDS);
            work.delete();
            if (started) {
                starting.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Could not delete " + folder + ": " + e.getMessage());
        }
    }
}
