package mptcp.experiment.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers without units as files have them: plain ones, shares, lists of seeds. Errors are {@link IllegalArgumentException}s that say what is possible. */
public final class Numbers {
    private static final Pattern RANGE = Pattern.compile("(-?[0-9]+)\\s*\\.\\.\\s*(-?[0-9]+)");
    private static final int MOST_SEEDS = 100_000;

    private Numbers() {}

    /** A plain number, or with a percent sign a hundredth of it. */
    public static double number(String text) {
        String digits = text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text;
        try {
            double value = Double.parseDouble(digits);
            return text.endsWith("%") ? value / 100 : value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number such as 1.85 or 10%", e);
        }
    }

    /** {@code 7}, {@code 1..10}, {@code 1,2,5}. */
    public static List<Long> seeds(String text) {
        Set<Long> seeds = new LinkedHashSet<>();
        for (String part : text.split(",")) {
            Matcher range = RANGE.matcher(part.strip());
            try {
                long first = Long.parseLong(range.matches() ? range.group(1) : part.strip());
                long last = range.matches() ? Long.parseLong(range.group(2)) : first;
                if (last < first || last - first >= MOST_SEEDS || last - first < 0) {
                    throw new IllegalArgumentException("'" + part.strip() + "' is not a range such as 1..10");
                }
                for (long seed = first; seed - last <= 0; seed++) { // the last may be the largest there is
                    add(seeds, seed);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a list of seeds such as 1..10 or 1,2,5", e);
            }
        }
        return List.copyOf(seeds);
    }

    /** Each run counts once. @throws IllegalArgumentException if it is there already, or there are too many */
    static void add(Set<Long> seeds, long seed) {
        if (!seeds.add(seed)) {
            throw new IllegalArgumentException("seed " + seed + " is there twice");
        }
        if (seeds.size() > MOST_SEEDS) {
            throw new IllegalArgumentException("these are more than " + MOST_SEEDS + " seeds");
        }
    }
}
