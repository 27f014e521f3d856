package mptcp.shell.osgi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mptcp.api.socket.StackFactory;
import mptcp.shell.command.Command;
import mptcp.shell.command.Commands;
import mptcp.shell.command.Environment;
import mptcp.shell.command.Syntax;
import mptcp.shell.command.TransferReport;
import mptcp.shell.demo.DemoCommand;
import mptcp.shell.deploy.Notices;
import mptcp.shell.lab.LinuxLaboratory;
import mptcp.shell.world.Clock;
import mptcp.shell.world.EmbeddedNetwork;
import mptcp.shell.world.Laboratories;
import mptcp.shell.world.Laboratory;
import mptcp.shell.world.StackHost;
import mptcp.shell.world.Transfers;
import org.apache.felix.service.command.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the commands. They are there also while the stack or the embedded network is not: then they say so, and
 * what to do.
 */
@Component(service = {}, immediate = true)
public final class CommandsComponent {
    private static final Logger LOG = LoggerFactory.getLogger(CommandsComponent.class);
    private static final String CONSOLE = "mptcp.console";
    private static final String LAB = "mptcp.lab";
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final Transfers transfers = new Transfers(Clock.WALL);

    private final Laboratories laboratories = new Laboratories(this::laboratory, transfers);

    private volatile StackFactory factory;
    private volatile EmbeddedNetwork network;

    private volatile boolean hasLab;

    private final Notices notices = new Notices(LOG::warn);
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile ServiceComponentRuntime components;
    private AutoCloseable deployment;
    private final SynchronousBundleListener leaving = this::changed;
    private boolean told; // guarded by leaving

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addFactory(StackFactory added) {
        factory = added;
    }

    void removeFactory(StackFactory removed) {
        factory = factory == removed ? null : factory;
        removeLaboratory();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addNetwork(EmbeddedNetwork added) throws IOException {
        transfers.serve(new StackHost(added.server()));
        network = added;
    }

    void removeNetwork(EmbeddedNetwork removed) {
        network = network == removed ? null : network;
        transfers.leave(new StackHost(removed.server()));
        transfers.leave(new StackHost(removed.client()));
    }

    @Activate
    void start(BundleContext context) {
        Environment environment = new Environment(() -> factory, () -> network, laboratories,
                new FrameworkBundles(context, notices, deploy(context)), transfers, Clock.WALL);
        boolean completing = imports(context, CONSOLE);
        hasLab = imports(context, LAB);
        for (Command command : new Commands(List.of(new DemoCommand())).all()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("osgi.command.scope", Syntax.SCOPE);
            properties.put("osgi.command.function", command.syntax().name());
            registrations.add(completing
                    ? CompletingFunction.register(context, command, environment, properties)
                    : context.registerService(Function.class, new CommandFunction(command, environment), properties));
        }
        context.addBundleListener(leaving);
        LOG.debug("{} commands", registrations.size());
    }

    /** Takes the deployment of folders over, if there is File Install. @return the files there, with their bundles */
    private Supplier<Map<String, Bundle>> deploy(BundleContext context) {
        if (!imports(context, FILE_INSTALL)) {
            return Map::of;
        }
        Deployment made = new Deployment(context, notices, () -> factory, () -> components);
        deployment = made;
        return made::files;
    }

    /** Nothing of it is loaded before. */
    private Laboratory laboratory(Laboratory.Settings settings, StackFactory stacks) throws IOException {
        if (!hasLab) {
            throw new IOException("there is no bundle mptcp.lab in this framework");
        }
        return LinuxLaboratory.open(settings, stacks);
    }

    private void removeLaboratory() {
        try {
            laboratories.close();
        } catch (IOException e) {
            LOG.warn("The lab could not be removed: './mptcp lab down' does it", e);
        }
    }

    /** Whether an import that is optional is satisfied. */
    private static boolean imports(BundleContext context, String name) {
        BundleWiring wiring = context.getBundle().adapt(BundleWiring.class);
        return wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(wire -> wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                .anyMatch(name::equals);
    }

    /** When the framework begins to stop, transfers are still what they are; a moment later their hosts are gone. */
    private void changed(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            tellLeftBehind();
        }
    }

    private void tellLeftBehind() {
        synchronized (leaving) {
            if (!told) {
                told = true;
                TransferReport.leftBehind(transfers.all()).forEach(System.err::println);
            }
        }
    }

    @Deactivate
    void stop() throws Exception {
        if (deployment != null) {
            deployment.close();
        }
        registrations.forEach(ServiceRegistration::unregister);
        tellLeftBehind();
        removeLaboratory();
        transfers.close();
    }
}
