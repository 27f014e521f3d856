package mptcp.console.impl;

import java.util.Locale;
import org.jline.reader.Expander;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.impl.DefaultExpander;

/**
 * What was typed before: {@code history} lists it; a line that begins with {@code !!}, {@code !N}, {@code !-N} or {@code
 * !TEXT} stands for the last one, the one of that number, the Nth last, or the last that began so. Elsewhere in a line an
 * exclamation mark is one.
 */
final class LineHistory implements Expander {
    private final Expander expander = new DefaultExpander();

    @Override
    public String expandHistory(History history, String line) {
        return line.startsWith("!") ? expander.expandHistory(history, line) : line;
    }

    @Override
    public String expandVar(String word) {
        return word;
    }

    /** Lists it, if that is what the line asks for. */
    static boolean shows(String line, LineReader reader) {
        if (!line.strip().equals("history")) {
            return false;
        }
        for (History.Entry each : reader.getHistory()) {
            reader.getTerminal().writer().printf(Locale.ROOT, "%5d  %s%n", each.index() + 1, each.line());
        }
        reader.getTerminal().flush();
        return true;
    }
}
