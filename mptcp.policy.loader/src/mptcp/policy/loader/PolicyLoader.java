package mptcp.policy.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.socket.StackFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The policies that bundles offer, without a framework: the components that bundles declare, made with {@code new}. So
 * a program runs the very classes that a shell does, and those of anybody's own bundle. Immutable; any thread.
 */
public final class PolicyLoader {
    private static final String COMPONENTS = "Service-Component";
    private static final Map<String, PolicyKind> KINDS = Map.of(
            SchedulerFactory.class.getName(), PolicyKind.SCHEDULER,
            PathManagerFactory.class.getName(), PolicyKind.PATH_MANAGER,
            RetransmitPolicyFactory.class.getName(), PolicyKind.RETRANSMIT,
            CongestionControlFactory.class.getName(), PolicyKind.CONGESTION_CONTROL);

    /** A component as its bundle declares it. */
    private record Declared(PolicyKind kind, String type, int ranking, boolean takesOthers) {}

    /** A factory with its service ranking. */
    private record Offered(PolicyFactory<?> factory, int ranking) {}

    private final Map<PolicyKind, List<Offered>> offered = new EnumMap<>(PolicyKind.class);
    private final ClassLoader loader;
    /** Looked up once: a build may replace the jars while runs go on. */
    private final Optional<ServiceLoader.Provider<StackFactory>> stacks;

    private PolicyLoader(ClassLoader loader) throws IOException {
        this.loader = loader;
        stacks = ServiceLoader.load(StackFactory.class, loader).stream().findFirst();
        for (PolicyKind kind : PolicyKind.values()) {
            offered.put(kind, new ArrayList<>());
        }
        List<Declared> later = new ArrayList<>();
        for (URL manifest : Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
            for (Declared declared : components(manifest)) {
                if (declared.takesOthers()) {
                    later.add(declared);
                } else {
                    offer(declared);
                }
            }
        }
        later.forEach(this::offer);
    }

    /**
     * Takes in the bundles on the class path, and those in a folder.
     *
     * @param folder may be missing; null: none
     * @param told which files there are left out, and why
     * @throws IOException if a bundle cannot be read
     */
    public static PolicyLoader of(Path folder, Consumer<String> told) throws IOException {
        List<URL> jars = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                    String problem = problem(jar);
                    if (problem == null) {
                        jars.add(jar.toUri().toURL());
                    } else {
                        told.accept(jar + " is left out: " + problem);
                    }
                }
            }
        }
        ClassLoader own = PolicyLoader.class.getClassLoader();
        return new PolicyLoader(jars.isEmpty() ? own : new URLClassLoader(jars.toArray(URL[]::new), own));
    }

    /** Why a file offers nothing, which a class path would not say; or null. */
    private static String problem(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            if (jar.getManifest() == null) {
                return "it is no bundle: there is no META-INF/MANIFEST.MF in it";
            }
            return jar.getManifest().getMainAttributes().getValue(COMPONENTS) == null
                    && jar.getManifest().getMainAttributes().getValue("Export-Package") == null
                    ? "it has no component (no " + COMPONENTS + " in its manifest)" : null;
        } catch (IOException e) {
            return "it is no whole jar: " + e.getMessage();
        }
    }

    /** The names of a kind, in the order of the alphabet. */
    public List<String> of(PolicyKind kind) {
        return offered.get(kind).stream().map(o -> o.factory().name()).sorted().toList();
    }

    /** One line about a policy. */
    public String description(PolicyKind kind, String name) {
        return offered.get(kind).stream().map(Offered::factory).filter(f -> f.name().equals(name))
                .map(PolicyFactory::description).findFirst().orElse("");
    }

    /** A new factory of stacks, whose registry has all these policies. */
    public StackFactory stacks() {
        StackFactory fresh = stacks.orElseThrow(() -> new IllegalStateException("there is no stack on the class path"))
                .get();
        offered.forEach((kind, all) ->
                all.forEach(o -> fresh.policies().add(kind, o.factory(), o.ranking(), "class path")));
        return fresh;
    }

    // ---- reading bundles

    private List<Declared> components(URL manifest) throws IOException {
        List<Declared> components = new ArrayList<>();
        String root = manifest.toString().replaceFirst("META-INF/MANIFEST.MF$", "");
        try (InputStream in = manifest.openStream()) {
            String files = new Manifest(in).getMainAttributes().getValue(COMPONENTS);
            for (String file : files == null ? new String[0] : files.split("\\s*,\\s*")) {
                Declared declared = declared(URI.create(root + file).toURL());
                if (declared != null) {
                    components.add(declared);
                }
            }
        }
        return components;
    }

    /** What a component of Declarative Services is, if it is a policy factory. */
    private static Declared declared(URL description) throws IOException {
        try (InputStream in = description.openStream()) {
            Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            String service = attribute(xml, "provide", "interface");
            PolicyKind kind = KINDS.get(service);
            if (kind == null) {
                return null;
            }
            int ranking = 0;
            NodeList properties = xml.getElementsByTagName("property");
            for (int i = 0; i < properties.getLength(); i++) {
                Element property = (Element) properties.item(i);
                if (property.getAttribute("name").equals("service.ranking")) {
                    ranking = Integer.parseInt(property.getAttribute("value"));
                }
            }
            boolean takesOthers = attribute(xml, "reference", "interface").equals(service);
            return new Declared(kind, attribute(xml, "implementation", "class"), ranking, takesOthers);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(description + " does not describe a component: " + e.getMessage(), e);
        }
    }

    private static String attribute(Document xml, String element, String name) {
        return xml.getElementsByTagName(element).item(0) instanceof Element e ? e.getAttribute(name) : "";
    }

    private void offer(Declared d) {
        try {
            Class<?> type = Class.forName(d.type(), true, loader);
            PolicyFactory<?> factory;
            if (d.takesOthers()) {
                Constructor<?> constructor = type.getConstructor(List.class);
                factory = (PolicyFactory<?>) constructor.newInstance(
                        offered.get(d.kind()).stream().map(Offered::factory).toList());
            } else {
                factory = (PolicyFactory<?>) type.getConstructor().newInstance();
            }
            offered.get(d.kind()).add(new Offered(factory, d.ranking()));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UncheckedIOException(new IOException("the policy " + d.type() + " cannot be made: " + e, e));
        }
    }
}
