package mptcp.shell.osgi;

import java.io.File;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mptcp.shell.deploy.ConfigurationFile;
import mptcp.shell.deploy.Notices;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What File Install calls for the configurations in the folders it watches. It leaves them to File Install, but those
 * whose text would be misunderstood, and says which nobody takes.
 */
final class ConfigurationInstaller implements ArtifactInstaller {
    private final BundleContext context;
    private final Notices notices;
    private final Runnable changed;
    private final Set<File> files = new TreeSet<>();
    private final Set<File> taken = new TreeSet<>();

    /** @param changed called when a file was taken: time to {@link #reconsider} */
    ConfigurationInstaller(BundleContext context, Notices notices, Runnable changed) {
        this.context = context;
        this.notices = notices;
        this.changed = changed;
    }

    @Override
    public boolean canHandle(File file) {
        return file.getName().endsWith(".cfg") || file.getName().endsWith(".config");
    }

    @Override
    public synchronized void install(File file) {
        take(file);
    }

    @Override
    public synchronized void update(File file) {
        take(file);
    }

    /** Those that are there. */
    synchronized List<File> files() {
        return List.copyOf(files);
    }

    private void take(File file) {
        files.add(file);
        Optional<String> problem = ConfigurationFile.problem(file.toPath());
        if (problem.isPresent()) {
            notices.about(file.getName(), problem.get()
                    + (taken.contains(file) ? "; what was in the file before stays" : ""));
            return;
        }
        Optional<ArtifactInstaller> own = fileInstalls(file);
        if (own.isEmpty()) {
            notices.about(file.getName(), "it cannot be read: there is no Configuration Admin");
            return;
        }
        try {
            own.get().install(file);
            taken.add(file);
            notices.about(file.getName(), null);
            changed.run();
        } catch (Exception e) { // that is what it declares
            notices.about(file.getName(), "it cannot be read: " + e.getMessage());
        }
    }

    @Override
    public synchronized void uninstall(File file) throws Exception {
        notices.about(file.getName(), null);
        Optional<ArtifactInstaller> own = fileInstalls(file);
        files.remove(file);
        taken.remove(file);
        if (own.isPresent()) { // also one that a former installer took, before an update of this bundle
            own.get().uninstall(file);
        }
    }

    /** That of File Install. */
    private Optional<ArtifactInstaller> fileInstalls(File file) {
        try {
            Collection<ServiceReference<ArtifactInstaller>> all = context.getServiceReferences(ArtifactInstaller.class, null);
            return all.stream().map(context::getService).filter(i -> i != null && i != this && i.canHandle(file))
                    .findFirst();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("there is no filter", e);
        }
    }

    /** Says which nobody takes. */
    synchronized void reconsider(BundleFaults faults) {
        if (!faults.knowsConfigurations()) {
            return;
        }
        for (File file : taken) {
            String pid = ConfigurationFile.pid(file.getName());
            boolean known = faults.isConfiguration(pid) || isTakenOtherwise(pid);
            notices.about(file.getName(), known ? null : "no bundle takes the configuration " + pid + "; there are "
                    + String.join(", ", faults.namedConfigurations()));
        }
    }

    /** By a service that Configuration Admin calls, without Declarative Services. */
    private boolean isTakenOtherwise(String pid) {
        try {
            return !pid.matches("[\\w.~-]+") || context.getAllServiceReferences(null, "(service.pid=" + pid + ")") != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
