package mptcp.itest.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.StackFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** The policy bundles that the framework was started with; what a test does to them is undone by {@link #restore}. */
public final class PolicyBundles {
    /** Not that of a test: what is installed by that one is uninstalled after the test. */
    private final BundleContext context = FrameworkUtil.getBundle(PolicyBundles.class).getBundleContext();
    private final List<Item> items = new ArrayList<>();

    /** One policy and the bundle that it comes from. */
    public record Item(PolicyKind kind, String name, String bundle, String version, String location) {}

    public PolicyBundles(StackFactory factory) {
        PolicyRegistry registry = factory.policies();
        for (PolicyKind kind : PolicyKind.values()) {
            for (PolicyRegistry.Entry entry : registry.list(kind)) {
                if (entry.provider().contains(" ")) { // not the built-in
                    String[] words = entry.provider().split(" ");
                    items.add(new Item(kind, entry.name(), words[0], words[1], find(words[0]).getLocation()));
                }
            }
        }
    }

    public List<Item> items() {
        return List.copyOf(items);
    }

    /** The highest ranked one of a kind. */
    public Item best(PolicyKind kind) {
        return items.stream().filter(i -> i.kind() == kind).findFirst().orElseThrow();
    }

    public Item named(PolicyKind kind, String name) {
        return items.stream().filter(i -> i.kind() == kind && i.name().equals(name)).findFirst().orElseThrow();
    }

    public Bundle find(String symbolicName) {
        return Arrays.stream(context.getBundles()).filter(b -> symbolicName.equals(b.getSymbolicName())).findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    public Bundle of(Item item) {
        return find(item.bundle());
    }

    /** Installs and starts it again after it was uninstalled. */
    public void install(Item item) throws BundleException {
        context.installBundle(item.location()).start();
    }

    /** Installs and starts what is missing, and updates what a test changed. */
    public void restore() throws BundleException {
        for (Item item : items) {
            Bundle bundle = context.installBundle(item.location());
            if (!bundle.getVersion().toString().equals(item.version())) {
                bundle.update(new ByteArrayInputStream(bytes(bundle)));
            }
            bundle.start();
        }
    }

    /** The jar that the bundle was first installed from. */
    public static byte[] bytes(Bundle bundle) {
        String at = bundle.getLocation().replaceFirst("^reference:", "");
        try (InputStream in = URI.create(at).toURL().openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same bundle with another version. */
    public static byte[] relabel(byte[] jar, String version) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
            Manifest manifest = new Manifest(in.getManifest());
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
            try (JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                    to.putNextEntry(new ZipEntry(e.getName()));
                    in.transferTo(to);
                }
            }
        }
        return out.toByteArray();
    }
}
