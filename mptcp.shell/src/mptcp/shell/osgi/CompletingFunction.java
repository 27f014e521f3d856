package mptcp.shell.osgi;

import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import mptcp.console.ArgumentCompleter;
import mptcp.shell.command.Candidate;
import mptcp.shell.command.Command;
import mptcp.shell.command.Commands;
import mptcp.shell.command.Environment;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A command whose arguments the console completes. Loaded only where there is such a console. */
final class CompletingFunction extends CommandFunction implements ArgumentCompleter {
    private CompletingFunction(Command command, Environment environment) {
        super(command, environment);
    }

    static ServiceRegistration<?> register(BundleContext context, Command command, Environment environment,
            Dictionary<String, Object> properties) {
        String[] services = {Function.class.getName(), ArgumentCompleter.class.getName()};
        return context.registerService(services, new CompletingFunction(command, environment), properties);
    }

    @Override
    public Collection<String> complete(List<String> words) {
        return Commands.complete(command(), words, environment()).stream().map(Candidate::value).toList();
    }

    @Override
    public boolean takesFiles(List<String> words) {
        return Commands.takesFiles(command(), words);
    }
}
