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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link Chain}s of the path managers that the other bundles offer. Setting {@code chain.members}: their names in
 * order, separated by commas; {@code static,reestablish} by default.
 *
 * <p>The set of path managers is fixed for the life of the component: when one comes or goes, the component is
 * replaced, which takes this service away for a moment, and so every connection leaves its chain before a member's
 * bundle stops. It is there before its service is: where many path managers leave at once, whoever had to activate it to get it
 * found it going again, and was not told once more.
 */
@Component(name = ChainFactory.COMPONENT, immediate = true)
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(-100)
public final class ChainFactory implements PathManagerFactory {
    static final String COMPONENT = "mptcp.pathmanager.chain";

    private static final Setting<List<String>> MEMBERS = Setting.of("chain.members", "list", "static,reestablish",
            "names of path managers, separated by commas", "who is asked, in this order",
            text -> Stream.of(text.split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList());

    private final List<PathManagerFactory> factories;

    /** Without a framework: of those that the thread's class loader finds, or else the loader of this class. */
    public ChainFactory() {
        this(found());
    }

    /** @param factories all path managers but this one */
    @Activate
    public ChainFactory(
            @Reference(target = "(!(component.name=" + COMPONENT + "))", policyOption = ReferencePolicyOption.GREEDY)
                    List<PathManagerFactory> factories) {
        this.factories = List.copyOf(factories);
    }

    @Override
    public String name() {
        return "chain";
    }

    /** As {@link ServiceRanking}, which only frameworks see. */
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
