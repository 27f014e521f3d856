package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Groups: an entry of a section with {@code copies: 30} stands for 30 entries, in whose names and values {@code #} is
 * the number of the copy, from 1.
 */
final class Copies {
    private static final String FIELD = "copies";
    /** What flows have: how many messages. */
    private static final String COUNT = "count";
    private static final String NUMBER = "#";
    private static final int MOST = 10_000;
    private static final List<String> SECTIONS = List.of("hosts", "links", "paths", "flows", "cross", "events");

    private final Problems problems;

    private Copies(Problems problems) {
        this.problems = problems;
    }

    /** The body of an experiment without groups. */
    static Tree.Fields expand(Tree.Fields body, Problems problems) {
        Copies copies = new Copies(problems);
        Map<String, Tree> fields = new LinkedHashMap<>(body.fields());
        for (String section : SECTIONS) {
            switch (fields.get(section)) {
                case Tree.Fields entries -> fields.put(section, copies.entries(entries));
                case Tree.Items items -> fields.put(section, copies.items(items));
                case null, default -> { }
            }
        }
        return new Tree.Fields(fields, body.keys(), body.place());
    }

    private Tree.Fields entries(Tree.Fields entries) {
        Map<String, Tree> all = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        entries.fields().forEach((name, entry) -> {
            Place place = entries.keys().get(name);
            int count = count(entry);
            if (count == 0 && name.contains(NUMBER)) {
                count = meant(name, entry, place);
            }
            for (int i = 1; i <= Math.max(1, count); i++) {
                String copy = count > 0 ? name.replace(NUMBER, "" + i) : name;
                if (all.putIfAbsent(copy, count > 0 ? numbered(rest(entry), i) : entry) != null) {
                    problems.add(place, "'" + copy + "' is here twice; a name with 'copies' needs a # for the number");
                    return;
                }
                keys.put(copy, place);
            }
        });
        return new Tree.Fields(all, keys, entries.place());
    }

    private Tree.Items items(Tree.Items items) {
        List<Tree> all = new ArrayList<>();
        for (Tree item : items.items()) {
            int count = count(item);
            for (int i = 1; i <= count; i++) {
                all.add(numbered(rest(item), i));
            }
            if (count == 0) {
                all.add(item);
            }
        }
        return new Tree.Items(all, items.place());
    }

    /** A group without a number of copies: it is told, and read as what is meant, for what else is wrong with it. */
    private int meant(String name, Tree entry, Place place) {
        String count = entry instanceof Tree.Fields fields && fields.fields().get(COUNT) instanceof Tree.Text text ? text.value() : "";
        boolean number = count.matches("[1-9][0-9]{0,3}");
        problems.add(place, "'" + name + "' is a group, by its #: it needs 'copies: " + (number ? count + "', not 'count'" : "30', how many"
                + " there are of it"));
        return number ? Integer.parseInt(count) : 1;
    }

    /** 0: it is no group. */
    private int count(Tree entry) {
        if (!(entry instanceof Tree.Fields fields) || !(fields.fields().get(FIELD) instanceof Tree.Text text)) {
            return 0;
        }
        if (text.value().matches("[0-9]{1,5}") && Integer.parseInt(text.value()) >= 1
                && Integer.parseInt(text.value()) <= MOST) {
            return Integer.parseInt(text.value());
        }
        problems.add(text.place(), "'copies' must be 1 to " + MOST + ", not " + text.value());
        return 1;
    }

    /** Without the field; a single value where only {@code is} is left, as links have it. */
    private static Tree rest(Tree entry) {
        if (!(entry instanceof Tree.Fields fields)) {
            return entry;
        }
        Tree.Fields rest = fields.without(fields.fields().containsKey(FIELD) ? Set.of(FIELD) : Set.of(COUNT));
        return rest.fields().size() == 1 && rest.fields().containsKey("is") ? rest.fields().get("is") : rest;
    }

    private static Tree numbered(Tree tree, int number) {
        return switch (tree) {
            case Tree.Text text -> new Tree.Text(text.value().replace(NUMBER, "" + number), text.place());
            case Tree.Items items -> new Tree.Items(items.items().stream().map(t -> numbered(t, number)).toList(),
                    items.place());
            case Tree.Fields fields -> {
                Map<String, Tree> all = new LinkedHashMap<>();
                fields.fields().forEach((key, value) -> all.put(key, numbered(value, number)));
                yield new Tree.Fields(all, fields.keys(), fields.place());
            }
        };
    }
}
