package mptcp.shell.command;

import java.util.List;
import java.util.stream.Collectors;
import mptcp.shell.text.Console;
import mptcp.shell.text.Table;

/** {@code mptcp:help}. */
final class HelpCommand implements Command {
    private final List<Command> commands;
    private final Syntax syntax = Syntax.of("help", "list the commands, or explain one")
            .operands("[COMMAND | PREFIX]", 0, 1, this::complete)
            .detail("A prefix lists the commands that begin with it; where it is one command's alone, that is explained.");

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
            List<Command> meant = find(name);
            if (meant.size() == 1) {
                console.lines(meant.getFirst().syntax().help());
            } else {
                list(console, meant);
            }
            return;
        }
        console.line(Console.Style.BOLD, "Multipath TCP: the commands of scope " + Syntax.SCOPE);
        list(console, commands);
        console.line("");
        console.line("COMMAND --help explains one; the tabulator key completes commands, options and names.");
        console.line("In a script the same: ./mptcp shell -c 'put -n 8M; wait; ss', or lines of standard input; the first that fails");
        console.line("ends it with status 1. Where another bundle has a command of that name, mptcp:NAME is meant for sure.");
        console.line("At a terminal 'history' lists what was typed; !!, !N and !TEXT repeat a line. Started with --web, 'web'");
        console.line("prints the address of the live page.");
        console.line("To begin with: put --bytes 64M; watch. 'felix:lb' lists the bundles, Ctrl-D leaves.");
    }

    private static void list(Console console, List<Command> some) {
        Table table = new Table("", "");
        some.forEach(c -> table.row("  " + c.syntax().name(), c.syntax().summary()));
        console.lines(table.lines().subList(1, some.size() + 1));
    }

    /** The one of this name, or those that begin so; never none. */
    private List<Command> find(String name) throws CommandException {
        String bare = name.startsWith(Syntax.SCOPE + ":") ? name.substring(Syntax.SCOPE.length() + 1) : name;
        List<Command> exact = commands.stream().filter(c -> c.syntax().name().equals(bare)).toList();
        List<Command> begun = exact.isEmpty() ? commands.stream().filter(c -> c.syntax().name().startsWith(bare)).toList() : exact;
        if (begun.isEmpty()) {
            throw new CommandException("no command '" + name + "' in scope " + Syntax.SCOPE + "; there are: "
                    + commands.stream().map(c -> c.syntax().name()).collect(Collectors.joining(", "))
                    + "; 'felix:help " + name + "' knows those of other scopes");
        }
        return begun;
    }

    private List<Candidate> complete(Environment env, List<String> words) {
        return commands.stream().map(c -> new Candidate(c.syntax().name(), c.syntax().summary())).toList();
    }
}
