package mptcp.shell.text;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import mptcp.json.Json;

/**
 * Where a command writes, and what may be written there. On a terminal that moves its cursor, {@link #redraw} replaces
 * what it drew before; elsewhere every line stays. Used by the one thread of its command.
 */
public final class Console {
    private static final String ESC = "\u001b[";
    private static final int DEFAULT_COLUMNS = 100;

    /** How a line is to stand out; on terminals only. */
    public enum Style {
        BOLD("1"),
        GOOD("32"),
        BAD("31"),
        NOTE("36"),
        FAINT("2");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final boolean cursor;
    private final boolean colour;
    private final boolean unicode;
    private final IntSupplier columns;
    private List<Integer> drawn = List.of();

    /**
     * @param cursor whether the terminal understands cursor movements
     * @param colour whether it shows colours and the user wants them
     * @param unicode whether it shows block characters
     * @param columns its width, or 0 if there is no terminal
     */
    public Console(PrintStream out, boolean cursor, boolean colour, boolean unicode, int columns) {
        this(out, cursor, colour, unicode, () -> columns);
    }

    /** @param columns its width at the moment, or 0 if there is no terminal */
    public Console(PrintStream out, boolean cursor, boolean colour, boolean unicode, IntSupplier columns) {
        this.out = out;
        this.cursor = cursor;
        this.colour = colour;
        this.unicode = unicode;
        this.columns = columns;
    }

    /** For files, pipes and tests: text only. */
    public static Console plain(PrintStream out) {
        return new Console(out, false, false, false, 0);
    }

    public boolean live() {
        return cursor;
    }

    public boolean unicode() {
        return unicode;
    }

    public int columns() {
        int now = columns.getAsInt();
        return now > 0 ? now : DEFAULT_COLUMNS;
    }

    /** The text in a style, or as it is where there are no colours. */
    public String styled(Style style, String text) {
        return colour && !text.isEmpty() ? ESC + style.code + "m" + text + ESC + "0m" : text;
    }

    public void line(String text) {
        keep();
        out.println(text);
        out.flush();
    }

    public void line(Style style, String text) {
        line(styled(style, text));
    }

    public void lines(List<String> lines) {
        keep();
        lines.forEach(out::println);
        out.flush();
    }

    /** The first line of a table stands out. */
    public void table(Table table) {
        List<String> lines = new ArrayList<>(table.lines());
        lines.set(0, styled(Style.BOLD, lines.get(0)));
        lines(lines);
    }

    public void json(Object value) {
        line(Json.of(value));
    }

    /**
     * Replaces the lines that the last call drew; they are cut at the terminal's width. Only where it is {@link #live}. A
     * terminal that has become narrower since has wrapped them: each may stand on several of its lines now.
     */
    public void redraw(List<String> lines) {
        int width = columns();
        StringBuilder text = new StringBuilder();
        int up = drawn.stream().mapToInt(length -> Math.max(1, (length + width - 1) / width)).sum();
        if (up > 0) {
            text.append(ESC).append(up).append('A');
        }
        List<Integer> lengths = new ArrayList<>();
        for (String line : lines) {
            lengths.add(clip(line, width, text));
            text.append(ESC).append("K\n");
        }
        text.append(ESC).append('J');
        out.print(text);
        out.flush();
        drawn = lengths;
    }

    /** What was drawn stays; the next redraw begins below it. */
    public void keep() {
        drawn = List.of();
    }

    /** A line that wraps would make the cursor's way back too short. @return how many characters are seen of it */
    private int clip(String line, int width, StringBuilder to) {
        int visible = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ESC.charAt(0)) {
                i = line.indexOf('m', i);
                continue;
            }
            if (visible + 1 >= width) {
                to.append(line, 0, i).append(colour ? ESC + "0m" : "");
                return visible;
            }
            visible++;
        }
        to.append(line);
        return visible;
    }
}
