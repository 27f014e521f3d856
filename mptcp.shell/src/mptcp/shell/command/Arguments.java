package mptcp.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parsed words of a command line. Options may stand anywhere, {@code --name value} or {@code --name=value}; flags of
 * one letter may be joined ({@code -ij}); after {@code --} all words are operands.
 */
public final class Arguments {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();
    private boolean help;

    private Arguments() {}

    /** @throws CommandException that quotes the word it does not understand and shows the usage */
    public static Arguments parse(Syntax syntax, List<String> words) throws CommandException {
        Arguments result = new Arguments();
        boolean onlyOperands = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (onlyOperands || word.length() < 2 || !word.startsWith("-") || isNumber(word)) {
                result.operands.add(word);
            } else if (word.equals("--")) {
                onlyOperands = true;
            } else if (word.equals("-h") || word.equals("--help")) {
                result.help = true;
            } else {
                i += result.option(syntax, word, i + 1 < words.size() ? words.get(i + 1) : null);
            }
        }
        if (!result.help) {
            result.checkCount(syntax);
        }
        return result;
    }

    private static boolean isNumber(String word) {
        return Character.isDigit(word.charAt(1)) && word.length() > 2;
    }

    /** @return how many words after this one it used */
    private int option(Syntax syntax, String word, String next) throws CommandException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Syntax.Option option = syntax.option(name);
        if (option == null && !word.startsWith("--") && equals < 0 && word.length() > 2) {
            for (char letter : word.substring(1).toCharArray()) {
                Syntax.Option flag = syntax.option("-" + letter);
                if (flag == null || flag.value() != null) {
                    throw unknown(syntax, word);
                }
                options.put(flag.longName(), "");
            }
            return 0;
        }
        if (option == null) {
            throw unknown(syntax, name);
        }
        if (option.value() == null) {
            if (equals >= 0) {
                throw CommandException.mistake("option " + name + " takes no value; " + syntax.usage());
            }
            options.put(option.longName(), "");
            return 0;
        }
        String value = equals < 0 ? next : word.substring(equals + 1);
        if (value == null) {
            throw CommandException.mistake("option " + name + " needs a value: " + name + " " + option.value());
        }
        options.put(option.longName(), value);
        return equals < 0 ? 1 : 0;
    }

    private static CommandException unknown(Syntax syntax, String word) {
        List<String> known = syntax.options().stream().map(o -> "--" + o.longName()).toList();
        return CommandException.mistake("unknown option " + word + "; there are: " + String.join(", ", known)
                + (known.isEmpty() ? "" : ", ") + "--help");
    }

    private void checkCount(Syntax syntax) throws CommandException {
        if (operands.size() < syntax.minOperands()) {
            throw CommandException.mistake("something is missing; " + syntax.usage());
        }
        if (operands.size() > syntax.maxOperands()) {
            throw CommandException.mistake("what is '" + operands.get(syntax.maxOperands()) + "' for? " + syntax.usage());
        }
    }

    public boolean help() {
        return help;
    }

    public boolean has(String longName) {
        return options.containsKey(longName);
    }

    public Optional<String> value(String longName) {
        return Optional.ofNullable(options.get(longName));
    }

    public List<String> operands() {
        return operands;
    }

    /** The operand at this place, or null. */
    public String operand(int index) {
        return index < operands.size() ? operands.get(index) : null;
    }
}
