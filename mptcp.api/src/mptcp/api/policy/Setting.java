package mptcp.api.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import mptcp.api.text.Quantity;

/**
 * One setting of a policy, as its factory describes it ({@link PolicyFactory#settings}): shells complete it, configurations
 * are checked against it, and {@code policy NAME} prints it. Immutable. A policy keeps it in a constant and reads the
 * connection's value by {@link PolicyContext#setting}.
 *
 * @param <T> what its text stands for
 */
public final class Setting<T> {
    private final String name;
    private final String type;
    private final T otherwise;
    private final String otherwiseText;
    private final String range;
    private final String help;
    private final List<String> choices;
    private final Function<String, T> parser;

    private Setting(String name, String type, T otherwise, String otherwiseText, String range, String help,
            List<String> choices, Function<String, T> parser) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = type;
        this.otherwise = otherwise;
        this.otherwiseText = otherwiseText;
        this.range = range;
        this.help = Objects.requireNonNull(help, "help");
        this.choices = List.copyOf(choices);
        this.parser = parser;
    }

    /** A whole number from min to max. */
    public static Setting<Integer> integer(String name, int otherwise, int min, int max, String help) {
        return new Setting<>(name, "integer", otherwise, Integer.toString(otherwise),
                "a whole number from " + min + " to " + max, help, List.of(), text -> {
                    int number = Integer.parseInt(text);
                    return number >= min && number <= max ? number : null;
                });
    }

    /** A number from min to max. */
    public static Setting<Double> decimal(String name, double otherwise, double min, double max, String help) {
        return new Setting<>(name, "number", otherwise, Double.toString(otherwise), "a number from " + min + " to " + max,
                help, List.of(), text -> {
                    double number = Double.parseDouble(text);
                    return number >= min && number <= max ? number : null;
                });
    }

    /** True or false. */
    public static Setting<Boolean> flag(String name, boolean otherwise, String help) {
        return new Setting<>(name, "flag", otherwise, Boolean.toString(otherwise), "true or false", help,
                List.of("true", "false"), text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                });
    }

    /** One of these words. */
    public static Setting<String> choice(String name, String otherwise, List<String> words, String help) {
        return new Setting<>(name, "choice", otherwise, otherwise, "one of " + String.join(", ", words), help, words,
                text -> words.contains(text) ? text : null);
    }

    /** A time, in nanoseconds; written with its unit, of ns, us, ms, s and min: {@code 250us}, {@code 20ms}, {@code 1.5s}. */
    public static Setting<Long> duration(String name, String otherwise, String min, String max, String help) {
        long least = Quantity.time(min);
        long most = Quantity.time(max);
        return new Setting<>(name, "duration", Quantity.time(otherwise), otherwise, "a time from " + min + " to " + max, help,
                List.of(), text -> {
                    long ns = Quantity.time(text);
                    return ns >= least && ns <= most ? ns : null;
                });
    }

    /**
     * So many bytes, or bytes per second; a k, M or G behind them is 1024 once, twice or three times: {@code 64k}, {@code 1M}.
     *
     * @since 2.1
     */
    public static Setting<Long> size(String name, String otherwise, String min, String max, String help) {
        long least = Quantity.size(min);
        long most = Quantity.size(max);
        return new Setting<>(name, "size", Quantity.size(otherwise), otherwise, "a size from " + min + " to " + max, help, List.of(),
                text -> {
                    long bytes = Quantity.size(text);
                    return bytes >= least && bytes <= most ? bytes : null;
                });
    }

    /**
     * Whatever a policy makes of a text.
     *
     * @param range for people, behind "must be": {@code "weights such as 3,1"}
     * @param parser null, or an {@link IllegalArgumentException}, for a text that is none; called on any thread
     */
    public static <T> Setting<T> of(String name, String type, String otherwise, String range, String help,
            Function<String, T> parser) {
        T value = Objects.requireNonNull(parser.apply(otherwise), "the default has to be in the range");
        return new Setting<>(name, type, value, otherwise, range, help, List.of(), parser);
    }

    /** What it is called, such as {@code rexmit.threshold}: its policy's name, or that of its kind, and a dot, come first. */
    public String name() {
        return name;
    }

    /** For people: integer, number, flag, choice, duration, size, or what {@link #of} says. */
    public String type() {
        return type;
    }

    /** The value where nothing is configured. */
    public T otherwise() {
        return otherwise;
    }

    /** The default as it would be written. */
    public String defaultText() {
        return otherwiseText;
    }

    /** What it may be, for people. */
    public String range() {
        return range;
    }

    /** What it is for, in a line. */
    public String help() {
        return help;
    }

    /** The words that it may be; empty if it is no matter of words. */
    public List<String> choices() {
        return choices;
    }

    /** @throws IllegalArgumentException that names the setting, what it may be and what the text is */
    public T parse(String text) {
        T value = null;
        Throwable cause = null;
        try {
            value = parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            // said below, with what it may be
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            cause = e; // a policy's own fault, which is no matter of who has the setting checked
        }
        if (value == null) {
            throw new IllegalArgumentException(name + " must be " + range + ", not '" + text + "'", cause);
        }
        return value;
    }

    /** Its value among these, or the default. @throws IllegalArgumentException as {@link #parse} */
    public T of(Map<String, String> settings) {
        String text = settings.get(name);
        return text == null ? otherwise : parse(text);
    }

    @Override
    public String toString() {
        return name + ": " + range + ", default " + otherwiseText;
    }
}
