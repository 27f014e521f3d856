package mptcp.shell.text;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import mptcp.json.Literals;

/** Quantities as people read them; always in the root locale, so that scripts can rely on the decimal point. */
public final class Show {
    private static final double NS_PER_MS = 1e6;
    private static final String[] BINARY = {" B", " KiB", " MiB", " GiB", " TiB"};

    private Show() {}

    /** {@code 64 MiB}, {@code 1.5 KiB}, {@code 17 B}. */
    public static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < BINARY.length - 1) {
            value /= 1024;
            unit++;
        }
        return decimal(value) + BINARY[unit];
    }

    /** One word for columns: {@code 64M}, {@code 1.5K}, {@code 17}. */
    public static String compact(long bytes) {
        return size(bytes).replaceFirst(" (?:([KMGT])i)?B", "$1");
    }

    /** {@code 20 Mbit/s}; the argument is bits per second. */
    public static String rate(double bitsPerSecond) {
        if (bitsPerSecond >= 1e9) {
            return decimal(bitsPerSecond / 1e9) + " Gbit/s";
        }
        if (bitsPerSecond >= 1e6) {
            return decimal(bitsPerSecond / 1e6) + " Mbit/s";
        }
        if (bitsPerSecond >= 1e3) {
            return decimal(bitsPerSecond / 1e3) + " kbit/s";
        }
        return decimal(bitsPerSecond) + " bit/s";
    }

    /** {@code 40 ms}, {@code 1.5 s}, {@code 12 us}. */
    public static String time(long ns) {
        if (ns >= 1_000_000_000L) {
            return decimal(ns / 1e9) + " s";
        }
        return ns >= 1_000_000 || ns == 0 ? millis(ns) + " ms" : decimal(ns / 1e3) + " us";
    }

    /** Milliseconds without the unit, at most three places: {@code 0.034}, {@code 20.5}. */
    public static String millis(long ns) {
        String text = String.format(Locale.ROOT, "%.3f", ns / NS_PER_MS);
        return text.replaceFirst("\\.?0+$", "");
    }

    /** One decimal: {@code 3.5}; for columns of seconds and of Mbit/s. */
    public static String tenths(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** Three significant digits at most, no trailing zeros. */
    private static String decimal(double value) {
        String text = String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f"
                : "%.2f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** As {@link Literals#endpoint}. */
    public static String endpoint(InetSocketAddress a) {
        return Literals.endpoint(a);
    }

    /** As {@link Literals#address}. */
    public static String address(InetAddress a) {
        return Literals.address(a);
    }
}
