package mptcp.shell.osgi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import mptcp.api.socket.StackFactory;
import mptcp.shell.command.Command;
import mptcp.shell.command.Commands;
import mptcp.shell.command.Environment;
import mptcp.shell.command.Syntax;
import mptcp.shell.demo.DemoCommand;
import mptcp.shell.world.Clock;
import mptcp.shell.world.EmbeddedNetwork;
import mptcp.shell.world.Transfers;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
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

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final Transfers transfers = new Transfers(Clock.WALL);

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile StackFactory factory;

    private volatile EmbeddedNetwork network;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addNetwork(EmbeddedNetwork added) throws IOException {
        transfers.serve(added.server());
        network = added;
    }

    void removeNetwork(EmbeddedNetwork removed) {
        network = network == removed ? null : network;
        transfers.leave(removed.server());
        transfers.leave(removed.client());
    }

    @Activate
    void start(BundleContext context) {
        Environment environment =
                new Environment(() -> factory, () -> network, new FrameworkBundles(context), transfers, Clock.WALL);
        boolean completing = hasConsole(context);
        for (Command command : new Commands(List.of(new DemoCommand())).all()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("osgi.command.scope", Syntax.SCOPE);
            properties.put("osgi.command.function", command.syntax().name());
            registrations.add(completing
                    ? CompletingFunction.register(context, command, environment, properties)
                    : context.registerService(Function.class, new CommandFunction(command, environment), properties));
        }
        LOG.debug("{} commands", registrations.size());
    }

    /** The import is optional: without the console of this project, any other Gogo shell runs the commands. */
    private static boolean hasConsole(BundleContext context) {
        BundleWiring wiring = context.getBundle().adapt(BundleWiring.class);
        return wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(wire -> wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                .anyMatch(CONSOLE::equals);
    }

    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
        transfers.close();
    }
}
