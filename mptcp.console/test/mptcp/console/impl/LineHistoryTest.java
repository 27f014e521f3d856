package mptcp.console.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

/** Lines that were typed before, at a terminal that can nothing. */
final class LineHistoryTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private LineReader reader() throws Exception {
        Terminal terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), shown);
        LineReader reader = LineReaderBuilder.builder().terminal(terminal).history(new DefaultHistory())
                .expander(new LineHistory()).build();
        for (String line : new String[] {"put -n 8M", "ss -i", "link path1 down"}) {
            reader.getHistory().add(line);
        }
        return reader;
    }

    @Test
    void isListed() throws Exception {
        LineReader reader = reader();
        assertTrue(LineHistory.shows(" history ", reader));
        assertEquals("    1  put -n 8M\n    2  ss -i\n    3  link path1 down\n",
                shown.toString(StandardCharsets.UTF_8).replace("\r", ""));
        assertFalse(LineHistory.shows("history of a host", reader));
    }

    @Test
    void isRepeated() throws Exception {
        LineReader reader = reader();
        LineHistory lines = new LineHistory();
        assertEquals("link path1 down", lines.expandHistory(reader.getHistory(), "!!"));
        assertEquals("ss -i", lines.expandHistory(reader.getHistory(), "!2"));
        assertEquals("ss -i", lines.expandHistory(reader.getHistory(), "!-2"));
        assertEquals("put -n 8M", lines.expandHistory(reader.getHistory(), "!put"));
        assertEquals("link path1 down | grep up", lines.expandHistory(reader.getHistory(), "!! | grep up"));
        assertThrows(IllegalArgumentException.class, () -> lines.expandHistory(reader.getHistory(), "!nothing"));
    }

    @Test
    void elsewhereItIsAnExclamationMark() throws Exception {
        LineReader reader = reader();
        LineHistory lines = new LineHistory();
        for (String line : new String[] {"echo hello!", "echo 'a!b' \\! !!", "x = {!$it}", "echo \\n"}) {
            assertEquals(line, lines.expandHistory(reader.getHistory(), line));
        }
    }
}
