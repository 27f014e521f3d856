package mptcp.pathmanager.chain;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;

/**
 * Makes {@link Chain}s of the path managers that the other bundles offer. Setting {@code chain.members}: their names in
 * order, separated by commas; {@code static,reestablish} by default.
 *
 * <p>The set of path managers is fixed for the life of a factory.
 */
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
public final class ChainFactory implements PathManagerFactory {
    private static final Setting<List<String>> MEMBERS = Setting.of("chain.members", "list", "static,reestablish",
            "names of path managers, separated by commas", "who is asked, in this order",
            text -> Stream.of(text.split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList());

    private final List<PathManagerFactory> factories;

    /** Without a framework: of those that the thread's class loader finds, or else the loader of this class. */
    public ChainFactory() {
        this(found());
    }

    /** @param factories all path managers but this one */
    public ChainFactory(List<PathManagerFactory> factories) {
        this.factories = List.copyOf(factories);
    }

    @Override
    public String name() {
        return "chain";
    }

    @Override
    public int ranking() {
        return -100;
    }

    @Override
    public String description() {
        return "several path managers in order, by the setting " + MEMBERS.name();
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(MEMBERS);
    }

    /** Only while all members are there. */
    @Override
    public boolean canTakeOver(ConnectionInfo connection) {
        return MEMBERS.of(connection.settings()).stream().allMatch(name -> find(name) != null);
    }

    /** @throws IllegalArgumentException if the setting names a path manager that is not there */
    @Override
    public PathManager create(PolicyContext connection) {
        List<PathManager> members = new ArrayList<>();
        List<MemberContext> contexts = new ArrayList<>();
        for (String name : connection.setting(MEMBERS)) {
            PathManagerFactory factory = find(name);
            if (factory == null) {
                throw new IllegalArgumentException(MEMBERS.name() + " names '" + name + "'; there are: "
                        + factories.stream().map(PathManagerFactory::name).sorted().collect(Collectors.joining(", ")));
            }
            MemberContext context = new MemberContext(connection);
            contexts.add(context);
            members.add(factory.create(context));
        }
        return new Chain(members, contexts);
    }

    private static List<PathManagerFactory> found() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return ServiceLoader.load(PathManagerFactory.class, loader == null ? ChainFactory.class.getClassLoader() : loader).stream()
                .filter(each -> each.type() != ChainFactory.class).map(ServiceLoader.Provider::get).toList();
    }

    private PathManagerFactory find(String name) {
        for (PathManagerFactory factory : factories) {
            if (factory.name().equals(name)) {
                return factory;
            }
        }
        return null;
    }
}
