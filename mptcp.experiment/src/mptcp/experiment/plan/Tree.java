package mptcp.experiment.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A YAML document as far as experiments use it: text, lists and maps, with their places. Immutable. */
sealed interface Tree {
    Place place();

    /** The same as if all of it stood at one place: what was made of an entry is there, in messages. */
    Tree at(Place place);

    /** With {@code $name} in every text replaced by a parameter's value. */
    Tree replace(Map<String, String> parameters, Set<String> used, Problems problems);

    /** Anything that is neither a list nor a map; the empty text if there is nothing. */
    record Text(String value, Place place) implements Tree {
        private static final Pattern PARAMETER = Pattern.compile("\\$(\\w+)");

        @Override
        public Tree replace(Map<String, String> parameters, Set<String> used, Problems problems) {
            Matcher m = PARAMETER.matcher(value);
            String replaced = m.replaceAll(found -> {
                String name = found.group(1);
                used.add(name);
                if (!parameters.containsKey(name)) {
                    problems.add(place, "there is no parameter '" + name + "'" + (parameters.isEmpty()
                            ? "; list it under 'parameters'" : "; there are "
                            + String.join(", ", parameters.keySet())));
                }
                return Matcher.quoteReplacement(parameters.getOrDefault(name, "0"));
            });
            return new Text(replaced, place);
        }

        @Override
        public Tree at(Place there) {
            return new Text(value, there);
        }

        @Override
        public String toString() {
            return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    /** A sequence. */
    record Items(List<Tree> items, Place place) implements Tree {
        @Override
        public Tree replace(Map<String, String> parameters, Set<String> used, Problems problems) {
            return new Items(items.stream().map(t -> t.replace(parameters, used, problems)).toList(), place);
        }

        @Override
        public Tree at(Place there) {
            return new Items(items.stream().map(t -> t.at(there)).toList(), there);
        }

        @Override
        public String toString() {
            return items.toString();
        }
    }

    /** A mapping; keys are text, in the order of the file. */
    record Fields(Map<String, Tree> fields, Map<String, Place> keys, Place place) implements Tree {
        @Override
        public Tree replace(Map<String, String> parameters, Set<String> used, Problems problems) {
            Map<String, Tree> replaced = new LinkedHashMap<>();
            fields.forEach((key, value) -> replaced.put(key, value.replace(parameters, used, problems)));
            return new Fields(replaced, keys, place);
        }

        @Override
        public Fields at(Place there) {
            Map<String, Tree> moved = new LinkedHashMap<>();
            Map<String, Place> places = new LinkedHashMap<>();
            fields.forEach((key, value) -> {
                moved.put(key, value.at(there));
                places.put(key, there);
            });
            return new Fields(moved, places, there);
        }

        /** Without some of its fields. */
        Fields without(Set<String> names) {
            Map<String, Tree> rest = new LinkedHashMap<>(fields);
            rest.keySet().removeAll(names);
            return new Fields(rest, keys, place);
        }

        @Override
        public String toString() {
            return fields.toString();
        }
    }
}
