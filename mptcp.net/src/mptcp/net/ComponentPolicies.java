package mptcp.net;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The policies of the bundles on the class path, where there is no framework: what their component descriptions (OSGi
 * Declarative Services) declare, so that a policy bundle needs nothing more to be found here too.
 */
final class ComponentPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentPolicies.class);
    private static final String RANKING = "service.ranking";

    private final PolicyRegistry registry;
    private final List<PathManagerFactory> pathManagers = new ArrayList<>();
    /** Those that are given the path managers there are, as a framework would inject them. */
    private final List<Runnable> last = new ArrayList<>();

    ComponentPolicies(PolicyRegistry registry) {
        this.registry = registry;
    }

    /** Registers those of all jars of a class path. A bundle that cannot be read is logged and passed over. */
    void addAll(String classPath) {
        for (String each : classPath.split(File.pathSeparator)) {
            if (each.endsWith(".jar")) {
                try (JarFile jar = new JarFile(each)) {
                    addAll(jar);
                } catch (IOException | SAXException | ParserConfigurationException | ReflectiveOperationException e) {
                    LOG.warn("{}: its policies are not available: {}", each, e.toString());
                }
            }
        }
        last.forEach(Runnable::run);
        last.clear();
    }

    private void addAll(JarFile jar)
            throws IOException, SAXException, ParserConfigurationException, ReflectiveOperationException {
        List<JarEntry> descriptions = jar.stream()
                .filter(e -> e.getName().startsWith("OSGI-INF/") && e.getName().endsWith(".xml")).toList();
        for (JarEntry description : descriptions) {
            try (InputStream in = jar.getInputStream(description)) {
                add(DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(in), jar.getName());
            }
        }
    }

    private void add(Document description, String provider) throws ReflectiveOperationException {
        Element implementation = first(description, "implementation");
        if (implementation == null || first(description, "provide") == null
                || !first(description, "provide").getAttribute("interface").startsWith("mptcp.api.")) {
            return;
        }
        Class<?> type = Class.forName(implementation.getAttribute("class"));
        PolicyKind kind = kind(type);
        if (kind == null) {
            return;
        }
        int ranking = ranking(description);
        Constructor<?> constructor = type.getConstructors()[0];
        if (constructor.getParameterCount() > 0) {
            last.add(() -> add(kind, constructor, List.copyOf(pathManagers), ranking, provider));
            return;
        }
        var factory = (PolicyFactory<?>) constructor.newInstance();
        if (factory instanceof PathManagerFactory paths) {
            pathManagers.add(paths);
        }
        registry.add(kind, factory, ranking, new File(provider).getName());
    }

    private void add(PolicyKind kind, Constructor<?> constructor, Object argument, int ranking, String provider) {
        try {
            registry.add(kind, (PolicyFactory<?>) constructor.newInstance(argument), ranking,
                    new File(provider).getName());
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("{}: its policy is not available: {}", provider, e.toString());
        }
    }

    private static PolicyKind kind(Class<?> type) {
        if (SchedulerFactory.class.isAssignableFrom(type)) {
            return PolicyKind.SCHEDULER;
        }
        if (PathManagerFactory.class.isAssignableFrom(type)) {
            return PolicyKind.PATH_MANAGER;
        }
        if (RetransmitPolicyFactory.class.isAssignableFrom(type)) {
            return PolicyKind.RETRANSMIT;
        }
        return CongestionControlFactory.class.isAssignableFrom(type) ? PolicyKind.CONGESTION_CONTROL : null;
    }

    private static int ranking(Document description) {
        NodeList properties = description.getElementsByTagName("property");
        for (int i = 0; i < properties.getLength(); i++) {
            Element property = (Element) properties.item(i);
            if (property.getAttribute("name").equals(RANKING)) {
                return Integer.parseInt(property.getAttribute("value"));
            }
        }
        return 0;
    }

    private static Element first(Document description, String tag) {
        return (Element) description.getElementsByTagName(tag).item(0);
    }
}
