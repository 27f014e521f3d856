package mptcp.shell.command;

import java.util.ArrayList;
import java.util.List;
import mptcp.shell.text.Table;

/** What a command accepts: the source of its parser, its help and its completion. Built once, then only read. */
public final class Syntax {
    /** The scope of all commands. */
    public static final String SCOPE = "mptcp";

    /**
     * @param shortName one letter without the dash, or null
     * @param longName without the dashes
     * @param value what its value is called, or null for a flag
     */
    public record Option(String shortName, String longName, String value, String description, Completer completer) {
        boolean named(String word) {
            return word.equals("--" + longName) || shortName != null && word.equals("-" + shortName);
        }

        String usage() {
            String names = (shortName == null ? "    " : "-" + shortName + ", ") + "--" + longName;
            return value == null ? names : names + " " + value;
        }
    }

    private record Example(String line, String description) {}

    private final String name;
    private final String summary;
    private final List<Option> options = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private String operands = "";
    private int minOperands;
    private int maxOperands;
    private Completer operandCompleter = Completer.NONE;

    private Syntax(String name, String summary) {
        this.name = name;
        this.summary = summary;
    }

    /** @param summary one line, lower case, without a full stop */
    public static Syntax of(String name, String summary) {
        return new Syntax(name, summary);
    }

    /**
     * @param usage as the help shows them, such as {@code [FILE]}
     * @param max how many there may be
     */
    public Syntax operands(String usage, int min, int max, Completer completer) {
        operands = usage;
        minOperands = min;
        maxOperands = max;
        operandCompleter = completer;
        return this;
    }

    public Syntax flag(String shortName, String longName, String description) {
        options.add(new Option(shortName, longName, null, description, Completer.NONE));
        return this;
    }

    public Syntax option(String shortName, String longName, String value, String description, Completer completer) {
        options.add(new Option(shortName, longName, value, description, completer));
        return this;
    }

    public Syntax json() {
        return flag("j", "json", "print JSON");
    }

    public Syntax host(String description) {
        return option("H", "host", "HOST", description, Names.HOSTS);
    }

    public Syntax detail(String line) {
        details.add(line);
        return this;
    }

    public Syntax example(String line, String description) {
        examples.add(new Example(line, description));
        return this;
    }

    public String name() {
        return name;
    }

    public String summary() {
        return summary;
    }

    public List<Option> options() {
        return List.copyOf(options);
    }

    int minOperands() {
        return minOperands;
    }

    int maxOperands() {
        return maxOperands;
    }

    /** Whether an operand may be the name of a file. */
    boolean takesFiles() {
        return namesFiles(operands);
    }

    static boolean namesFiles(String usage) {
        return usage.matches(".*\\b(FILE|FOLDER|URL)\\b.*");
    }

    Completer operandCompleter() {
        return operandCompleter;
    }

    Option option(String word) {
        return options.stream().filter(o -> o.named(word)).findFirst().orElse(null);
    }

    List<Candidate> optionCandidates() {
        List<Candidate> names = new ArrayList<>();
        options.forEach(o -> names.add(new Candidate("--" + o.longName(), o.description())));
        names.add(new Candidate("--help", "explain the command"));
        return names;
    }

    public String usage() {
        return "usage: " + SCOPE + ":" + name + (options.isEmpty() ? "" : " [options]")
                + (operands.isEmpty() ? "" : " " + operands);
    }

    /** The whole help text. */
    public List<String> help() {
        List<String> lines = new ArrayList<>();
        lines.add(SCOPE + ":" + name + " - " + summary);
        lines.add("");
        lines.add(usage());
        if (!details.isEmpty()) {
            lines.add("");
            lines.addAll(details);
        }
        lines.add("");
        Table table = new Table("options:", "");
        options.forEach(o -> table.row("  " + o.usage(), o.description()));
        table.row("  -h, --help", "this text");
        lines.addAll(table.lines());
        if (!examples.isEmpty()) {
            lines.add("");
            Table shown = new Table("examples:", "");
            examples.forEach(e -> shown.row("  " + e.line(), e.description()));
            lines.addAll(shown.lines());
        }
        return lines;
    }
}
