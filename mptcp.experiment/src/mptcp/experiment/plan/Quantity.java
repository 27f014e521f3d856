package mptcp.experiment.plan;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads quantities as files have them. Errors are {@link IllegalArgumentException}s that say what is possible. */
public final class Quantity {
    private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z%]*)");
    private static final Pattern RANGE = Pattern.compile("(-?[0-9]+)\\s*\\.\\.\\s*(-?[0-9]+)");
    private static final int MOST_SEEDS = 100_000;

    private Quantity() {}

    /** {@code 20ms}; ns, us, ms, s, min. In nanoseconds. */
    static long time(String text) {
        Matcher m = matched(text, "a time such as 250ms or 20s (ns, us, ms, s, min)");
        long factor = switch (m.group(2)) {
            case "ns" -> 1;
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000L;
            case "min" -> 60_000_000_000L;
            case "" -> {
                if (new BigDecimal(m.group(1)).signum() == 0) {
                    yield 1;
                }
                throw new IllegalArgumentException("'" + text + "' needs a unit: ns, us, ms, s or min");
            }
            default -> throw new IllegalArgumentException(
                    "'" + m.group(2) + "' is not a unit of time; possible are ns, us, ms, s, min");
        };
        return whole(text, m, factor);
    }

    /** {@code 10m}; k, m, g (powers of 1000), ki, mi, gi (of 1024). In bytes. */
    static long size(String text) {
        Matcher m = matched(text, "a number of bytes such as 10m or 64ki (k, m, g: powers of 1000; ki, mi, gi: of"
                + " 1024)");
        long factor = switch (m.group(2).toLowerCase(java.util.Locale.ROOT).replaceFirst("b$", "")) {
            case "" -> 1;
            case "k" -> 1_000;
            case "m" -> 1_000_000;
            case "g" -> 1_000_000_000;
            case "ki" -> 1 << 10;
            case "mi" -> 1 << 20;
            case "gi" -> 1 << 30;
            default -> throw new IllegalArgumentException(
                    "'" + m.group(2) + "' is not a unit of size; possible are k, m, g, ki, mi, gi");
        };
        return whole(text, m, factor);
    }

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

    private static Matcher matched(String text, String what) {
        Matcher m = NUMBER.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not " + what);
        }
        return m;
    }

    private static long whole(String text, Matcher m, long factor) {
        try {
            return new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(factor)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large, or finer than can be represented", e);
        }
    }
}
