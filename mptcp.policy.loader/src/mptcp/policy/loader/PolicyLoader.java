package mptcp.policy.loader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.socket.StackFactory;

/**
 * The policies that jars offer, without a framework: by {@link ServiceLoader}, of the class path and of a folder. So a program runs the
 * very classes that a shell does, and those of anybody's own bundle. Immutable; any thread.
 */
public final class PolicyLoader {
    private static final String SERVICES = "META-INF/services/";
    private static final Map<PolicyKind, Class<? extends PolicyFactory<?>>> KINDS = Map.of(
            PolicyKind.SCHEDULER, SchedulerFactory.class, PolicyKind.PATH_MANAGER, PathManagerFactory.class,
            PolicyKind.RETRANSMIT, RetransmitPolicyFactory.class, PolicyKind.CONGESTION_CONTROL, CongestionControlFactory.class);

    private final Map<PolicyKind, List<PolicyFactory<?>>> offered = new EnumMap<>(PolicyKind.class);
    /** Looked up once: a build may replace the jars while runs go on. */
    private final Optional<ServiceLoader.Provider<StackFactory>> stacks;

    private PolicyLoader(ClassLoader loader) {
        stacks = ServiceLoader.load(StackFactory.class, loader).stream().findFirst();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // where factories look that are made of others
        try {
            for (PolicyKind kind : PolicyKind.values()) {
                offered.put(kind, List.copyOf(found(KINDS.get(kind), loader)));
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static List<PolicyFactory<?>> found(Class<? extends PolicyFactory<?>> type, ClassLoader loader) {
        List<PolicyFactory<?>> all = new ArrayList<>();
        try {
            for (PolicyFactory<?> factory : ServiceLoader.load(type, loader)) {
                check(factory);
                all.add(factory);
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new UncheckedIOException(new IOException("a policy cannot be made: " + e.getMessage(), e));
        }
        return all;
    }

    /** Whoever cannot say its name and rank says which bundle is at fault, before a stack is there. */
    private static void check(PolicyFactory<?> factory) {
        try {
            factory.name();
            factory.ranking();
        } catch (RuntimeException e) {
            throw new UncheckedIOException(new IOException(factory.getClass().getName() + " cannot be used: " + e, e));
        }
    }

    /**
     * Takes in the policies of the class path, and those of the jars in a folder.
     *
     * @param folder may be missing; null: none
     * @param told which files there are left out, and why
     * @throws IOException if the folder cannot be read
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
            if (KINDS.values().stream().anyMatch(kind -> jar.getEntry(SERVICES + kind.getName()) != null)) {
                return null;
            }
            var attributes = jar.getManifest().getMainAttributes();
            if (attributes.getValue("Service-Component") != null) {
                return "its components are for OSGi alone; programs without a framework want the factory in META-INF/services, too,"
                        + " which bnd writes of @ServiceProvider (docs/writing-policies.md)";
            }
            return attributes.getValue("Export-Package") != null ? null // what other jars there are made of
                    : "it has no policy (no META-INF/services of one)";
        } catch (IOException e) {
            return "it is no whole jar: " + e.getMessage();
        }
    }

    /** What a factory of this kind implements, by which {@link ServiceLoader} finds it. */
    public static Class<? extends PolicyFactory<?>> type(PolicyKind kind) {
        return KINDS.get(kind);
    }

    /** The names of a kind, in the order of the alphabet. */
    public List<String> of(PolicyKind kind) {
        return offered.get(kind).stream().map(PolicyFactory::name).sorted().toList();
    }

    /** One line about a policy. */
    public String description(PolicyKind kind, String name) {
        return offered.get(kind).stream().filter(f -> f.name().equals(name)).map(PolicyFactory::description).findFirst().orElse("");
    }

    /** A new factory of stacks, whose registry has all these policies. */
    public StackFactory stacks() {
        StackFactory fresh = stacks.orElseThrow(() -> new IllegalStateException("there is no stack on the class path")).get();
        offered.forEach((kind, all) -> all.forEach(each -> fresh.policies().add(kind, each, each.ranking(), "class path")));
        return fresh;
    }
}
