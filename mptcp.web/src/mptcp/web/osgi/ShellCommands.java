package mptcp.web.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import mptcp.web.view.Actions;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The shell's commands, called as the services that they are: no character of a word means anything to the shell's
 * language. Any thread.
 */
final class ShellCommands implements Actions.Runner {
    private final BundleContext context;
    private final CommandProcessor processor;

    ShellCommands(BundleContext context, CommandProcessor processor) {
        this.context = context;
        this.processor = processor;
    }

    @Override
    public String run(String command, List<String> words) throws Exception {
        ServiceReference<Function> reference = find(command);
        Function function = context.getService(reference);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(text, false, UTF_8);
                CommandSession session = processor.createSession(InputStream.nullInputStream(), out, out)) {
            session.put("NO_TERMINAL", true);
            function.execute(session, List.copyOf(words));
            session.getConsole().flush();
            out.flush();
            return text.toString(UTF_8);
        } finally {
            context.ungetService(reference);
        }
    }

    private ServiceReference<Function> find(String command) throws InvalidSyntaxException {
        return context.getServiceReferences(Function.class,
                "(&(osgi.command.scope=mptcp)(osgi.command.function=" + command + "))").stream().findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no command " + command
                        + ": the bundle mptcp.shell has it"));
    }
}
