package mptcp.shell.command;

import java.util.List;
import java.util.stream.Collectors;
import mptcp.shell.text.Console;
import mptcp.shell.text.Table;

/** {@code mptcp:help}. */
final class HelpCommand implements Command {
    private final List<Command> commands;
    private final Syntax syntax = Syntax.of("help", "list the commands, or explain one")
            .operands("[COMMAND]", 0, 1, this::complete);

    /** @param commands the list that this one is in, too */
    HelpCommand(List<Command> commands) {
        this.commands = commands;
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        Console console = call.console();
        String name = call.arguments().operand(0);
        if (name != null) {
            console.lines(find(name).syntax().help());
            return;
        }
        console.line(Console.Style.BOLD, "Multipath TCP: the commands of scope " + Syntax.SCOPE);
        Table table = new Table("", "");
        commands.forEach(c -> table.row("  " + c.syntax().name(), c.syntax().summary()));
        console.lines(table.lines().subList(1, commands.size() + 1));
        console.line("");
        console.line("COMMAND --help explains one; the tabulator key completes commands, options and names.");
        console.line("At a terminal 'history' lists what was typed; !!, !N and !TEXT repeat a line. Started with --web, 'web'");
        console.line("prints the address of the live page.");
        console.line("To begin with: put --bytes 64M; watch. 'felix:lb' lists the bundles, Ctrl-D leaves.");
    }

    private Command find(String name) throws CommandException {
        String bare = name.startsWith(Syntax.SCOPE + ":") ? name.substring(Syntax.SCOPE.length() + 1) : name;
        return commands.stream().filter(c -> c.syntax().name().equals(bare)).findFirst()
                .orElseThrow(() -> new CommandException("no command '" + name + "' in scope " + Syntax.SCOPE
                        + "; there are: "
                        + commands.stream().map(c -> c.syntax().name()).collect(Collectors.joining(", "))
                        + "; 'felix:help " + name + "' knows those of other scopes"));
    }

    private List<Candidate> complete(Environment env, List<String> words) {
        return commands.stream().map(c -> new Candidate(c.syntax().name(), c.syntax().summary())).toList();
    }
}
