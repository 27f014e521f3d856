package mptcp.shell.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.shell.command.CommandException;
import mptcp.shell.command.PolicyBundles;
import mptcp.shell.deploy.Notices;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;

/** The policy bundles of this framework: those whose manifest promises a service of one of the four kinds. */
final class FrameworkBundles implements PolicyBundles {
    private static final Set<String> POLICY_SERVICES = Set.of(
            SchedulerFactory.class.getName(),
            PathManagerFactory.class.getName(),
            RetransmitPolicyFactory.class.getName(),
            CongestionControlFactory.class.getName());

    private final BundleContext context;
    private final Notices notices;
    private final Supplier<Map<String, Bundle>> folder;

    /**
     * @param own of any bundle; that of the framework is used, which outlives an update of this bundle by itself
     * @param notices about files, by their names
     * @param folder the files that lie in watched folders, by name, with their bundles or null
     */
    FrameworkBundles(BundleContext own, Notices notices, Supplier<Map<String, Bundle>> folder) {
        context = own.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.notices = notices;
        this.folder = folder;
    }

    @Override
    public List<Entry> list() {
        Map<String, Bundle> files = folder.get();
        Map<Bundle, String> problems = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        files.forEach((file, bundle) -> {
            String problem = notices.of(file).orElse(null);
            if (bundle != null) {
                problems.put(bundle, problem == null ? null : file + ": " + problem);
            } else {
                entries.add(new Entry(null, file, null, REFUSED, problem));
            }
        });
        for (Bundle each : context.getBundles()) {
            if (offersPolicies(each) || problems.containsKey(each)) {
                entries.add(entry(each, problems.get(each)));
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    private static boolean offersPolicies(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && revision.getDeclaredCapabilities("osgi.service").stream()
                .map(c -> c.getAttributes().get("objectClass"))
                .anyMatch(names -> names instanceof Collection<?> all
                        && all.stream().anyMatch(POLICY_SERVICES::contains));
    }

    private static Entry entry(Bundle bundle) {
        return entry(bundle, null);
    }

    private static Entry entry(Bundle bundle, String problem) {
        String state = switch (bundle.getState()) {
            case Bundle.UNINSTALLED -> "UNINSTALLED";
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            default -> "ACTIVE";
        };
        return new Entry(bundle.getBundleId(), bundle.getSymbolicName(), bundle.getVersion().toString(), state,
                problem);
    }

    @Override
    public Entry find(String nameOrId) throws CommandException {
        List<Entry> all = Arrays.stream(context.getBundles()).map(FrameworkBundles::entry).toList();
        List<Entry> found = all.stream().filter(b -> Long.toString(b.id()).equals(nameOrId)
                || nameOrId.equals(b.name())).toList();
        if (found.isEmpty()) {
            found = all.stream().filter(b -> b.name() != null && b.name().endsWith("." + nameOrId)).toList();
        }
        if (found.size() != 1) {
            throw new CommandException((found.isEmpty() ? "no bundle '" + nameOrId + "'; policy bundles are: "
                    : "'" + nameOrId + "' could be ")
                    + (found.isEmpty() ? list() : found).stream().filter(e -> e.id() != null).map(Entry::name).collect(Collectors.joining(", "))
                    + "; 'felix:lb' lists all bundles");
        }
        return found.getFirst();
    }

    @Override
    public void start(Entry bundle) throws CommandException {
        change("start", bundle, Bundle::start);
    }

    @Override
    public void stop(Entry bundle) throws CommandException {
        if (bundle.id() == 0) {
            throw new CommandException("that would end everything: Ctrl-D or 'exit' does it");
        }
        change("stop", bundle, Bundle::stop);
    }

    @Override
    public void update(Entry bundle, String url) throws CommandException {
        if (url == null) {
            change("update", bundle, Bundle::update);
            return;
        }
        try (InputStream in = URI.create(url).toURL().openStream()) {
            change("update", bundle, b -> b.update(in));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException("cannot read " + url + ", a URL such as file:/tmp/my.jar: " + e.getMessage(), e);
        }
    }

    private interface Change {
        void apply(Bundle bundle) throws BundleException;
    }

    private void change(String verb, Entry entry, Change change) throws CommandException {
        Bundle bundle = context.getBundle(entry.id());
        if (bundle == null) {
            throw new CommandException("bundle " + entry.name() + " was uninstalled");
        }
        try {
            change.apply(bundle);
        } catch (BundleException | IllegalStateException e) {
            throw new CommandException("cannot " + verb + " " + entry.name() + ": " + e.getMessage(), e);
        }
    }
}
