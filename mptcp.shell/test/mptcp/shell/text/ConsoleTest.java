package mptcp.shell.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8).replace("\u001b", "^").replace(System.lineSeparator(), "\n");
    }

    @Test
    void writesNoEscapesToAFile() {
        Console console = Console.plain(out);
        console.line(Console.Style.BAD, "bad");
        console.table(new Table("A").row("x"));
        assertEquals("bad\nA\nx\n", text());
    }

    @Test
    void coloursOnATerminal() {
        new Console(out, true, true, true, 80).line(Console.Style.BAD, "bad");
        assertEquals("^[31mbad^[0m\n", text());
    }

    @Test
    void goesBackOverWhatItDrew() {
        Console console = new Console(out, true, false, false, 80);
        console.redraw(List.of("a", "b"));
        console.redraw(List.of("c"));
        console.line("kept");
        console.redraw(List.of("d"));
        assertEquals("a^[K\nb^[K\n^[J" + "^[2Ac^[K\n^[J" + "kept\n" + "d^[K\n^[J", text());
    }

    @Test
    void cutsRedrawnLinesBeforeTheyWrap() {
        new Console(out, true, true, false, 5).redraw(List.of("abcdefgh", "^".replace("^", "\u001b[31mab\u001b[0m")));
        assertEquals("abcd^[0m^[K\n^[31mab^[0m^[K\n^[J", text());
    }

    /** After it was made narrower, what was drawn stands on more lines, and what is drawn is cut earlier. */
    @Test
    void findsItsLinesAfterTheTerminalWasResized() {
        int[] width = {10};
        Console console = new Console(out, true, false, false, () -> width[0]);
        console.redraw(List.of("abcdefgh", "ab"));
        width[0] = 4;
        console.redraw(List.of("abcdefgh", "ab"));
        width[0] = 20;
        console.redraw(List.of("abcdefgh"));
        assertEquals("abcdefgh^[K\nab^[K\n^[J" + "^[3Aabc^[K\nab^[K\n^[J" + "^[2Aabcdefgh^[K\n^[J", text());
    }

    @Test
    void atEachWidth() {
        for (int width = 1; width < 200; width++) {
            bytes.reset();
            new Console(out, true, true, true, width).redraw(List.of("x".repeat(150)));
            int seen = text().replaceAll("\\^\\[[0-9]*[mKJA]", "").strip().length();
            assertEquals(Math.min(150, width - 1), seen, "of " + width);
        }
    }
}
