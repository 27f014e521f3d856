package mptcp.shell.text;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantities as people type them. Sizes count in powers of 1024 ({@code 64M}), as with {@code dd}. Every error quotes
 * the text and shows an example.
 */
public final class Quantity {
    private static final Pattern NUMBER_UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([a-zA-Z]*)");

    private static final String SIZE = "size";
    private static final String SIZE_EXAMPLE = "64M, 512K or 1000000";
    private static final String TIME = "time";
    private static final String TIME_EXAMPLE = "10s or 500ms";

    private Quantity() {}

    /** Bytes: {@code 4096}, {@code 64K}, {@code 64M}, {@code 1.5G}, also {@code 64MiB}. */
    public static long size(String text) {
        Matcher m = split(text, SIZE, SIZE_EXAMPLE);
        long unit = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k", "kb", "kib" -> 1L << 10;
            case "m", "mb", "mib" -> 1L << 20;
            case "g", "gb", "gib" -> 1L << 30;
            case "t", "tb", "tib" -> 1L << 40;
            default -> throw bad(text, SIZE, SIZE_EXAMPLE);
        };
        return scaled(m.group(1), unit, text, SIZE, SIZE_EXAMPLE);
    }

    /** Nanoseconds: {@code 10s}, {@code 500ms}, {@code 2m}; a bare number is seconds, as in {@code sleep}. */
    public static long duration(String text) {
        Matcher m = split(text, TIME, TIME_EXAMPLE);
        long unit = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "", "s", "sec" -> 1_000_000_000L;
            case "ns" -> 1;
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            case "m", "min" -> 60_000_000_000L;
            default -> throw bad(text, TIME, TIME_EXAMPLE);
        };
        return scaled(m.group(1), unit, text, TIME, TIME_EXAMPLE);
    }

    /** A whole number from {@code min} to {@code max}. */
    public static long count(String text, String what, long min, long max) {
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a " + what + ": a whole number, " + min + " to " + max);
    }

    private static Matcher split(String text, String what, String example) {
        Matcher m = NUMBER_UNIT.matcher(text);
        if (!m.matches()) {
            throw bad(text, what, example);
        }
        return m;
    }

    private static long scaled(String number, long unit, String text, String what, String example) {
        BigDecimal value = new BigDecimal(number).multiply(BigDecimal.valueOf(unit));
        if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw bad(text, what, example);
        }
        return value.longValue();
    }

    private static IllegalArgumentException bad(String text, String what, String example) {
        return new IllegalArgumentException("'" + text + "' is not a " + what + ", such as " + example);
    }
}
