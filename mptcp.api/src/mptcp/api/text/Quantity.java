package mptcp.api.text;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers with units as people type them: {@code 20ms}, {@code 64M}, {@code 20m} bit/s. The one place that knows the units. Commands
 * and settings count bytes in powers of 1024, as {@code dd} does ({@link #size}); descriptions of links and experiments in powers of
 * 1000, as networks do, with {@code ki} and {@code mi} for those of 1024 ({@link #decimalSize}). What is finer than the unit
 * that is returned is refused. Each error is an {@link IllegalArgumentException} that quotes the text and says what is possible.
 */
public final class Quantity {
    private static final Pattern NUMBER_UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z/]*)");
    private static final long SECOND = 1_000_000_000;

    /** For texts that are written: the largest unit that leaves a whole number. */
    private static final String[] TIME_UNITS = {"min", "s", "ms", "us"};
    private static final long[] TIME_FACTORS = {60 * SECOND, SECOND, 1_000_000, 1_000};
    private static final String[] SIZE_UNITS = {"G", "M", "K"};

    private Quantity() {}

    /** A time in nanoseconds; it has a unit, unless it is 0: ns, us, ms, s, min. */
    public static long time(String text) {
        Matcher m = split(text, "a time such as 250ms or 20s (ns, us, ms, s, min)");
        long unit = unitOfTime(m.group(2));
        if (m.group(2).isEmpty()) {
            if (new BigDecimal(m.group(1)).signum() != 0) {
                throw new IllegalArgumentException("'" + text + "' needs a unit: ns, us, ms, s or min");
            }
            unit = 1;
        }
        return scaled(m, known(unit, m, "time", "ns, us, ms, s, min"), text);
    }

    /** A time in nanoseconds; a bare number is seconds, as in {@code sleep}, and {@code m} are minutes. */
    public static long timeOrSeconds(String text) {
        String wanted = "a time, such as 10s or 500ms";
        Matcher m = split(text, wanted);
        long unit = switch (m.group(2)) {
            case "" -> SECOND;
            case "m", "M" -> 60 * SECOND; // in time(), beside rates, 20m would be another thing
            default -> unitOfTime(m.group(2));
        };
        if (unit == 0) {
            throw bad(text, wanted);
        }
        return scaled(m, unit, text);
    }

    private static long unitOfTime(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ns" -> 1;
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            case "s", "sec" -> SECOND;
            case "min" -> 60 * SECOND;
            default -> 0;
        };
    }

    /** Bytes in powers of 1024: {@code 4096}, {@code 64K}, {@code 64M}, {@code 1.5G}, also {@code 64MiB}. */
    public static long size(String text) {
        String wanted = "a size, such as 64M, 512K or 1000000";
        Matcher m = split(text, wanted);
        long unit = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k", "kb", "kib" -> 1L << 10;
            case "m", "mb", "mib" -> 1L << 20;
            case "g", "gb", "gib" -> 1L << 30;
            case "t", "tb", "tib" -> 1L << 40;
            default -> throw bad(text, wanted);
        };
        return scaled(m, unit, text);
    }

    /** Bytes in powers of 1000 ({@code 10m}), or of 1024 ({@code 64ki}). */
    public static long decimalSize(String text) {
        Matcher m = split(text, "a number of bytes such as 10m or 64ki (k, m, g: powers of 1000; ki, mi, gi: of 1024)");
        String unit = m.group(2).toLowerCase(Locale.ROOT).replaceFirst("b$", "");
        long factor = switch (unit) {
            case "ki" -> 1L << 10;
            case "mi" -> 1L << 20;
            case "gi" -> 1L << 30;
            default -> thousands(unit);
        };
        return scaled(m, known(factor, m, "size", "k, m, g, ki, mi, gi"), text);
    }

    /** Bits a second, in powers of 1000: {@code 20m}, {@code 20mbit}, {@code 1.5g}. */
    public static long rate(String text) {
        Matcher m = split(text, "a rate such as 20m (k, m, g: powers of 1000 bit/s)");
        long factor = thousands(m.group(2).toLowerCase(Locale.ROOT).replaceFirst("(bit/s|bit|bps|b)$", ""));
        return scaled(m, known(factor, m, "rate", "k, m, g (bit/s)"), text);
    }

    private static long thousands(String unit) {
        return switch (unit) {
            case "" -> 1;
            case "k" -> 1_000;
            case "m" -> 1_000_000;
            case "g" -> 1_000_000_000;
            default -> 0;
        };
    }

    private static long known(long unit, Matcher m, String what, String possible) {
        if (unit == 0) {
            throw new IllegalArgumentException("'" + m.group(2) + "' is not a unit of " + what + "; possible are " + possible);
        }
        return unit;
    }

    /** A whole number from {@code min} to {@code max}. @param what it is, for the error: {@code port} */
    public static long count(String text, String what, long min, long max) {
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        throw new IllegalArgumentException("'" + text + "' is not a " + what + ": a whole number, " + min + " to " + max);
    }

    /** Nanoseconds as {@link #time} reads them, exactly: {@code 200ms}. */
    public static String timeText(long ns) {
        for (int i = 0; i < TIME_UNITS.length && ns != 0; i++) {
            if (ns % TIME_FACTORS[i] == 0) {
                return ns / TIME_FACTORS[i] + TIME_UNITS[i];
            }
        }
        return ns == 0 ? "0" : ns + "ns";
    }

    /** Bytes as {@link #size} reads them, exactly: {@code 256K}. */
    public static String sizeText(long bytes) {
        for (int i = 0; i < SIZE_UNITS.length && bytes != 0; i++) {
            int shift = 10 * (SIZE_UNITS.length - i);
            if (bytes % (1L << shift) == 0) {
                return (bytes >> shift) + SIZE_UNITS[i];
            }
        }
        return Long.toString(bytes);
    }

    private static Matcher split(String text, String wanted) {
        Matcher m = NUMBER_UNIT.matcher(text);
        if (!m.matches()) {
            throw bad(text, wanted);
        }
        return m;
    }

    private static long scaled(Matcher m, long unit, String text) {
        try {
            return new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large, or finer than can be represented", e);
        }
    }

    private static IllegalArgumentException bad(String text, String wanted) {
        return new IllegalArgumentException("'" + text + "' is not " + wanted);
    }
}
