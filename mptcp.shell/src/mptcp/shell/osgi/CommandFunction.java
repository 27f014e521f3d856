package mptcp.shell.osgi;

import java.io.FilterOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mptcp.shell.command.Command;
import mptcp.shell.command.Commands;
import mptcp.shell.command.Environment;
import mptcp.shell.text.Console;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;

/**
 * A command as Gogo calls it. A {@link Function} gets its words as they are typed; Gogo's reflection would choose a
 * method by its name instead, and take {@code Object.wait} for {@code mptcp:wait}.
 */
class CommandFunction implements Function {
    private final Command command;
    private final Environment environment;

    CommandFunction(Command command, Environment environment) {
        this.command = command;
        this.environment = environment;
    }

    final Command command() {
        return command;
    }

    final Environment environment() {
        return environment;
    }

    @Override
    public final Object execute(CommandSession session, List<Object> arguments) throws Exception {
        List<String> words = arguments.stream().map(String::valueOf).toList();
        Commands.run(command, words, environment, console(session), session.currentDir());
        return null;
    }

    private static Console console(CommandSession session) {
        Process process = Process.Utils.current();
        PrintStream out = process == null ? session.getConsole() : flushing(process.out(), session.getConsole());
        Object columns = session.get("COLUMNS"); // set by interactive sessions
        boolean here = System.console() != null && System.console().isTerminal();
        boolean remote = session.get("NO_TERMINAL") != null; // of sessions from elsewhere that have none
        boolean terminal = !remote && (columns != null || here) && (process == null || process.isTty(1));
        String type = System.getenv().getOrDefault("TERM", "dumb");
        boolean cursor = terminal && !type.equals("dumb");
        boolean colour = cursor && System.getenv("NO_COLOR") == null;
        return new Console(out, cursor, colour, showsUnicode(), () -> width(session));
    }

    /** Of the terminal as it is now: it may be resized while a command runs. */
    private static int width(CommandSession session) {
        Object columns = session.get("COLUMNS");
        return columns == null ? 0 : Integer.parseInt(columns.toString());
    }

    /** Gogo's pipes do not flush what they write to; a terminal that buffers would show progress when it is over. */
    private static PrintStream flushing(PrintStream pipe, PrintStream terminal) {
        return new PrintStream(new FilterOutputStream(pipe) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                pipe.write(bytes, offset, length);
            }

            @Override
            public void flush() {
                pipe.flush();
                terminal.flush();
            }
        }, false, StandardCharsets.UTF_8);
    }

    private static boolean showsUnicode() {
        String encoding = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
        return Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    }
}
