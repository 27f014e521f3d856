package mptcp.shell.osgi;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;
import mptcp.io.sim.LinkSpec;
import mptcp.shell.world.EmbeddedNetwork;
import mptcp.shell.world.NetworkPath;
import mptcp.shell.world.SimulatedNetwork;
import mptcp.shell.world.Trace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The network embedded in the shell: there with its defaults, unless a configuration says otherwise. */
@Component(service = EmbeddedNetwork.class, immediate = true, configurationPid = "mptcp.shell.network",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = EmbeddedNetworkComponent.Settings.class)
public final class EmbeddedNetworkComponent implements EmbeddedNetwork {
    /** What a configuration may say; a change makes the network anew. */
    @ObjectClassDefinition(name = "Embedded network of the shell",
            description = "Two hosts in this process, client and server, joined by simulated paths")
    public @interface Settings {
        @AttributeDefinition(description = "One path each, named path1, path2, ...: settings as of mptcp:link")
        String[] paths() default {"rate=20m,delay=10ms,queue=75k", "rate=20m,delay=40ms,queue=250k"};

        @AttributeDefinition(description = "Seed of the random losses of the paths")
        long seed() default 1;
    }

    private final SimulatedNetwork network;

    @Activate
    public EmbeddedNetworkComponent(@Reference StackFactory factory, Settings settings) {
        List<LinkSpec> specs = Arrays.stream(settings.paths()).map(LinkSpec::of).toList();
        network = SimulatedNetwork.start(factory, specs, settings.seed());
    }

    @Override
    public Stack client() {
        return network.client();
    }

    @Override
    public Stack server() {
        return network.server();
    }

    @Override
    public List<NetworkPath> paths() {
        return network.paths();
    }

    @Override
    public Trace trace(Path file) {
        return network.trace(file);
    }

    @Override
    public Throwable failure() {
        return network.failure();
    }

    @Override
    @Deactivate
    public void close() {
        network.close();
    }
}
