package mptcp.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines typed at a terminal, for a shell elsewhere: edited and remembered here, completed there. */
final class AttachTerminal {
    private static final String PROMPT = "mptcp(attached)> ";

    private final Attach attach;

    AttachTerminal(Attach attach) {
        this.attach = attach;
    }

    int run() throws IOException, Attach.Left {
        try (Terminal terminal = TerminalBuilder.builder().name("mptcp").system(true).build()) {
            if (terminal.getWidth() == 0) {
                terminal.setSize(new Size(80, 24)); // a terminal that does not know, as in some containers
            }
            LineReader reader = LineReaderBuilder.builder().terminal(terminal).appName("mptcp")
                    .completer((_, line, candidates) -> complete(line, candidates))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
            terminal.writer().println("attached; 'exit' leaves, the shell goes on");
            terminal.flush();
            while (true) {
                try {
                    String line = reader.readLine(PROMPT);
                    run(terminal, line);
                } catch (UserInterruptException e) {
                    // Ctrl-C: a fresh line
                } catch (EndOfFileException e) {
                    return 0;
                }
            }
        }
    }

    private void run(Terminal terminal, String line) throws IOException, Attach.Left {
        attach.columns(terminal.getWidth());
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, _ -> interrupt(terminal));
        try {
            attach.execute(line);
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private void interrupt(Terminal terminal) {
        try {
            attach.interrupt();
        } catch (IOException e) {
            terminal.writer().println("the shell has closed");
        }
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        List<String> words = new ArrayList<>(line.words().subList(0, line.wordIndex()));
        words.add(line.word().substring(0, line.wordCursor()));
        try {
            attach.complete(words).forEach(each -> candidates.add(new Candidate(each)));
        } catch (IOException closed) {
            candidates.clear(); // the next command tells
        }
    }
}
