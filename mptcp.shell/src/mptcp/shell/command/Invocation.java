package mptcp.shell.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Console;

/**
 * One call of a command.
 *
 * @param directory what relative file names are relative to
 */
public record Invocation(Arguments arguments, Environment environment, Console console, Path directory) {
    /**
     * The hosts that the command is about: that of {@code --host}, or all. A loop that does not come back from something is
     * named, and the others are gone on with; but not for a program, which would take what is missing for what is not there.
     *
     * @throws CommandException if the one that is meant, or each of them, does not answer
     */
    List<Stack> hosts() throws CommandException {
        List<Stack> hosts = new ArrayList<>(environment.hosts(arguments.value("host").orElse(null)));
        boolean strict = hosts.size() == 1 || arguments.has("json");
        for (Stack host : List.copyOf(hosts)) {
            String stuck = host.stuckIn().orElse(null);
            if (stuck == null) {
                continue;
            }
            hosts.remove(host);
            if (strict || hosts.isEmpty()) {
                throw new CommandException(Environment.stuck(stuck));
            }
            console.line(Console.Style.BAD, Environment.stuck(stuck));
        }
        return hosts;
    }
}
