package mptcp.interop;

import java.util.Locale;

/** Prints what was measured; nothing is asserted about it, since machines differ. */
final class Figures {
    private Figures() {}

    static void print(String format, Object... values) {
        System.out.println("measured: " + String.format(Locale.ROOT, format, values));
    }

    static double megabits(long bytes, long nanos) {
        return bytes * 8e3 / nanos;
    }
}
