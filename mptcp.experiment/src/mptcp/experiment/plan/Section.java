package mptcp.experiment.plan;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import mptcp.api.text.Quantity;

/**
 * Reads the fields of one mapping. What is wrong is noted with its place, and the default is returned, so that all
 * problems of a file are found in one go. {@link #done} notes the fields that nobody asked for.
 */
final class Section {
    private final Tree.Fields map;
    private final String what;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param what names it in messages: {@code flow bulk} */
    Section(Tree.Fields map, String what, Problems problems) {
        this.map = map;
        this.what = what;
        this.problems = problems;
    }

    String what() {
        return what;
    }

    Place place() {
        return map.place();
    }

    Place place(String key) {
        return has(key) ? map.fields().get(key).place() : map.place();
    }

    /** Makes a field possible without reading it. */
    void allow(String key) {
        known.add(key);
    }

    /** Its fields. */
    Set<String> names() {
        return map.fields().keySet();
    }

    boolean has(String key) {
        return map.fields().containsKey(key);
    }

    boolean isMapping(String key) {
        return map.fields().get(key) instanceof Tree.Fields;
    }

    void problem(String key, String message) {
        problems.add(place(key), what + ": " + message);
    }

    // ---- single values

    /** The text as it is, or null. */
    String text(String key) {
        return convert(key, null, Function.identity());
    }

    String text(String key, String otherwise) {
        return convert(key, otherwise, Function.identity());
    }

    /** The text; it is a problem if it is missing, and the example is returned. */
    String required(String key, String example) {
        known.add(key);
        if (!has(key)) {
            problems.add(map.place(), what + " needs '" + key + "', such as '" + key + ": " + example + "'");
            return example;
        }
        return text(key, example);
    }

    long time(String key, long otherwise) {
        return convert(key, otherwise, Quantity::time);
    }

    long size(String key, long otherwise) {
        return convert(key, otherwise, Quantity::decimalSize);
    }

    int count(String key, int otherwise, int least, int most) {
        return convert(key, otherwise, text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
            }
            throw new IllegalArgumentException("it must be " + least + " to " + most + ", not " + text);
        });
    }

    boolean flag(String key, boolean otherwise) {
        return convert(key, otherwise, text -> switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        });
    }

    /** One of several words. */
    String word(String key, String otherwise, List<String> allowed) {
        return convert(key, otherwise, text -> {
            if (!allowed.contains(text)) {
                String last = text.substring(text.lastIndexOf('.') + 1);
                throw new IllegalArgumentException("'" + text + "' is not possible; possible are "
                        + String.join(", ", allowed) + (allowed.contains(last) ? ": '" + last + "' is meant?" : ""));
            }
            return text;
        });
    }

    /** What a function makes of the text; the message of its IllegalArgumentException is a problem. */
    <T> T convert(String key, T otherwise, Function<String, T> conversion) {
        known.add(key);
        Tree value = map.fields().get(key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Tree.Text text)) {
            problem(key, "'" + key + "' must be one value");
            return otherwise;
        }
        try {
            return conversion.apply(text.value());
        } catch (IllegalArgumentException e) {
            problem(key, "'" + key + "': " + e.getMessage());
            return otherwise;
        }
    }

    // ---- several values

    /** The texts of a list; a single text counts as a list of one. */
    List<String> list(String key) {
        known.add(key);
        return switch (map.fields().get(key)) {
            case null -> List.of();
            case Tree.Text text -> text.value().isEmpty() ? List.of() : List.of(text.value());
            case Tree.Items items -> items.items().stream().map(item -> {
                if (item instanceof Tree.Text text) {
                    return text.value();
                }
                problems.add(item.place(), what + ": '" + key + "' must be a list of single values");
                return "";
            }).toList();
            case Tree.Fields _ -> {
                problem(key, "'" + key + "' must be a list, such as [a, b]");
                yield List.of();
            }
        };
    }

    /** Names and single values, such as settings. */
    Map<String, String> values(String key) {
        Map<String, String> values = new LinkedHashMap<>();
        Section section = section(key);
        if (section != null) {
            section.map.fields().keySet().forEach(name -> values.put(name, section.text(name, "")));
        }
        return values;
    }

    /** Names and single values that are looked at: an IllegalArgumentException's message is a problem, at its place. */
    Map<String, String> values(String key, BiConsumer<String, String> check) {
        Section section = section(key);
        if (section != null) {
            section.map.fields().keySet().forEach(name -> section.convert(name, null, text -> {
                check.accept(name, text);
                return text;
            }));
        }
        return values(key);
    }

    /** A mapping inside, or null if there is none. */
    Section section(String key) {
        known.add(key);
        Tree value = map.fields().get(key);
        if (value instanceof Tree.Fields inner) {
            return new Section(inner, key, problems);
        }
        boolean empty = value instanceof Tree.Text text && (text.value().isEmpty() || text.value().equals("null"));
        if (value != null && !empty) {
            problem(key, "'" + key + "' must hold 'name: value' lines");
        }
        return null;
    }

    /** Each mapping of a mapping, by name. */
    void each(String key, String singular, BiConsumer<String, Section> reader) {
        Section all = section(key);
        if (all != null) {
            for (String name : all.map.fields().keySet()) {
                switch (all.map.fields().get(name)) {
                    case Tree.Fields inner -> reader.accept(name, new Section(inner, singular + " " + name, problems));
                    case Tree.Text text when text.value().isEmpty() || text.value().equals("null") -> {
                        Tree.Fields none = new Tree.Fields(Map.of(), Map.of(), text.place());
                        reader.accept(name, new Section(none, singular + " " + name, problems));
                    }
                    case Tree other -> problems.add(other.place(), singular + " " + name
                            + " must hold 'field: value' lines");
                }
            }
        }
    }

    /** Each mapping of a list. */
    void each(String key, String singular, java.util.function.Consumer<Section> reader) {
        known.add(key);
        switch (map.fields().get(key)) {
            case null -> { }
            case Tree.Items items -> {
                for (int i = 0; i < items.items().size(); i++) {
                    if (items.items().get(i) instanceof Tree.Fields inner) {
                        reader.accept(new Section(inner, singular + " " + (i + 1), problems));
                    } else {
                        problems.add(items.items().get(i).place(), singular + " " + (i + 1)
                                + " must hold 'field: value' lines");
                    }
                }
            }
            case Tree other -> problems.add(other.place(), "'" + key + "' must be a list: begin each with '- '");
        }
    }

    /** Notes the fields that were not asked for. */
    void done() {
        done("");
    }

    /** @param advice follows what is possible */
    void done(String advice) {
        map.fields().keySet().stream().filter(key -> !known.contains(key)).forEach(key ->
                problems.add(map.keys().get(key), what + " has no field '" + key + "'; possible are "
                        + (known.isEmpty() ? "none" : String.join(", ", known)) + advice));
    }
}
