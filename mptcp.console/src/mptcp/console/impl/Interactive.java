package mptcp.console.impl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.osgi.framework.BundleContext;

/** Commands typed at a terminal. */
final class Interactive {
    private static final String PROMPT = "mptcp> ";

    private final BundleContext context;
    private final CommandProcessor processor;
    private final boolean verbose;
    private final BooleanSupplier closed;

    Interactive(BundleContext context, CommandProcessor processor, boolean verbose, BooleanSupplier closed) {
        this.context = context;
        this.processor = processor;
        this.verbose = verbose;
        this.closed = closed;
    }

    int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().name("mptcp").system(true).build();
                CommandSession session = processor.createSession(terminal.input(), terminal.output(), terminal.output())) {
            if (terminal.getWidth() == 0) {
                terminal.setSize(new Size(80, 24)); // a terminal that does not know, as in some containers
            }
            Commands commands = new Commands(session, verbose);
            LineReader reader = reader(terminal, session);
            terminal.writer().println("'help' lists the commands, 'help COMMAND' explains one, TAB completes, 'exit' leaves.");
            while (!closed.getAsBoolean()) {
                try {
                    String line = reader.readLine(PROMPT);
                    if (!LineHistory.shows(line, reader)) {
                        run(terminal, commands, line);
                    }
                } catch (UserInterruptException e) {
                    // Ctrl-C: a fresh line
                } catch (EndOfFileException e) {
                    break;
                }
            }
            return 0;
        }
    }

    /** Ctrl-C interrupts the command. */
    private static void run(Terminal terminal, Commands commands, String line) {
        size(terminal, commands.session());
        Terminal.SignalHandler resized = terminal.handle(Terminal.Signal.WINCH, _ -> size(terminal, commands.session()));
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, _ -> interrupt(commands.session()));
        try {
            commands.run(line);
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
            terminal.handle(Terminal.Signal.WINCH, resized);
        }
    }

    private static void size(Terminal terminal, CommandSession session) {
        session.put("COLUMNS", terminal.getWidth());
        session.put("LINES", terminal.getHeight());
    }

    /** The job, not this thread: otherwise it would go on behind the next command. */
    private static void interrupt(CommandSession session) {
        Job job = session.foregroundJob();
        if (job != null) {
            job.interrupt();
        }
    }

    private LineReader reader(Terminal terminal, CommandSession session) {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("mptcp")
                .parser(new LineParser())
                .completer(new LineCompleter(context, session))
                .variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), ".mptcp_history"))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P  ... ")
                .expander(new LineHistory())
                .build();
    }
}
