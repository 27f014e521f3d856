package mptcp.experiment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words of a command line. Errors are {@link IllegalArgumentException}s for people. */
final class Arguments {
    /** A flag of all commands that run what a file describes. */
    static final String PAYLOAD_FREE = "--payload-free";

    private final List<String> files = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();

    /**
     * @param flags options without a value
     * @param options those with one; {@code --set NAME=VALUE} may be there several times
     */
    Arguments(List<String> words, Set<String> flags, Set<String> options) {
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String word = rest.poll();
            if (flags.contains(word)) {
                values.put(word, "");
            } else if (options.contains(word)) {
                String value = rest.poll();
                if (value == null) {
                    throw new IllegalArgumentException(word + " needs a value");
                }
                take(word, value);
            } else if (word.startsWith("-")) {
                throw new IllegalArgumentException("there is no option '" + word + "'; there are "
                        + Stream.concat(flags.stream(), options.stream()).sorted().collect(Collectors.joining(", ")));
            } else {
                files.add(word);
            }
        }
    }

    private void take(String option, String value) {
        if (!option.equals("--set")) {
            values.put(option, value);
            return;
        }
        int equals = value.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("write --set NAME=VALUE, not '" + value + "'");
        }
        parameters.put(value.substring(0, equals), value.substring(equals + 1));
    }

    List<String> files() {
        return files;
    }

    /** The only file. */
    String file() {
        if (files.size() != 1) {
            throw new IllegalArgumentException(files.isEmpty() ? "it needs a file" : "it takes one file, not "
                    + String.join(" ", files));
        }
        return files.getFirst();
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    /** The value of an option, or null. */
    String get(String option) {
        return values.get(option);
    }

    int number(String option, int otherwise) {
        String value = get(option);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a whole number, not '" + value + "'", e);
        }
        throw new IllegalArgumentException(option + " needs a number above 0, not '" + value + "'");
    }

    Map<String, String> parameters() {
        return parameters;
    }
}
