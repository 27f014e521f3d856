package mptcp.experiment.plan;

import java.util.Set;
import java.util.regex.Pattern;

/** Names of things in experiments are also words of expressions, parts of file names and headings of columns. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Set<String> RESERVED = Set.of("e", "pi", "true", "false", "null");

    private Names() {}

    /** Whether a name is that of a group, {@code user#}, or of one in it. */
    public static boolean matches(String group, String name) {
        return group.equals(name) || group.contains("#")
                && name.matches(group.replace("#", "[0-9]+")); // what else is in names has no other meaning
    }

    static void check(String name, Section section, Problems problems) {
        if (RESERVED.contains(name)) {
            problems.add(section.place(), section.what() + ": '" + name + "' cannot be a name: it means something else in"
                    + " expressions");
        } else if (!NAME.matcher(name).matches()) {
            problems.add(section.place(), section.what() + ": '" + name
                    + "' cannot be a name; names are of a-z, 0-9 and _, and begin with a letter");
        }
    }
}
